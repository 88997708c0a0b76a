package dev.parley.events;

import dev.parley.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Who is there: turns comings and goings into what a table says, and through it into events.
///
/// Each name has a count of those who are there for it, and a wish that follows from it. The table is asked to say it:
///
/// | count | the table was last asked to say | then |
/// | --- | --- | --- |
/// | above 0 | absent | asked to say present, at once |
/// | above 0 | present | nothing; a grace time that runs is over |
/// | 0 | present | a grace time begins; at its end, asked to say absent |
/// | 0 | absent | forgotten once the table has said so |
///
/// Askings of one name are works of one store, which does them in their order, and a row that already says so changes
/// nothing, needs no room for an event and causes none. So one may follow another before that one is written, and one that fails needs no undoing:
/// it is asked again later, unless another has followed it. One that failed may still be done behind a later one, when nobody
/// knows what became of it; so what is so then is said again after every failure.
///
/// At start, what the table calls present gets a grace time too: who is back within it was never away. That is also what
/// becomes of an orderly stop, which writes nothing.
///
/// All state of a name is changed within `compute` of the map, by any thread; what is done there is short. Names in memory
/// are those that are there, or that the table calls present.
final class Attendance {

    /// Where it is written down.
    interface Table {
        /// Makes the row say it; hands the work to the store and returns.
        ///
        /// @param sinceMillis when it became so
        void write(String name, boolean present, long sinceMillis, Store.Done<Boolean> done);
    }

    /// @param there whether somebody is there
    /// @param present whether somebody is there, or may come back within the grace time
    /// @param lastMillis when somebody was there: now, or when the last one went
    record Seen(boolean there, boolean present, long lastMillis) {}

    /// How long the absent may take to come back after a start, at least.
    static final Duration RETURN = Duration.ofSeconds(30);

    /// Those who did not come back are written down at this pace, so that others find room in the store's queue.
    private static final int ABSENT_PER_MILLI = 5;

    /// A failed asking is made again after this and up to twice as long, spread by name.
    private static final int AGAIN_MILLIS = 5_000;

    private static final class Entry {
        int count;
        boolean askedPresent;
        /// Counts askings: what comes of an older one says nothing any more.
        int asking;
        long goneMillis;
        Timers.@Nullable Cancel grace;
        /// Whether it will be asked again later; by any thread.
        final AtomicBoolean again = new AtomicBoolean();
        /// Counts grace times: the end of an older one says nothing any more.
        int graces;
    }

    private final Table table;
    private final long graceMillis;
    private final Timers timers;
    private final InstantSource clock;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    Attendance(Table table, Duration grace, Timers timers, InstantSource clock) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("a grace time is 0 or more, got " + grace);
        }
        this.table = table;
        graceMillis = grace.toMillis();
        this.timers = timers;
        this.clock = clock;
    }

    /// What the table calls present, left by an earlier run. Before anybody comes.
    ///
    /// @param goneMillis when they were last known to be there
    void restore(Collection<String> names, long goneMillis) {
        long delay = Math.max(graceMillis, RETURN.toMillis());
        int turn = 0;
        for (String restored : names) {
            long mine = delay + turn++ / ABSENT_PER_MILLI;
            entries.computeIfAbsent(restored, name -> {
                Entry entry = new Entry();
                entry.askedPresent = true;
                entry.goneMillis = goneMillis;
                startGrace(name, entry, mine);
                return entry;
            });
        }
    }

    /// One more is there.
    void come(String name) {
        if (!stopped) {
            entries.compute(name, (_, known) -> {
                Entry entry = known == null ? new Entry() : known;
                entry.count++;
                endGrace(entry);
                if (!entry.askedPresent) {
                    ask(name, entry, true);
                }
                return entry;
            });
        }
    }

    /// One less is there.
    void go(String name) {
        if (!stopped) {
            entries.computeIfPresent(name, (_, entry) -> {
                if (entry.count > 0 && --entry.count == 0) {
                    entry.goneMillis = clock.millis();
                    if (graceMillis > 0) {
                        startGrace(name, entry, graceMillis);
                    } else {
                        ask(name, entry, false);
                    }
                }
                return entry;
            });
        }
    }

    /// What is known here of a name, or null when only the table knows.
    @Nullable Seen seen(String name) {
        @Nullable Seen[] seen = new @Nullable Seen[1];
        entries.computeIfPresent(name, (_, entry) -> {
            boolean there = entry.count > 0;
            seen[0] = new Seen(there, there || entry.askedPresent, there ? clock.millis() : entry.goneMillis);
            return entry;
        });
        return seen[0];
    }

    /// Compares what is so with what the table says, which may have lost what it was told: where they differ, it is told
    /// again.
    ///
    /// @param concerned which names are compared
    /// @param present those of them that the table calls present
    void compare(Predicate<String> concerned, Set<String> present) {
        for (String each : entries.keySet()) {
            if (concerned.test(each) && !present.contains(each)) {
                entries.computeIfPresent(each, (name, entry) -> {
                    if (entry.askedPresent && !stopped) {
                        ask(name, entry, true);
                    }
                    return entry;
                });
            }
        }
        for (String each : present) {
            if (!entries.containsKey(each)) {
                askAgain(each);
            }
        }
    }

    int size() {
        return entries.size();
    }

    /// Nothing is written from now on.
    void stop() {
        stopped = true;
        for (String each : entries.keySet()) {
            entries.computeIfPresent(each, (_, entry) -> {
                endGrace(entry);
                return entry;
            });
        }
    }

    // ---- within `compute`

    private void startGrace(String name, Entry entry, long millis) {
        int mine = ++entry.graces;
        entry.grace = timers.schedule(millis, () -> graceOver(name, mine));
    }

    private static void endGrace(Entry entry) {
        if (entry.grace != null) {
            entry.grace.cancel();
            entry.grace = null;
            entry.graces++;
        }
    }

    private void ask(String name, Entry entry, boolean present) {
        entry.askedPresent = present;
        int mine = ++entry.asking;
        table.write(
                name,
                present,
                present ? clock.millis() : entry.goneMillis,
                new Told<>(_ -> written(name, mine), _ -> askAgainLater(name, entry)));
    }

    /// May be within the `compute` that asked, so it must not touch the map.
    private void askAgainLater(String name, Entry entry) {
        if (!stopped && entry.again.compareAndSet(false, true)) {
            timers.schedule(AGAIN_MILLIS + Math.floorMod(name.hashCode(), AGAIN_MILLIS), () -> askAgain(name));
        }
    }

    // ---- later

    private void graceOver(String name, int grace) {
        if (!stopped) {
            entries.computeIfPresent(name, (_, entry) -> {
                if (entry.graces == grace && entry.count == 0) {
                    entry.grace = null;
                    ask(name, entry, false);
                }
                return entry;
            });
        }
    }

    private void written(String name, int asking) {
        entries.computeIfPresent(
                name, (_, entry) -> entry.asking == asking && entry.count == 0 && !entry.askedPresent ? null : entry);
    }

    private void askAgain(String name) {
        if (!stopped) {
            entries.compute(name, (_, known) -> {
                Entry entry = known == null ? new Entry() : known;
                entry.again.set(false);
                ask(name, entry, entry.askedPresent);
                return entry;
            });
        }
    }
}
