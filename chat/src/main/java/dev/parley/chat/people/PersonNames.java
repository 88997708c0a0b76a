package dev.parley.chat.people;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.SpoofChecker;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What people may be called, and which names look the same.
///
/// Two names are one when they share a skeleton. A skeleton is what is left of a name when all that the eye passes over is
/// gone: letters that are drawn alike in other scripts (the Unicode confusables of UTS 39, by ICU), case and width, accents,
/// spaces, punctuation, what can't be seen, and the difference of `i` and `l`, whose capitals are confused. There are two of
/// each name, since capitals look like other letters than their small ones do: one of the name as it is (`Вob` with the
/// Cyrillic Ve is `Bob`), one of the name in small letters (`НИНА` is `нина`).
///
/// Stateless; any thread.
public final class PersonNames {

    /// Code points of a name.
    public static final int LIMIT = 32;

    /// UTF-16 units of a skeleton; some letters are drawn like many.
    static final int SKELETON_LIMIT = 128;

    private static final String NOBODY = "Somebody";

    private static final SpoofChecker LOOKS =
            new SpoofChecker.Builder().setChecks(SpoofChecker.CONFUSABLE).build();

    private PersonNames() {}

    /// The name as others see it: composed (NFC), with single plain spaces within it and none around it.
    public static String normal(String name) {
        StringBuilder plain = new StringBuilder(name.length());
        Normalizer.normalize(name, Normalizer.Form.NFC)
                .codePoints()
                .map(c -> Character.getType(c) == Character.SPACE_SEPARATOR ? ' ' : c)
                .filter(c -> c != ' ' || (!plain.isEmpty() && plain.charAt(plain.length() - 1) != ' '))
                .forEachOrdered(plain::appendCodePoint);
        return plain.toString().strip();
    }

    /// Why nobody can go by this name, in a sentence to that person; null when one can.
    ///
    /// @param name as sent; null when none was
    public static @Nullable String problem(@Nullable String name) {
        if (name == null || Invisible.isAllOf(name)) {
            return "Choose a name that can be seen.";
        }
        String normal = normal(name);
        int length = normal.codePointCount(0, normal.length());
        if (length > LIMIT) {
            return "A name has at most " + LIMIT + " characters, this one has " + length + ".";
        }
        if (normal.codePoints().anyMatch(Invisible::isForbidden)) {
            return "Leave control characters out of the name, and those that turn the direction of text.";
        }
        if (Invisible.hidesIn(normal)) {
            return "Leave characters that can't be seen out of the name.";
        }
        if (Invisible.isPiledUp(normal)) {
            return "Put fewer marks on one letter of the name.";
        }
        return skeletons(normal).stream().anyMatch(each -> each.length() > SKELETON_LIMIT)
                ? "Choose a name of simpler letters."
                : null;
    }

    /// The nearest thing to `name` that can be one, for people whose names are the site's affair.
    ///
    /// @param otherwise what to make a name of when there is nothing to see in `name`
    public static String tamed(String name, String otherwise) {
        String tamed = tamed(name);
        if (tamed != null) {
            return tamed;
        }
        String second = tamed(otherwise);
        return second == null ? NOBODY : second;
    }

    private static @Nullable String tamed(String name) {
        String normal = normal(name);
        int length = normal.codePointCount(0, normal.length());
        String cut = normal(normal.substring(0, normal.offsetByCodePoints(0, Math.min(length, LIMIT))));
        if (problem(cut) == null) {
            return cut;
        }
        StringBuilder plain = new StringBuilder();
        normal.codePoints()
                .filter(c -> !Invisible.isForbidden(c) && !Invisible.isBlank(c) && !Invisible.isAccent(c))
                .limit(LIMIT)
                .forEachOrdered(plain::appendCodePoint);
        String less = normal(plain.toString());
        return problem(less) == null ? less : null;
    }

    /// What the name is found by: in one case and width.
    static String lookup(String name) {
        String folded = fold(Normalizer.normalize(normal(name), Normalizer.Form.NFKC));
        int end = Math.min(folded.length(), SKELETON_LIMIT);
        return folded.substring(0, end > 0 && Character.isHighSurrogate(folded.charAt(end - 1)) ? end - 1 : end);
    }

    /// What is left when the eye has passed over it: one or two texts. Names that share one look the same.
    static Set<String> skeletons(String name) {
        String seen = withoutBlanks(Normalizer.normalize(name, Normalizer.Form.NFKC));
        Set<String> both = new LinkedHashSet<>();
        both.add(bare(LOOKS.getSkeleton(fold(seen))));
        both.add(bare(LOOKS.getSkeleton(fold(LOOKS.getSkeleton(seen)))));
        return both;
    }

    private static String bare(String skeleton) {
        String folded = Normalizer.normalize(fold(skeleton), Normalizer.Form.NFD);
        StringBuilder bare = new StringBuilder(folded.length());
        folded.codePoints()
                .filter(PersonNames::counts)
                .map(c -> c == 'i' ? 'l' : c)
                .forEachOrdered(bare::appendCodePoint);
        return bare.isEmpty() ? folded.replace(" ", "") : bare.toString();
    }

    private static boolean counts(int c) {
        return switch (Character.getType(c)) {
            case Character.SPACE_SEPARATOR,
                    Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION,
                    Character.MODIFIER_SYMBOL -> false;
            default -> !Invisible.isAccent(c) && !Invisible.isBlank(c);
        };
    }

    private static String withoutBlanks(String text) {
        StringBuilder seen = new StringBuilder(text.length());
        text.codePoints().filter(c -> !Invisible.isBlank(c)).forEachOrdered(seen::appendCodePoint);
        return seen.toString();
    }

    private static String fold(String text) {
        return UCharacter.foldCase(text, true);
    }
}
