package dev.parley.dialects.centrifuge;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Pulls values out of one JSON text, without making anything of what nobody asks for: a payload is a span of the bytes it
/// stands in ([#span]). Strict about structure; what a span holds is checked by whoever takes it.
///
/// ```
/// for (String name = reader.firstName(); name != null; name = reader.nextName()) {
///     switch (name) { case "id" -> id = reader.number(); default -> reader.skip(); }
/// }
/// ```
final class JsonReader {

    private final ByteBuffer bytes;
    private int at;
    private final int end;

    /// @param bytes what remains in it is read; its position is left alone
    JsonReader(ByteBuffer bytes) {
        this.bytes = bytes;
        at = bytes.position();
        end = bytes.limit();
    }

    /// Enters an object.
    ///
    /// @return its first name, or null when it is empty (and has been left)
    @Nullable String firstName() throws MalformedException {
        expect('{');
        if (peek() == '}') {
            at++;
            return null;
        }
        return name();
    }

    /// @return the next name of the object, or null when it is over (and has been left)
    @Nullable String nextName() throws MalformedException {
        int c = peek();
        at++;
        if (c == '}') {
            return null;
        }
        if (c != ',') {
            throw wrong("a comma or the end of the object is missing");
        }
        return name();
    }

    private String name() throws MalformedException {
        String name = string();
        expect(':');
        return name;
    }

    /// Enters an array.
    ///
    /// @return whether it has an element; if not it has been left
    boolean firstElement() throws MalformedException {
        expect('[');
        if (peek() == ']') {
            at++;
            return false;
        }
        return true;
    }

    /// @return whether the array goes on; if not it has been left
    boolean nextElement() throws MalformedException {
        int c = peek();
        at++;
        if (c != ',' && c != ']') {
            throw wrong("a comma or the end of the array is missing");
        }
        return c == ',';
    }

    /// A string; null counts as an empty one.
    String string() throws MalformedException {
        if (isNull()) {
            return "";
        }
        expect('"');
        int start = at;
        boolean plain = true;
        while (true) {
            int c = byteAt(at);
            if (c == '"') {
                break;
            }
            if (c == '\\') {
                plain = false;
                at++;
                byteAt(at);
            } else if (c >= 0 && c < 0x20) {
                throw wrong("a control character in a string");
            }
            at++;
        }
        String raw = decode(start, at);
        at++;
        return plain ? raw : unescaped(raw);
    }

    private String decode(int from, int to) throws MalformedException {
        boolean ascii = true;
        byte[] copy = new byte[to - from];
        bytes.get(from, copy);
        for (byte b : copy) {
            ascii &= b >= 0;
        }
        if (ascii) {
            return new String(copy, StandardCharsets.ISO_8859_1);
        }
        String text = new String(copy, StandardCharsets.UTF_8);
        if (text.indexOf(0xFFFD) >= 0 && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), copy)) {
            throw wrong("text that is not Unicode");
        }
        return text;
    }

    private String unescaped(String raw) throws MalformedException {
        StringBuilder text = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            c = raw.charAt(++i);
            switch (c) {
                case '"', '\\', '/' -> text.append(c);
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> {
                    int code = 0;
                    for (int j = 1; j <= 4; j++) {
                        int digit = i + j < raw.length() ? Character.digit(raw.charAt(i + j), 16) : -1;
                        if (digit < 0) {
                            throw wrong("an escape that is none");
                        }
                        code = code << 4 | digit;
                    }
                    text.append((char) code);
                    i += 4;
                }
                default -> throw wrong("an escape that is none");
            }
        }
        return text.toString();
    }

    /// A whole number; null counts as 0.
    long number() throws MalformedException {
        if (isNull()) {
            return 0;
        }
        boolean negative = peek() == '-';
        if (negative) {
            at++;
        }
        int start = at;
        long value = 0;
        while (at < end && bytes.get(at) >= '0' && bytes.get(at) <= '9') {
            int digit = bytes.get(at++) - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                throw wrong("a number that is too large");
            }
            value = value * 10 + digit;
        }
        if (at == start || (at < end && (bytes.get(at) == '.' || bytes.get(at) == 'e' || bytes.get(at) == 'E'))) {
            throw wrong("a whole number is missing");
        }
        return negative ? -value : value;
    }

    /// True or false; null counts as false.
    boolean bool() throws MalformedException {
        if (isNull()) {
            return false;
        }
        if (peek() == 't') {
            word("true");
            return true;
        }
        word("false");
        return false;
    }

    /// Whether null comes, which is then behind.
    boolean isNull() throws MalformedException {
        if (peek() != 'n') {
            return false;
        }
        word("null");
        return true;
    }

    private void word(String word) throws MalformedException {
        for (int i = 0; i < word.length(); i++) {
            if (byteAt(at++) != word.charAt(i)) {
                throw wrong("a value is missing");
            }
        }
    }

    /// The bytes of a value of any kind: where it begins and ends, and no more than that.
    ByteBuffer span() throws MalformedException {
        peek();
        int start = at;
        skip();
        return bytes.slice(start, at - start);
    }

    /// Passes over a value of any kind.
    void skip() throws MalformedException {
        int depth = 0;
        do {
            int c = peek();
            switch (c) {
                case '"' -> skipString();
                case '{', '[' -> {
                    at++;
                    depth++; // as deep as it likes: it costs nothing here
                }
                case '}', ']' -> {
                    at++;
                    if (--depth < 0) {
                        throw wrong("a value is missing");
                    }
                }
                case ',', ':' -> {
                    if (depth == 0) {
                        throw wrong("a value is missing");
                    }
                    at++;
                }
                default -> skipScalar();
            }
        } while (depth > 0);
    }

    private void skipString() throws MalformedException {
        at++;
        while (true) {
            int c = byteAt(at);
            at++;
            if (c == '\\') {
                at++;
            } else if (c == '"') {
                return;
            }
        }
    }

    private void skipScalar() throws MalformedException {
        int start = at;
        while (at < end) {
            byte c = bytes.get(at);
            boolean part =
                    (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '+' || c == '.' || c == 'E';
            if (!part) {
                break;
            }
            at++;
        }
        if (at == start) {
            throw wrong("a value is missing");
        }
    }

    /// What has not been read.
    ByteBuffer rest() {
        return bytes.slice(at, end - at);
    }

    /// Whether anything but space follows.
    boolean hasMore() {
        space();
        return at < end;
    }

    private void expect(char what) throws MalformedException {
        if (peek() != what) {
            throw wrong("'" + what + "' is missing");
        }
        at++;
    }

    /// The next byte that is no space, without passing it.
    private int peek() throws MalformedException {
        space();
        return byteAt(at);
    }

    private void space() {
        while (at < end) {
            byte c = bytes.get(at);
            if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
                return;
            }
            at++;
        }
    }

    private int byteAt(int index) throws MalformedException {
        if (index >= end) {
            throw wrong("it ends too early");
        }
        return bytes.get(index);
    }

    private MalformedException wrong(String what) {
        return new MalformedException("not what was expected in JSON: " + what);
    }
}
