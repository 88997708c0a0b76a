package dev.parley.chat;

/// Which characters can be seen.
public final class Visible {

    private Visible() {}

    /// Whether anything of `text` would be seen.
    public static boolean anyOf(String text) {
        return text.codePoints().anyMatch(Visible::shows);
    }

    private static boolean shows(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK -> false;
            default -> !isBlankLetter(c);
        };
    }

    /// Letters and symbols that are drawn as nothing: Hangul fillers, and the braille pattern without dots.
    private static boolean isBlankLetter(int c) {
        return c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 || c == 0x2800;
    }

    /// Whether `c` can turn the direction of the text around it, which a name must not do to what stands beside it.
    public static boolean turnsDirection(int c) {
        return c == 0x061C
                || c == 0x200E
                || c == 0x200F
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }
}
