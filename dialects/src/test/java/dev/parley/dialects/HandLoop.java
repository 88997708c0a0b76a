package dev.parley.dialects;

import dev.parley.hub.Loop;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/// A loop that turns when it is told to, on the test's thread, and whose time passes when it is told to.
public final class HandLoop implements Loop {

    private record Due(long at, long sequence, Runnable task) {}

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final ArrayDeque<Runnable> end = new ArrayDeque<>();
    private final PriorityQueue<Due> timers =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::sequence));
    private boolean inside;
    private long now;
    private long sequence;

    /// Runs something as this loop, and then whatever there is to do.
    public void run(Runnable task) {
        tasks.add(task);
        inside = true;
        try {
            while (!tasks.isEmpty() || !end.isEmpty()) {
                Runnable next = tasks.isEmpty() ? end.poll() : tasks.poll();
                next.run();
            }
        } finally {
            inside = false;
        }
    }

    public void pass(long millis) {
        long until = now + millis;
        while (!timers.isEmpty() && timers.peek().at() <= until) {
            Due due = timers.poll();
            now = due.at();
            run(due.task());
        }
        now = until;
    }

    public long now() {
        return now;
    }

    @Override
    public int index() {
        return 0;
    }

    @Override
    public boolean inLoop() {
        return inside;
    }

    @Override
    public void execute(Runnable task) {
        if (inside) {
            tasks.add(task);
        } else {
            run(task);
        }
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        end.add(task);
    }

    @Override
    public void nextTurn(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timer schedule(long delayMillis, Runnable task) {
        Due due = new Due(now + delayMillis, sequence++, task);
        timers.add(due);
        return () -> timers.remove(due);
    }
}
