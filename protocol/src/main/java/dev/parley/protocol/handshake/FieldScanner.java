package dev.parley.protocol.handshake;

import java.util.ArrayList;
import java.util.List;

/// Reads one header field's value by the grammar that HTTP's fields share (RFC 9110 section 5.6): comma-separated
/// lists whose empty elements are skipped, tokens, quoted strings, optional white space.
final class FieldScanner {

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private final String name;
    private final String value;
    private int at;

    FieldScanner(String name, String value) {
        this.name = name;
        this.value = value;
    }

    /// Reads one element of a list.
    @FunctionalInterface
    interface Element<T> {
        T read(FieldScanner scanner) throws MalformedHeaderException;
    }

    /// The elements of a list that may be spread over several fields.
    static <T> List<T> list(String name, List<String> fields, Element<T> element) throws MalformedHeaderException {
        List<T> elements = new ArrayList<>();
        for (String field : fields) {
            FieldScanner scanner = new FieldScanner(name, field);
            while (scanner.nextElement()) {
                elements.add(element.read(scanner));
                scanner.skipSpace();
                if (!scanner.atEnd() && scanner.value.charAt(scanner.at) != ',') {
                    throw scanner.malformed();
                }
            }
        }
        return elements;
    }

    /// Skips commas and space; false when nothing is left.
    private boolean nextElement() {
        while (!atEnd() && (isSpace(value.charAt(at)) || value.charAt(at) == ',')) {
            at++;
        }
        return !atEnd();
    }

    String token() throws MalformedHeaderException {
        int start = at;
        while (!atEnd() && isTokenChar(value.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw malformed();
        }
        return value.substring(start, at);
    }

    /// A quoted string, unescaped, of which nothing but token characters may be left (RFC 6455 section 9.1).
    String quotedToken() throws MalformedHeaderException {
        if (!take('"')) {
            throw malformed();
        }
        StringBuilder token = new StringBuilder();
        while (!take('"')) {
            take('\\');
            if (atEnd() || !isTokenChar(value.charAt(at))) {
                throw malformed();
            }
            token.append(value.charAt(at++));
        }
        if (token.isEmpty()) {
            throw malformed();
        }
        return token.toString();
    }

    boolean take(char c) {
        if (isAt(c)) {
            at++;
            return true;
        }
        return false;
    }

    boolean isAt(char c) {
        return !atEnd() && value.charAt(at) == c;
    }

    void skipSpace() {
        while (!atEnd() && isSpace(value.charAt(at))) {
            at++;
        }
    }

    private boolean atEnd() {
        return at == value.length();
    }

    private MalformedHeaderException malformed() {
        return new MalformedHeaderException("The " + name + " header can't be read from its character " + (at + 1)
                + " on; write it as its RFC says.");
    }

    static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> isTokenChar((char) c));
    }

    private static boolean isTokenChar(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || TOKEN_MARKS.indexOf(c) >= 0;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
