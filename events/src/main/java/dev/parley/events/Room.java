package dev.parley.events;

import java.util.concurrent.atomic.AtomicLong;

/// How much room is left for events in a Redis that several nodes add to. It is counted once a second; until the next count
/// each node takes no more than its share of what is left. Any thread; [#counted] by one.
final class Room {

    private record Count(long waiting, long oldestMillis, long share) {}

    private final long capacity;
    private volatile Count count;

    /// What this node has added since the last count, and before: a count may be two seconds old when it is known.
    private final AtomicLong sinceCount = new AtomicLong();

    private volatile long before;
    private volatile long longBefore;

    Room(long capacity) {
        this.capacity = capacity;
        count = new Count(0, 0, capacity);
    }

    boolean isLeft() {
        return sinceCount.get() + before + longBefore < count.share();
    }

    void add() {
        sinceCount.incrementAndGet();
    }

    /// @param nodes that add, this one among them
    /// @param oldestMillis when the oldest that waits has come, 0 when none waits
    void counted(long waiting, long oldestMillis, int nodes) {
        longBefore = before;
        before = sinceCount.getAndSet(0);
        long left = capacity - waiting;
        count = new Count(waiting, oldestMillis, left <= 0 ? 0 : Math.max(1, left / nodes));
    }

    long waiting() {
        return count.waiting();
    }

    long oldestMillis() {
        return count.oldestMillis();
    }
}
