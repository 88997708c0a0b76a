package dev.parley.chat;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs what blocks on virtual threads: so many at once, and some that wait their turn. Any thread.
final class Workers {

    /// At work at once: more than the database answers at once, and few enough to be fast.
    static final int AT_WORK = 64;

    /// Waiting for their turn, beside those.
    static final int WAITING = 4_096;

    /// How long a stop waits: longer than the database's own time-outs.
    private static final long LAST_SECONDS = 15;

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final Semaphore places = new Semaphore(AT_WORK + WAITING);
    private final Semaphore turns = new Semaphore(AT_WORK, true);

    /// @return false when too many wait already: it will not run
    boolean run(Runnable work) {
        if (!places.tryAcquire()) {
            return false;
        }
        boolean begun = false;
        try {
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
            begun = true;
        } finally {
            if (!begun) {
                places.release();
            }
        }
        return true;
    }

    /// Waits until nothing runs any more, but not for ever, and lets nothing begin.
    void close() {
        try {
            if (!places.tryAcquire(AT_WORK + WAITING, LAST_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("what the chat was doing has not ended within {} s", LAST_SECONDS);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
