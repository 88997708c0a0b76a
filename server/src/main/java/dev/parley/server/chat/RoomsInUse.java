package dev.parley.server.chat;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Which rooms remember something: those in which somebody has spoken within [ChatNamespace#HISTORY_AGE], as far as this
/// run of the server knows. Their number is bounded, so that nobody can fill the storage with rooms. Any thread.
final class RoomsInUse {

    /// Past the limit it is looked for rooms that have been forgotten no more often than this.
    private static final long SWEEP_MILLIS = 60_000;

    private final int limit;
    private final ConcurrentHashMap<String, Long> spokenAt = new ConcurrentHashMap<>();
    private final AtomicLong sweptAt = new AtomicLong(Long.MIN_VALUE / 2);

    RoomsInUse(int limit) {
        this.limit = limit;
    }

    /// Somebody wants to speak. False when that would make one room too many (a few more may slip in at the same instant).
    boolean speak(String room, long nowMillis) {
        if (spokenAt.replace(room, nowMillis) != null) {
            return true;
        }
        long swept = sweptAt.get();
        if (spokenAt.size() >= limit && nowMillis - swept >= SWEEP_MILLIS && sweptAt.compareAndSet(swept, nowMillis)) {
            long forgotten = nowMillis - ChatNamespace.HISTORY_AGE.toMillis();
            spokenAt.values().removeIf(at -> at < forgotten);
        }
        if (spokenAt.size() >= limit) {
            return false;
        }
        spokenAt.put(room, nowMillis);
        return true;
    }
}
