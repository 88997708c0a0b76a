package dev.parley.net.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Answers with the whole of something, or with the part of it that is asked for: one byte range per request (RFC 9110
/// section 14).
public final class ByteRanges {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /// Gives the bytes from one on.
    @FunctionalInterface
    public interface Part {
        HttpResponse.Body of(long from, long length);
    }

    private ByteRanges() {}

    /// 200 with everything, 206 with a part, or 416 when there is no such part.
    ///
    /// @param headers of the answer; more are added
    /// @param size bytes in all
    /// @param tag the entity tag with its quotes, for `If-Range`
    public static HttpResponse answer(HttpRequest request, Headers headers, long size, String tag, Part part) {
        headers.add("Accept-Ranges", "bytes");
        String range = request.headers().first("Range");
        String condition = request.headers().first("If-Range");
        Matcher matcher = range == null || !request.method().equals("GET") ? null : RANGE.matcher(range.strip());
        if (matcher == null || !matcher.matches() || (condition != null && !condition.equals(tag))) {
            return new HttpResponse(200, headers, part.of(0, size));
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty() && last.isEmpty()) {
            return new HttpResponse(200, headers, part.of(0, size));
        }
        long from = first.isEmpty() ? Math.max(0, size - Long.parseLong(last)) : Long.parseLong(first);
        long to = first.isEmpty() || last.isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(last));
        if (!first.isEmpty() && !last.isEmpty() && Long.parseLong(last) < from) {
            return new HttpResponse(200, headers, part.of(0, size));
        }
        if (from >= size || to < from) {
            return HttpResponse.text(416, "There is no such range in this file.\n")
                    .with("Content-Range", "bytes */" + size);
        }
        headers.add("Content-Range", "bytes " + from + "-" + to + "/" + size);
        return new HttpResponse(206, headers, part.of(from, to - from + 1));
    }

    /// Whether the client says that it has what has this entity tag (`If-None-Match`, RFC 9110 section 13.1.2).
    ///
    /// @param tag with its quotes
    public static boolean isKnown(HttpRequest request, String tag) {
        for (String candidate :
                String.join(",", request.headers().all("If-None-Match")).split(",")) {
            String plain = candidate.strip();
            if (plain.equals("*") || plain.equals(tag) || plain.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }
}
