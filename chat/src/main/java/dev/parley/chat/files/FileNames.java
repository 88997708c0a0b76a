package dev.parley.chat.files;

import java.text.Normalizer;

/// What files are called: for people to read, never part of a path of ours.
final class FileNames {

    /// Code points.
    private static final int LONGEST = 100;
    private static final int LONGEST_ENDING = 12;
    private static final String NAMELESS = "file";

    private FileNames() {}

    /// The name without folders, without what turns or hides text, and without what a file system may not like; never empty.
    static String clean(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        StringBuilder clean = new StringBuilder();
        Normalizer.normalize(last, Normalizer.Form.NFC).codePoints().forEach(c -> {
            if ("<>:\"|?*".indexOf(c) >= 0) {
                clean.append('_');
            } else if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                clean.append(' ');
            } else if (!hidden(c)) {
                clean.appendCodePoint(c);
            }
        });
        String text = clean.toString().replaceAll(" +", " ").replaceAll("^[. ]+|[. ]+$", "");
        return text.isEmpty() ? NAMELESS : cut(text);
    }

    private static boolean hidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    /// Keeps the ending, which says more than the middle.
    private static String cut(String name) {
        int[] points = name.codePoints().toArray();
        if (points.length <= LONGEST) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        String ending = dot > 0 && name.length() - dot <= LONGEST_ENDING ? name.substring(dot) : "";
        int kept = LONGEST - ending.codePointCount(0, ending.length());
        return new String(points, 0, kept).stripTrailing() + ending;
    }
}
