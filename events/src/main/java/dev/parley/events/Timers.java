package dev.parley.events;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Does things later. Any thread.
@FunctionalInterface
public interface Timers {

    /// Runs `task` after the delay, on a thread of its own choice, never within this call. Tasks are short and don't block.
    Cancel schedule(long delayMillis, Runnable task);

    /// Ends a wait; too late or twice does nothing.
    @FunctionalInterface
    interface Cancel {
        void cancel();
    }

    /// Tasks on an executor, which stays the caller's to shut down.
    static Timers on(ScheduledExecutorService executor) {
        return (delayMillis, task) -> {
            ScheduledFuture<?> waiting = executor.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
            return () -> waiting.cancel(false);
        };
    }
}
