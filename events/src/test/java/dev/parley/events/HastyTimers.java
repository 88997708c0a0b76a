package dev.parley.events;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/// Timers that note how long was asked for, and take a millisecond.
final class HastyTimers implements Timers, AutoCloseable {

    final List<Long> delays = new CopyOnWriteArrayList<>();

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final Timers timers = Timers.on(executor);

    @Override
    public Cancel schedule(long delayMillis, Runnable task) {
        delays.add(delayMillis);
        return timers.schedule(1, task);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
