package dev.parley.chat;

import java.util.TreeSet;

/// Numbers that come nearly in order: which of them are new, and up to where none is missing.
///
/// A database numbers rows when they are written and shows them when they are committed, so 7 may be seen before 6, and 6
/// never, when it was taken back. What is missing is waited for as long as [#PATIENCE_MILLIS], then it counts as taken
/// back. Remembered are the numbers above the floor, which came within about that time. Pure, not thread-safe.
final class Settled {

    static final long PATIENCE_MILLIS = 10_000;

    private final TreeSet<Long> seen = new TreeSet<>();
    private long floor;

    /// Behind which floor something is missing, and since when that is known.
    private long gap = -1;

    private long gapSince;

    /// @param floor all numbers up to it count as seen
    Settled(long floor) {
        this.floor = floor;
    }

    /// Up to it, nothing new is waited for.
    long floor() {
        return floor;
    }

    boolean isNew(long number) {
        return number > floor && !seen.contains(number);
    }

    void saw(long number) {
        if (number > floor) {
            seen.add(number);
        }
    }

    /// Moves the floor up to where something is missing that may still come.
    void settle(long now) {
        while (true) {
            while (seen.remove(floor + 1)) {
                floor++;
            }
            if (seen.isEmpty()) {
                return;
            }
            if (gap != floor) {
                gap = floor;
                gapSince = now;
                return;
            }
            if (now - gapSince < PATIENCE_MILLIS) {
                return;
            }
            floor = seen.first() - 1;
        }
    }
}
