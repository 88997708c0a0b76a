package dev.parley.hub.memory;

import java.util.concurrent.atomic.AtomicLong;

/// What all histories of an engine take together, and how much that may be. Any thread.
final class Memory {

    private final long bound;
    private final AtomicLong taken = new AtomicLong();

    /// @param bound bytes
    Memory(long bound) {
        this.bound = bound;
    }

    /// @param bytes more, or fewer when negative
    void add(long bytes) {
        if (bytes != 0) {
            taken.addAndGet(bytes);
        }
    }

    boolean isOver() {
        return taken.get() > bound;
    }

    long taken() {
        return taken.get();
    }
}
