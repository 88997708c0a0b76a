package dev.parley.server.http;

import dev.parley.net.SharedBytes;
import dev.parley.net.http.Headers;
import dev.parley.net.http.HttpRequest;
import dev.parley.net.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// A content that is sent often, plain and compressed, with the tag by which who has it already knows it again.
///
/// @param gzip null when compression does not make it smaller
/// @param tag of the content, without quotes
public record Encoded(SharedBytes plain, @Nullable SharedBytes gzip, String tag) {

    /// Compresses.
    ///
    /// @param bytes owned by the callee from now on
    public static Encoded of(byte[] bytes) {
        byte[] smaller = zipped(bytes);
        return new Encoded(
                SharedBytes.ofOwned(bytes),
                smaller.length < bytes.length ? SharedBytes.ofOwned(smaller) : null,
                tag(bytes));
    }

    private static byte[] zipped(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2 + 32);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return out.toByteArray();
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// 200 with the content, or 304 without.
    ///
    /// @param headers what goes out with either
    public HttpResponse answer(HttpRequest request, Headers headers) {
        SharedBytes compressed = accepts(request.headers(), "gzip") ? gzip : null;
        String entityTag = '"' + tag + (compressed == null ? "" : "-gzip") + '"';
        headers.set("ETag", entityTag).set("Vary", "Accept-Encoding").set("X-Content-Type-Options", "nosniff");
        if (isKnown(request, entityTag)) {
            return new HttpResponse(304, headers, HttpResponse.empty(304).body());
        }
        if (compressed != null) {
            headers.set("Content-Encoding", "gzip");
        }
        return new HttpResponse(200, headers, new HttpResponse.Body.Bytes(compressed == null ? plain : compressed));
    }

    /// Whether the client has that already (RFC 9110 section 13.1.2).
    ///
    /// @param entityTag with its quotes
    public static boolean isKnown(HttpRequest request, String entityTag) {
        String known = request.headers().first("If-None-Match");
        return known != null && (known.contains(entityTag) || known.strip().equals("*"));
    }

    /// Whether the client takes that content coding (RFC 9110 section 12.5.3).
    private static boolean accepts(Headers headers, String coding) {
        for (String value : headers.all("Accept-Encoding")) {
            for (String item : value.split(",")) {
                String[] parts = item.split(";");
                if (parts[0].strip().equalsIgnoreCase(coding)) {
                    return parts.length < 2 || !isZero(parts[1].strip().toLowerCase(Locale.ROOT));
                }
            }
        }
        return false;
    }

    private static boolean isZero(String weight) {
        String number = weight.startsWith("q=") ? weight.substring(2) : "";
        return !number.isEmpty() && number.chars().allMatch(c -> c == '0' || c == '.');
    }
}
