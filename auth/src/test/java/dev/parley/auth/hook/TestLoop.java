package dev.parley.auth.hook;

import dev.parley.hub.Loop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// One loop on a thread of its own; its timers run when a test says so.
final class TestLoop implements Loop, AutoCloseable {

    record Due(long delayMillis, Runnable task) {}

    private final ExecutorService executor = Executors.newSingleThreadExecutor(
            run -> thread = Thread.ofPlatform().unstarted(run));
    private volatile Thread thread;

    final List<Due> timers = new CopyOnWriteArrayList<>();

    /// Runs something on the loop and waits for it.
    void run(Runnable task) {
        CompletableFuture.runAsync(task, executor).join();
    }

    /// A timer runs out.
    void fire(Due due) {
        timers.remove(due);
        run(due.task);
    }

    @Override
    public int index() {
        return 0;
    }

    @Override
    public boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        executor.execute(task);
    }

    @Override
    public void nextTurn(Runnable task) {
        executor.execute(task);
    }

    @Override
    public Timer schedule(long delayMillis, Runnable task) {
        Due due = new Due(delayMillis, task);
        timers.add(due);
        return () -> timers.remove(due);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
