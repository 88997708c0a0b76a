package dev.parley.chat;

import dev.parley.hub.Loop;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Runs a task after a while, where it may block. Any thread.
@FunctionalInterface
public interface Later {

    Loop.Timer after(long millis, Runnable task);

    /// Each task on a virtual thread of its own.
    ///
    /// @param clockwork only starts them; stays the caller's to stop
    static Later virtual(ScheduledExecutorService clockwork) {
        return (millis, task) -> {
            ScheduledFuture<?> waiting = clockwork.schedule(
                    () -> Thread.ofVirtual().name("chat-later").start(task), millis, TimeUnit.MILLISECONDS);
            return () -> waiting.cancel(false);
        };
    }
}
