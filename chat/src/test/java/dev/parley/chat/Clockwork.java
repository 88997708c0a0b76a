package dev.parley.chat;

import dev.parley.hub.Loop;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/// Time that passes when the test says so, and what waits for it. The test's thread only.
final class Clockwork implements Later, InstantSource {
    private record Waiting(long at, long number, Runnable task) {}

    private final PriorityQueue<Waiting> waiting =
            new PriorityQueue<>(Comparator.comparingLong(Waiting::at).thenComparingLong(Waiting::number));
    private long now = 1_000_000;
    private long numbers;

    @Override
    public Loop.Timer after(long millis, Runnable task) {
        Waiting each = new Waiting(now + millis, numbers++, task);
        waiting.add(each);
        return () -> waiting.remove(each);
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(now);
    }

    void pass(long millis) {
        long until = now + millis;
        while (!waiting.isEmpty() && waiting.element().at() <= until) {
            Waiting next = waiting.remove();
            now = next.at();
            next.task().run();
        }
        now = until;
    }

    int tasks() {
        return waiting.size();
    }
}
