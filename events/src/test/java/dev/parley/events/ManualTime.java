package dev.parley.events;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/// A clock and timers that go on when the test says so.
final class ManualTime implements InstantSource, Timers {

    private record Task(long at, long turn, Runnable what) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::turn));
    private long now = 1_790_000_000_000L;
    private long turns;

    @Override
    public synchronized Instant instant() {
        return Instant.ofEpochMilli(now);
    }

    @Override
    public synchronized Cancel schedule(long delayMillis, Runnable what) {
        Task task = new Task(now + delayMillis, turns++, what);
        tasks.add(task);
        return () -> cancel(task);
    }

    private synchronized void cancel(Task task) {
        tasks.remove(task);
    }

    /// Lets time pass; what is due is done at its time, on the calling thread.
    void pass(Duration time) {
        long end = millis() + time.toMillis();
        for (Task next = next(end); next != null; next = next(end)) {
            next.what().run();
        }
    }

    private synchronized Task next(long end) {
        Task next = tasks.peek();
        if (next == null || next.at() > end) {
            now = end;
            return null;
        }
        now = next.at();
        return tasks.poll();
    }
}
