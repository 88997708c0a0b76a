package dev.parley.net.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Parameters behind the question mark of a request target (`application/x-www-form-urlencoded`).
final class QueryString {

    private QueryString() {}

    static @Nullable String first(String target, String name) {
        int at = target.indexOf('?');
        while (at >= 0 && at < target.length()) {
            int start = at + 1;
            int end = target.indexOf('&', start);
            at = end;
            String pair = target.substring(start, end < 0 ? target.length() : end);
            int equals = pair.indexOf('=');
            String key = decode(equals < 0 ? pair : pair.substring(0, equals));
            if (name.equals(key)) {
                return equals < 0 ? "" : decode(pair.substring(equals + 1));
            }
        }
        return null;
    }

    /// Null for a broken percent-encoding.
    static @Nullable String decode(String encoded) {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            return null;
        }
    }
}
