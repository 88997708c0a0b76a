package dev.parley.net.netty;

import dev.parley.net.http.Headers;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Writes the head of an answer.
final class ResponseHead {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private record Second(long second, String text) {}

    private static volatile Second now = new Second(0, "");

    private ResponseHead() {}

    /// @param length the Content-Length to state; negative for none
    /// @param connection the Connection field, or null
    static ByteBuffer write(int status, Headers headers, long length, @Nullable String connection) {
        StringBuilder head = new StringBuilder(256);
        head.append("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(HttpResponseStatus.valueOf(status).reasonPhrase())
                .append("\r\n");
        headers.forEach((name, value) -> {
            if (!added(name)) {
                head.append(name).append(": ").append(value).append("\r\n");
            }
        });
        if (length >= 0) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        if (connection != null) {
            head.append("Connection: ").append(connection).append("\r\n");
        }
        if (status >= 200) {
            head.append("Date: ").append(date()).append("\r\n");
        }
        head.append("\r\n");
        return ByteBuffer.wrap(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Fields that are stated here and nowhere else.
    private static boolean added(String name) {
        return name.equalsIgnoreCase("Content-Length")
                || name.equalsIgnoreCase("Connection")
                || name.equalsIgnoreCase("Transfer-Encoding")
                || name.equalsIgnoreCase("Date");
    }

    private static String date() {
        long second = System.currentTimeMillis() / 1000;
        Second known = now;
        if (known.second != second) {
            known = new Second(second, DATE.format(Instant.ofEpochSecond(second)));
            now = known;
        }
        return known.text;
    }
}
