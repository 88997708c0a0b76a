package dev.parley.dialects.centrifuge;

import dev.parley.hub.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The words that JSON is written with.
final class Json {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    private Json() {}

    /// A string in quotes. What can't stand in one is escaped, and so are the two line breaks that JavaScript knows beside.
    static void string(ByteOutput out, String text) {
        out.put((byte) '"');
        boolean plain = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\' || c >= 0x7F) {
                plain = false;
                break;
            }
        }
        if (plain) {
            out.ascii(text);
        } else {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            escaped(out, utf8);
        }
        out.put((byte) '"');
    }

    /// What is UTF-8 already, without quotes.
    static void escaped(ByteOutput out, byte[] utf8) {
        int from = 0;
        for (int i = 0; i < utf8.length; i++) {
            byte b = utf8[i];
            boolean breaks = b == (byte) 0xE2
                    && i + 2 < utf8.length
                    && utf8[i + 1] == (byte) 0x80
                    && (utf8[i + 2] == (byte) 0xA8 || utf8[i + 2] == (byte) 0xA9);
            if (b >= 0x20 && b != '"' && b != '\\' && b != 0x7F || b < 0 && !breaks) {
                continue;
            }
            out.put(utf8, from, i - from);
            if (breaks) {
                out.ascii(utf8[i + 2] == (byte) 0xA8 ? "\\u2028" : "\\u2029");
                i += 2;
            } else {
                switch (b) {
                    case '"' -> out.ascii("\\\"");
                    case '\\' -> out.ascii("\\\\");
                    case '\n' -> out.ascii("\\n");
                    case '\r' -> out.ascii("\\r");
                    case '\t' -> out.ascii("\\t");
                    default -> {
                        out.ascii("\\u00");
                        out.put(HEX[b >> 4]);
                        out.put(HEX[b & 15]);
                    }
                }
            }
            from = i + 1;
        }
        out.put(utf8, from, utf8.length - from);
    }

    static void number(ByteOutput out, long number) {
        if (number >= 0 && number < 10) {
            out.put((byte) ('0' + number));
        } else {
            out.ascii(Long.toString(number));
        }
    }

    /// A payload as a JSON value.
    static void payload(ByteOutput out, Payload payload) {
        switch (payload.kind()) {
            case JSON -> out.put(payload);
            case TEXT -> {
                out.put((byte) '"');
                escaped(out, payload.toByteArray());
                out.put((byte) '"');
            }
            case BINARY -> {
                out.ascii("{\"base64\":\"");
                byte[] base64 = Base64.getEncoder().encode(payload.toByteArray());
                out.put(base64, 0, base64.length);
                out.ascii("\"}");
            }
        }
    }

    /// The bytes of a payload as a JSON value.
    static byte[] bytes(Payload payload) {
        if (payload.kind() == Payload.Kind.JSON) {
            return payload.toByteArray();
        }
        ByteOutput out = new ByteOutput(payload.size() * 2 + 16);
        payload(out, payload);
        return out.toByteArray();
    }
}
