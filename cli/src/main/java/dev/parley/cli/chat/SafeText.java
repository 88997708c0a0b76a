package dev.parley.cli.chat;

/// What others have written, made harmless for a terminal: no character of theirs moves the cursor, changes colours,
/// talks back, or turns the direction of reading.
///
/// What is taken out is shown as U+FFFD, so that it is seen that there was something: control characters (C0 with ESC,
/// DEL, C1 with CSI), marks and overrides of direction, separators of lines and paragraphs, tags and other characters
/// that nobody sees, and half a surrogate pair. The joiners and selectors that emoji and some scripts are made of stay.
final class SafeText {

    private static final int REPLACEMENT = 0xFFFD;
    private static final int TAB = '\t';
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private SafeText() {}

    /// As one line: a line break is a space.
    static String line(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        unified(text)
                .codePoints()
                .map(point -> point == '\n' ? ' ' : safe(point))
                .forEach(safe::appendCodePoint);
        return safe.toString();
    }

    /// With its lines, which `\n` and nothing else parts.
    static String lines(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        unified(text)
                .codePoints()
                .map(point -> point == '\n' ? point : safe(point))
                .forEach(safe::appendCodePoint);
        return safe.toString();
    }

    private static String unified(String text) {
        return text.replace("\r\n", "\n");
    }

    private static int safe(int point) {
        if (point == TAB) {
            return ' ';
        }
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE -> REPLACEMENT;
            case Character.UNASSIGNED -> isNewSign(point) ? point : REPLACEMENT;
            case Character.FORMAT -> point == ZERO_WIDTH_JOINER || point == ZERO_WIDTH_NON_JOINER ? point : REPLACEMENT;
            default -> point;
        };
    }

    /// Unicode grows each year, by emoji for the most part: what this Java doesn't know yet may be one. What nobody is
    /// going to see, and what will never be a character, is neither.
    private static boolean isNewSign(int point) {
        return point < 0xE0000 && (point & 0xFFFE) != 0xFFFE && (point < 0xFDD0 || point > 0xFDEF);
    }
}
