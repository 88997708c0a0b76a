package dev.parley.events;

import org.jspecify.annotations.Nullable;

/// An event that the backend has refused, alone, and that is sent again later. What comes behind it under the same key
/// waits with it; all else in its lane goes on. On the lane's thread, but for [#due].
final class Held {

    private final Batch batch;
    private final Backoff backoff;
    private int refusals = 1;
    private Timers.@Nullable Cancel timer;

    /// Set by the timer.
    private volatile boolean due;

    /// @param batch of one event
    Held(Batch batch, Backoff backoff) {
        this.batch = batch;
        this.backoff = backoff;
    }

    Batch batch() {
        return batch;
    }

    Batch.Item event() {
        return batch.events().getFirst();
    }

    /// @return how often it has been refused by now
    int refusedAgain() {
        return ++refusals;
    }

    boolean isDue() {
        return due;
    }

    /// Will be due after its next delay, or what the backend asked for.
    ///
    /// @param wake called then, from any thread
    void later(Timers timers, long askedMillis, Runnable wake) {
        due = false;
        timer = timers.schedule(backoff.nextMillis(askedMillis), () -> {
            due = true;
            wake.run();
        });
    }

    void cancel() {
        if (timer != null) {
            timer.cancel();
        }
    }
}
