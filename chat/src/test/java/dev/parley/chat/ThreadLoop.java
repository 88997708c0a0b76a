package dev.parley.chat;

import dev.parley.hub.Loop;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// A loop that is a thread.
final class ThreadLoop implements Loop, AutoCloseable {

    private final int index;
    private volatile Thread thread;
    private final ScheduledExecutorService executor;

    ThreadLoop(int index) {
        this.index = index;
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "test-loop-" + index);
            made.setDaemon(true);
            thread = made;
            return made;
        });
    }

    @Override
    public int index() {
        return index;
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
        ScheduledFuture<?> waiting = executor.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
        return () -> waiting.cancel(false);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
