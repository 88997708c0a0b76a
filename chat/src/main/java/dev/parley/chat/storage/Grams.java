package dev.parley.chat.storage;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The search's own index, the same on all databases: `chat_grams` has a row for each gram of a message.
///
/// Text is made equal first: NFKC (wide letters become plain ones), then lower case. Then it is cut into runs of letters and
/// digits. A run in a script that puts spaces between its words is a gram, cut at 32 characters; it is looked for by its
/// beginning. A run of Han, Kana, Hangul, Thai, Lao, Khmer or Burmese gives each two neighbours as a gram, and its last
/// character alone: so two characters are looked for as they are, one by its beginning, and of more all their pairs. That
/// the pairs also stand together is seen in the text itself.
final class Grams {
    private static final int LONGEST = 32;

    /// Behind all that begin alike: no text has a greater character.
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    private record Run(String text, boolean unspaced) {}

    /// A gram to look for, or how it begins.
    record Probe(String gram, boolean whole) {
        String condition(String table) {
            return whole ? table + ".gram = ?" : table + ".gram >= ? AND " + table + ".gram < ?";
        }

        List<Object> parameters() {
            return whole ? List.of(gram) : List.of(gram, gram + LAST);
        }
    }

    /// What is looked for.
    record Query(List<Run> runs) {
        /// The most telling ones first; none when there is nothing to look for.
        List<Probe> probes() {
            Set<Probe> probes = new LinkedHashSet<>();
            for (Run run : runs) {
                if (run.unspaced() && run.text().codePointCount(0, run.text().length()) > 1) {
                    pairs(run.text()).forEach(pair -> probes.add(new Probe(pair, true)));
                } else {
                    probes.add(new Probe(run.text(), false));
                }
            }
            return probes.stream()
                    .sorted(Comparator.comparing(Probe::whole)
                            .thenComparing(probe -> probe.gram().length())
                            .reversed())
                    .limit(Limits.WORDS)
                    .toList();
        }

        boolean matches(String text) {
            String equal = equal(text);
            Set<String> grams = of(text);
            return runs.stream()
                    .allMatch(run -> run.unspaced()
                            ? equal.contains(run.text())
                            : grams.stream().anyMatch(gram -> gram.startsWith(run.text())));
        }
    }

    private Grams() {}

    static Query query(String words) {
        return new Query(runs(words));
    }

    static Set<String> of(String text) {
        Set<String> grams = new LinkedHashSet<>();
        for (Run run : runs(text)) {
            if (run.unspaced()) {
                grams.addAll(pairs(run.text()));
                int length = run.text().length();
                grams.add(run.text().substring(run.text().offsetByCodePoints(length, -1)));
            } else {
                grams.add(run.text());
            }
            if (grams.size() >= Limits.TEXT) {
                break;
            }
        }
        return grams;
    }

    private static List<String> pairs(String run) {
        List<String> pairs = new ArrayList<>();
        int from = 0;
        int middle = run.offsetByCodePoints(0, 1);
        while (middle < run.length()) {
            int to = run.offsetByCodePoints(middle, 1);
            pairs.add(run.substring(from, to));
            from = middle;
            middle = to;
        }
        return pairs;
    }

    private static String equal(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    private static List<Run> runs(String text) {
        List<Run> runs = new ArrayList<>();
        StringBuilder run = new StringBuilder();
        boolean unspaced = false;
        int[] points = equal(text).codePoints().toArray();
        for (int i = 0; i <= points.length; i++) {
            boolean inWord = i < points.length && inWord(points[i]);
            boolean changes = inWord && !mark(points[i]) && unspaced(points[i]) != unspaced;
            if ((!inWord || changes) && !run.isEmpty()) {
                runs.add(new Run(unspaced ? run.toString() : cut(run.toString()), unspaced));
                run.setLength(0);
            }
            if (inWord) {
                unspaced = run.isEmpty() ? unspaced(points[i]) : unspaced;
                run.appendCodePoint(points[i]);
            }
        }
        return runs;
    }

    private static String cut(String word) {
        return word.codePointCount(0, word.length()) <= LONGEST
                ? word
                : word.substring(0, word.offsetByCodePoints(0, LONGEST));
    }

    private static boolean inWord(int point) {
        return Character.isLetterOrDigit(point) || mark(point);
    }

    /// It belongs to the letter in front of it.
    private static boolean mark(int point) {
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    private static boolean unspaced(int point) {
        return point == 'ー'
                || switch (UnicodeScript.of(point)) {
                    case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO, THAI, LAO, KHMER, MYANMAR -> true;
                    default -> false;
                };
    }
}
