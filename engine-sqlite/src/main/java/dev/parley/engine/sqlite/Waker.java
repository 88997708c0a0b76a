package dev.parley.engine.sqlite;

import dev.parley.hub.Loop;

/// Wakes the writer once at the end of a loop's turn, however much the turn has left for it: so that what a thousand
/// publishers said in one turn becomes one group, and on a single core the writer does not interrupt the loop for each of
/// them. On its loop only.
final class Waker implements Runnable {

    private final Loop loop;
    private final Writer writer;
    private boolean due;

    Waker(Loop loop, Writer writer) {
        this.loop = loop;
        this.writer = writer;
    }

    void atEndOfTurn() {
        if (!due) {
            due = true;
            loop.atEndOfTurn(this);
        }
    }

    @Override
    public void run() {
        due = false;
        writer.wake();
    }
}
