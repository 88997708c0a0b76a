package dev.parley.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Bytes as the tables write them: hex digits in pairs, `'text'` as UTF-8, `*n` behind either to repeat it, blanks and
/// `|` anywhere between, for the eye.
///
/// `81 03 'Hi!' | 82 7e 0100 aa*256`
final class Notation {

    private Notation() {}

    static byte[] bytes(String notation) {
        var out = new ByteArrayOutputStream();
        int at = 0;
        while (at < notation.length()) {
            char c = notation.charAt(at);
            if (c == ' ' || c == '|') {
                at++;
                continue;
            }
            byte[] token;
            if (c == '\'') {
                int end = notation.indexOf('\'', at + 1);
                token = notation.substring(at + 1, end).getBytes(StandardCharsets.UTF_8);
                at = end + 1;
            } else {
                token = HexFormat.of().parseHex(notation.substring(at, at + 2));
                at += 2;
            }
            int times = 1;
            if (at < notation.length() && notation.charAt(at) == '*') {
                int end = at + 1;
                while (end < notation.length() && Character.isDigit(notation.charAt(end))) {
                    end++;
                }
                times = Integer.parseInt(notation.substring(at + 1, end));
                at = end;
            }
            for (int i = 0; i < times; i++) {
                out.writeBytes(token);
            }
        }
        return out.toByteArray();
    }
}
