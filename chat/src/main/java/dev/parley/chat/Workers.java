package dev.parley.chat;

import java.util.concurrent.Semaphore;

/// Runs what blocks on virtual threads: so many at once, and some that wait their turn. Any thread.
final class Workers {

    /// At work at once: more than the database answers at once, and few enough to be fast.
    static final int AT_WORK = 64;

    /// Waiting for their turn, beside those.
    static final int WAITING = 4_096;

    private final Semaphore places = new Semaphore(AT_WORK + WAITING);
    private final Semaphore turns = new Semaphore(AT_WORK, true);

    /// @return false when too many wait already: it will not run
    boolean run(Runnable work) {
        if (!places.tryAcquire()) {
            return false;
        }
        Thread.ofVirtual().name("chat-work").start(() -> {
            try {
                turns.acquireUninterruptibly();
                try {
                    work.run();
                } finally {
                    turns.release();
                }
            } finally {
                places.release();
            }
        });
        return true;
    }

    /// Waits until nothing runs any more, and lets nothing begin.
    void close() {
        places.acquireUninterruptibly(AT_WORK + WAITING);
    }
}
