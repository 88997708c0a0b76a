package dev.parley.dialects.centrifuge;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;

/// A second, naive reader of replies in Protobuf: `6{6"epoch" 9=2}`. It knows of the schema only which fields are messages.
final class Plain {

    private static final Set<String> MESSAGES = Set.of(
            "2", "4", "4.4", "4.4.5", "4.4.7", "4.5", "4.5.1", "4.6", "4.6.1", "4.7", "4.8", "4.9", "4.12", "5", "5.6",
            "5.6.2", "5.6.2.7", "6", "6.7", "6.7.5", "6.7.7", "7", "8", "9", "9.1", "9.1.2", "10", "11", "11.1",
            "11.1.5", "11.1.7", "12", "13", "14", "15");

    private final byte[] bytes;
    private int at;

    private Plain(byte[] bytes) {
        this.bytes = bytes;
    }

    /// The replies of a message, a space between.
    static String of(String hex) {
        Plain plain = new Plain(HexFormat.of().parseHex(hex));
        StringBuilder all = new StringBuilder();
        while (plain.at < plain.bytes.length) {
            int end = (int) plain.varint();
            end += plain.at;
            all.append(all.isEmpty() ? "" : " ")
                    .append('{')
                    .append(plain.message(end, ""))
                    .append('}');
        }
        return all.toString();
    }

    private String message(int end, String path) {
        StringBuilder text = new StringBuilder();
        while (at < end) {
            long tag = varint();
            String field = Long.toString(tag >> 3);
            String full = path.isEmpty() ? field : path + "." + field;
            text.append(text.isEmpty() ? "" : " ").append(field);
            if ((tag & 7) == 0) {
                text.append('=').append(varint());
            } else {
                int length = (int) varint();
                if (MESSAGES.contains(full)) {
                    text.append('{').append(message(at + length, full)).append('}');
                } else {
                    text.append('"')
                            .append(new String(bytes, at, length, StandardCharsets.UTF_8))
                            .append('"');
                    at += length;
                }
            }
        }
        return text.toString();
    }

    private long varint() {
        long value = 0;
        int shift = 0;
        while (true) {
            byte b = bytes[at++];
            value += (long) (b & 127) << shift;
            if (b >= 0) {
                return value;
            }
            shift += 7;
        }
    }
}
