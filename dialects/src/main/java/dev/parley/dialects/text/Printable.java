package dev.parley.dialects.text;

/// What may stand on somebody's terminal: no control characters, which move the cursor or worse, and none that turn the
/// direction of what follows.
final class Printable {

    private static final int MOST_NAME_LENGTH = 32;

    private Printable() {}

    /// Whether a line may be sent; tabs may.
    static boolean isPrintable(String line) {
        return line.codePoints().allMatch(c -> c == '\t' || isHarmless(c));
    }

    /// The same text without anything that may not stand there: line breaks and tabs as a space.
    static String of(String text) {
        if (text.codePoints().allMatch(Printable::isHarmless)) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isHarmless(c)) {
                clean.appendCodePoint(c);
            } else {
                clean.append(c == '\n' || c == '\r' || c == '\t' ? ' ' : '\uFFFD');
            }
        });
        return clean.toString();
    }

    private static boolean isHarmless(int c) {
        boolean turns = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F;
        boolean breaks = c == 0x2028 || c == 0x2029;
        return !Character.isISOControl(c) && !turns && !breaks;
    }

    /// Whether somebody may be called that: letters, digits, `_`, `-` and `.`.
    static boolean isName(String name) {
        return !name.isEmpty()
                && name.codePointCount(0, name.length()) <= MOST_NAME_LENGTH
                && name.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.');
    }
}
