package dev.parley.server.http;

import dev.parley.net.SharedBytes;
import dev.parley.net.http.Headers;
import dev.parley.net.http.HttpRequest;
import dev.parley.net.http.HttpResponse;
import dev.parley.web.Pages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// One file of the pages, plain and compressed, with the headers that it goes out with.
///
/// @param gzip null when compression does not make it smaller
/// @param tag of the content, without quotes
record PageFile(String name, SharedBytes plain, @Nullable SharedBytes gzip, String tag) {

    /// Reads and compresses a file. Blocks.
    ///
    /// @return null when there is none of that name
    static @Nullable PageFile read(String name) throws IOException {
        byte[] bytes = Pages.read(name);
        if (bytes == null) {
            return null;
        }
        byte[] smaller = gzip(bytes);
        return new PageFile(
                name,
                SharedBytes.ofOwned(bytes),
                smaller.length < bytes.length ? SharedBytes.ofOwned(smaller) : null,
                tag(bytes));
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
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

    HttpResponse answer(HttpRequest request) {
        SharedBytes compressed = accepts(request.headers(), "gzip") ? gzip : null;
        String entityTag = '"' + tag + (compressed == null ? "" : "-gzip") + '"';
        String known = request.headers().first("If-None-Match");
        if (known != null && (known.contains(entityTag) || known.strip().equals("*"))) {
            return withHeaders(HttpResponse.empty(304), entityTag);
        }
        HttpResponse.Body body = new HttpResponse.Body.Bytes(compressed == null ? plain : compressed);
        HttpResponse response = withHeaders(
                new HttpResponse(200, Headers.of("Content-Type", Pages.contentType(name)), body), entityTag);
        return compressed == null ? response : response.with("Content-Encoding", "gzip");
    }

    private HttpResponse withHeaders(HttpResponse response, String entityTag) {
        String policy = Pages.contentSecurityPolicy(name);
        return response.with("ETag", entityTag)
                .with("Vary", "Accept-Encoding")
                .with("Cache-Control", Pages.cacheControl(name))
                .with("Content-Security-Policy", policy)
                .with("X-Frame-Options", policy.contains("frame-ancestors 'self'") ? "SAMEORIGIN" : "DENY")
                .with("X-Content-Type-Options", "nosniff")
                .with("Referrer-Policy", "no-referrer")
                .with("Cross-Origin-Opener-Policy", "same-origin")
                .with("Cross-Origin-Resource-Policy", "same-origin");
    }

    /// Whether the client takes that content coding (RFC 9110 section 12.5.3).
    static boolean accepts(Headers headers, String coding) {
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
