package dev.parley.hub;

/// Says whether bytes are one JSON value (RFC 8259), without making anything of it.
///
/// Containers are kept as a stack of bits, so that depth costs no memory. Raw line breaks between tokens, which JSON allows
/// and envelopes that end at a line break do not, become spaces.
public final class JsonCheck {

    /// How deep arrays and objects may nest.
    public static final int MAX_DEPTH = 64;

    private final byte[] json;
    private int at;

    private JsonCheck(byte[] json) {
        this.json = json;
    }

    /// @throws IllegalArgumentException when it is not one JSON value, nests too deep, or is not UTF-8
    static void check(byte[] json) {
        JsonCheck check = new JsonCheck(json);
        check.document();
    }

    private void document() {
        long objects = 0; // bit n: the container at depth n is an object
        int depth = 0;
        boolean value = true; // a value must come next
        boolean first = false; // the container has just been opened
        space();
        while (true) {
            if (value) {
                int c = next();
                if (c == '{' || c == '[') {
                    if (depth == MAX_DEPTH) {
                        throw wrong("nests deeper than " + MAX_DEPTH);
                    }
                    boolean object = c == '{';
                    objects = object ? objects | 1L << depth : objects & ~(1L << depth);
                    depth++;
                    at++;
                    first = true;
                } else {
                    scalar(c);
                    first = false;
                }
            }
            // behind a value, or right behind an opening
            space();
            if (depth == 0) {
                if (at < json.length) {
                    throw wrong("more than one value");
                }
                return;
            }
            boolean object = (objects >>> (depth - 1) & 1) != 0;
            int c = next();
            if (c == (object ? '}' : ']')) {
                at++;
                depth--;
                value = false;
                first = false;
                continue;
            }
            if (!first) {
                if (c != ',') {
                    throw wrong("a comma or the end of the " + (object ? "object" : "array") + " is missing");
                }
                at++;
                space();
                c = next();
            }
            if (object) {
                if (c != '"') {
                    throw wrong("a name in quotes is missing");
                }
                string();
                space();
                if (next() != ':') {
                    throw wrong("a colon is missing");
                }
                at++;
                space();
            }
            value = true;
            first = false;
        }
    }

    private void scalar(int c) {
        switch (c) {
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number(c);
        }
    }

    private void word(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (at >= json.length || json[at] != word.charAt(i)) {
                throw wrong("no JSON value starts like this");
            }
            at++;
        }
    }

    private void number(int c) {
        if (c == '-') {
            at++;
            c = next();
        }
        if (c == '0') {
            at++;
        } else {
            digits();
        }
        if (at < json.length && json[at] == '.') {
            at++;
            digits();
        }
        if (at < json.length && (json[at] == 'e' || json[at] == 'E')) {
            at++;
            if (at < json.length && (json[at] == '+' || json[at] == '-')) {
                at++;
            }
            digits();
        }
    }

    private void digits() {
        int start = at;
        while (at < json.length && json[at] >= '0' && json[at] <= '9') {
            at++;
        }
        if (at == start) {
            throw wrong("no JSON value starts like this");
        }
    }

    private void string() {
        at++;
        while (true) {
            int c = next();
            if (c == '"') {
                at++;
                return;
            }
            if (c == '\\') {
                at++;
                escape(next());
            } else if (c >= 0 && c < 0x20) {
                throw wrong("a control character in a string");
            } else if (c >= 0) {
                at++;
            } else {
                sequence(c & 0xFF);
            }
        }
    }

    private void escape(int c) {
        switch (c) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at++;
            case 'u' -> {
                for (int i = 1; i <= 4; i++) {
                    if (at + i >= json.length || Character.digit(json[at + i], 16) < 0) {
                        throw wrong("an escape that is none");
                    }
                }
                at += 5;
            }
            default -> throw wrong("an escape that is none");
        }
    }

    /// One character of several bytes (RFC 3629: no surrogates, nothing overlong, nothing past U+10FFFF).
    private void sequence(int first) {
        int length = first >= 0xC2 && first < 0xE0
                ? 2
                : first >= 0xE0 && first < 0xF0 ? 3 : first >= 0xF0 && first < 0xF5 ? 4 : 0;
        if (length == 0 || at + length > json.length) {
            throw wrong("bytes that are not UTF-8");
        }
        for (int i = 1; i < length; i++) {
            int c = json[at + i] & 0xFF;
            int low = i > 1 ? 0x80 : first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
            int high = i > 1 ? 0xBF : first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
            if (c < low || c > high) {
                throw wrong("bytes that are not UTF-8");
            }
        }
        at += length;
    }

    private void space() {
        while (at < json.length) {
            byte c = json[at];
            if (c == '\n' || c == '\r') {
                json[at] = ' ';
            } else if (c != ' ' && c != '\t') {
                return;
            }
            at++;
        }
    }

    private int next() {
        if (at >= json.length) {
            throw wrong("it ends too early");
        }
        return json[at];
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("not JSON: " + what + " (at byte " + at + ")");
    }
}
