package dev.parley.chat.people;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;

/// What can be seen of a text, and what hides in it.
///
/// Characters that are drawn as nothing have a use in two places: they join emoji into one, and they join or part letters of
/// scripts whose letters are drawn joined. Anywhere else they only make two names of one.
final class Invisible {
    private static final int NON_JOINER = 0x200C;
    private static final int JOINER = 0x200D;
    private static final int TEXT_STYLE = 0xFE0E;
    private static final int EMOJI_STYLE = 0xFE0F;

    /// Marks of no script of their own (accents, strokes) on one letter; more of them hide it.
    private static final int ACCENTS = 2;
    /// Marks of any script on one letter.
    private static final int MARKS = 6;

    private static final Set<UnicodeScript> JOINED = EnumSet.of(
            UnicodeScript.ARABIC,
            UnicodeScript.SYRIAC,
            UnicodeScript.MONGOLIAN,
            UnicodeScript.DEVANAGARI,
            UnicodeScript.BENGALI,
            UnicodeScript.GURMUKHI,
            UnicodeScript.GUJARATI,
            UnicodeScript.ORIYA,
            UnicodeScript.TAMIL,
            UnicodeScript.TELUGU,
            UnicodeScript.KANNADA,
            UnicodeScript.MALAYALAM,
            UnicodeScript.SINHALA,
            UnicodeScript.MYANMAR,
            UnicodeScript.KHMER);

    private Invisible() {}

    /// Whether anything of `text` would be seen.
    static boolean isAllOf(String text) {
        return text.codePoints().noneMatch(Invisible::shows);
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
            default -> !isBlank(c);
        };
    }

    /// Whether `c` is drawn as nothing: joiners, fillers, tags, selectors, and the braille pattern without dots.
    static boolean isBlank(int c) {
        return c == 0x2800 || UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
    }

    /// Whether `c` may be in no name: it breaks the line, turns the text around it, or is no character.
    static boolean isForbidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> c == 0xFFFD || turnsDirection(c);
        };
    }

    private static boolean turnsDirection(int c) {
        return c == 0x061C
                || c == 0x200E
                || c == 0x200F
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }

    /// Whether something that is not seen stands where it has no use.
    static boolean hidesIn(String text) {
        int[] all = text.codePoints().toArray();
        for (int i = 0; i < all.length; i++) {
            if (isBlank(all[i]) && !hasUse(all, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasUse(int[] all, int at) {
        int c = all[at];
        if (c == TEXT_STYLE || c == EMOJI_STYLE) {
            return at > 0 && isPicture(all[at - 1]);
        }
        if (at == 0 || at == all.length - 1 || (c != JOINER && c != NON_JOINER)) {
            return false;
        }
        if (c == JOINER && isPicture(all[at + 1])) {
            int before = at - 1;
            while (before > 0 && (all[before] == EMOJI_STYLE || isSkin(all[before]))) {
                before--;
            }
            return isPicture(all[before]);
        }
        return isJoined(all[at - 1]) && isJoined(all[at + 1]);
    }

    private static boolean isPicture(int c) {
        return UCharacter.hasBinaryProperty(c, UProperty.EXTENDED_PICTOGRAPHIC);
    }

    private static boolean isSkin(int c) {
        return UCharacter.hasBinaryProperty(c, UProperty.EMOJI_MODIFIER);
    }

    private static boolean isJoined(int c) {
        return JOINED.contains(UnicodeScript.of(c));
    }

    /// Whether so many marks stand on one letter that nobody can read it.
    static boolean isPiledUp(String text) {
        int accents = 0;
        int marks = 0;
        for (int c : text.codePoints().toArray()) {
            boolean mark = isMark(c);
            marks = mark ? marks + 1 : 0;
            accents = mark && isAccent(c) ? accents + 1 : 0;
            if (accents > ACCENTS || marks > MARKS) {
                return true;
            }
        }
        return false;
    }

    /// A mark that goes on letters of any script.
    static boolean isAccent(int c) {
        return isMark(c) && !isBlank(c) && UnicodeScript.of(c) == UnicodeScript.INHERITED;
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }
}
