package dev.parley.server.chat.branding;

import org.jspecify.annotations.Nullable;

/// What the chat is called.
public record Title(String text) {

    /// Code points.
    public static final int MOST = 64;

    /// @return null when that can't be seen, is too long, or has control characters in it
    public static @Nullable Title parse(String written) {
        String text = written.strip();
        boolean fits = !text.isEmpty() && text.codePointCount(0, text.length()) <= MOST;
        return fits && text.codePoints().noneMatch(Title::isHidden) ? new Title(text) : null;
    }

    private static boolean isHidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> c != 0x200D && c != 0x200C; // joiners make emoji and letters
            default -> false;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
