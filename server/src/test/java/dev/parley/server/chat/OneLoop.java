package dev.parley.server.chat;

import dev.parley.hub.Loop;
import java.util.ArrayDeque;
import java.util.Queue;

/// A loop that the test itself turns; timers never fire.
final class OneLoop implements Loop {

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Queue<Runnable> end = new ArrayDeque<>();
    private boolean running;

    /// Runs `task`, and everything that follows from it.
    void run(Runnable task) {
        tasks.add(task);
        running = true;
        while (!tasks.isEmpty() || !end.isEmpty()) {
            Runnable next = tasks.isEmpty() ? end.remove() : tasks.remove();
            next.run();
        }
        running = false;
    }

    @Override
    public int index() {
        return 0;
    }

    @Override
    public boolean inLoop() {
        return running;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
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
        return () -> {};
    }
}
