package dev.parley.events;

import java.util.concurrent.atomic.AtomicLong;

/// Keeps a warning that could come a thousand times a second to one a minute. Any thread.
final class OnceAMinute {

    private static final long MINUTE = 60_000;

    private final AtomicLong due = new AtomicLong(Long.MIN_VALUE);

    boolean isDue(long nowMillis) {
        long at = due.get();
        return nowMillis >= at && due.compareAndSet(at, nowMillis + MINUTE);
    }
}
