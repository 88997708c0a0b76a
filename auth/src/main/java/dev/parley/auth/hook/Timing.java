package dev.parley.auth.hook;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Time, and chance, as hooks need them. Any thread.
interface Timing {

    /// Goes on evenly from some beginning.
    long nanos();

    /// Since 1970.
    long seconds();

    /// From 0 to below 1.
    double chance();

    /// Runs `task` after `delay`, on a thread where it may block.
    void after(Duration delay, Runnable task);

    Timing SYSTEM = new Timing() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long seconds() {
            return System.currentTimeMillis() / 1000;
        }

        @Override
        public double chance() {
            return ThreadLocalRandom.current().nextDouble();
        }

        @Override
        public void after(Duration delay, Runnable task) {
            CompletableFuture.delayedExecutor(
                            delay.toMillis(), TimeUnit.MILLISECONDS, run -> Thread.startVirtualThread(run))
                    .execute(task);
        }
    };
}
