package dev.parley.server.verbose;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// The beginning of a message on one line that no terminal takes for a command.
final class Excerpt {

    private static final int CHARACTERS = 80;
    private static final int BYTES = CHARACTERS / 2;
    private static final int MAX_UTF8 = 4;

    /// A JSON Web Token, or the beginning of one: whoever reads it may be whom it names.
    private static final Pattern TOKEN = Pattern.compile("eyJ[A-Za-z0-9_.-]{8,}");

    /// What an SDK says is one, whatever it looks like.
    private static final Pattern NAMED_TOKEN = Pattern.compile("(\"token\"\\s*:\\s*\")(?!eyJ…)[^\"]+");

    private Excerpt() {}

    /// The first 80 characters in quotes; what can't be printed is escaped.
    static String text(ByteBuffer utf8) {
        int looked = Math.min(utf8.remaining(), (CHARACTERS + 1) * MAX_UTF8);
        CharBuffer decoded = CharBuffer.allocate(looked);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE);
        decoder.decode(utf8.slice(utf8.position(), looked), decoded, false);
        String text = TOKEN.matcher(decoded.flip().toString()).replaceAll("eyJ…");
        text = NAMED_TOKEN.matcher(text).replaceAll("$1…");
        StringBuilder line = new StringBuilder(CHARACTERS + 16).append('"');
        int at = 0;
        for (int shown = 0; shown < CHARACTERS && at < text.length(); shown++) {
            int c = text.codePointAt(at);
            escape(line, c);
            at += Character.charCount(c);
        }
        return line.append(at < text.length() ? "\"…" : "\"").toString();
    }

    /// The first 40 bytes, as 80 digits.
    static String binary(ByteBuffer data) {
        byte[] first = new byte[Math.min(BYTES, data.remaining())];
        data.get(data.position(), first);
        return HexFormat.of().formatHex(first) + (data.remaining() > BYTES ? "…" : "");
    }

    private static void escape(StringBuilder line, int c) {
        switch (c) {
            case '\n' -> line.append("\\n");
            case '\r' -> line.append("\\r");
            case '\t' -> line.append("\\t");
            case '"' -> line.append("\\\"");
            case '\\' -> line.append("\\\\");
            default -> {
                switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR ->
                        line.append("\\u{").append(Integer.toHexString(c)).append('}');
                    default -> line.appendCodePoint(c);
                }
            }
        }
    }
}
