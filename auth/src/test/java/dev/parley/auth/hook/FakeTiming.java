package dev.parley.auth.hook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Time that passes when a test says so; chance is always in the middle.
final class FakeTiming implements Timing {

    static final long START = 1_800_000_000;

    private record Due(long at, Runnable task) {}

    // Guarded by this.
    private long nanos;
    private final List<Due> tasks = new ArrayList<>();

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public synchronized long seconds() {
        return START + nanos / 1_000_000_000;
    }

    @Override
    public double chance() {
        return 0.5;
    }

    @Override
    public synchronized void after(Duration delay, Runnable task) {
        tasks.add(new Due(nanos + delay.toNanos(), task));
    }

    synchronized boolean isAwaited() {
        return !tasks.isEmpty();
    }

    synchronized void pass(Duration time) {
        nanos += time.toNanos();
    }

    /// Goes on to the moment that is waited for next.
    void goOn() {
        Due next;
        synchronized (this) {
            next = tasks.stream().min(Comparator.comparingLong(Due::at)).orElseThrow();
            tasks.remove(next);
            nanos = Math.max(nanos, next.at);
        }
        next.task.run();
    }
}
