package dev.parley.server.line;

import java.util.concurrent.atomic.LongAdder;

/// What became of pushes by lines. Any thread.
public final class LineFigures {

    private final LongAdder taken = new LongAdder();
    private final LongAdder refused = new LongAdder();

    void countTaken() {
        taken.increment();
    }

    void countRefused() {
        refused.increment();
    }

    /// Lines that were pushed, so far.
    public long taken() {
        return taken.sum();
    }

    /// Lines that were not.
    public long refused() {
        return refused.sum();
    }
}
