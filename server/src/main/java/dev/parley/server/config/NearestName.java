package dev.parley.server.config;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Finds the name that was probably meant.
///
/// A name is near when few letters have to be inserted, dropped, changed or swapped with a neighbour; when its last
/// part is (nearly) the same, so that `port` finds `http_server.port`; or when one begins with the other.
public final class NearestName {

    /// What is longer is near nothing, and would be long work.
    private static final int LONGEST = 100;

    private NearestName() {}

    /// The nearest of `names`, or null when none is near.
    public static @Nullable String of(String wrong, Collection<String> names) {
        if (wrong.length() > LONGEST) {
            return null;
        }
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (String name : names) {
            int cost = cost(wrong, name);
            if (cost < least) {
                least = cost;
                nearest = name;
            }
        }
        return nearest;
    }

    /// `Integer.MAX_VALUE` when the two are not near.
    static int cost(String wrong, String name) {
        int whole = distance(wrong, name);
        if (whole <= allowance(wrong)) {
            return whole;
        }
        String wrongEnd = wrong.substring(wrong.lastIndexOf('.') + 1);
        String nameEnd = name.substring(name.lastIndexOf('.') + 1);
        int end = distance(wrongEnd, nameEnd);
        if (end <= Math.min(2, wrongEnd.length() / 4)) {
            // the deeper it is hidden, the less it was meant
            return 10 + end + 20 * Math.max(0, dots(name) - dots(wrong) - 1);
        }
        boolean beginning =
                Math.min(wrong.length(), name.length()) >= 4 && (name.startsWith(wrong) || wrong.startsWith(name));
        return beginning ? 20 + Math.abs(name.length() - wrong.length()) : Integer.MAX_VALUE;
    }

    private static int dots(String name) {
        return (int) name.chars().filter(c -> c == '.').count();
    }

    private static int allowance(String wrong) {
        return wrong.length() <= 4 ? 1 : Math.min(5, Math.max(2, wrong.length() / 4));
    }

    /// Edit distance with swaps of neighbours (optimal string alignment).
    static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return last[b.length()];
    }
}
