package dev.parley.bench.sidebyside;

import java.io.IOException;

/// Waiting for what another process does.
final class Patience {

    private static final long LIMIT_NANOS = 60_000_000_000L;

    private Patience() {}

    interface Condition {
        boolean holds() throws IOException;
    }

    interface Figure {
        long read() throws IOException;
    }

    /// @throws IOException when it does not hold within a minute
    static void until(String what, Condition condition) throws IOException, InterruptedException {
        long began = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - began > LIMIT_NANOS) {
                throw new IOException("waited a minute for " + what);
            }
            Thread.sleep(50);
        }
    }

    /// Waits until a figure has stayed the same for a second.
    static void settled(Figure figure) throws IOException, InterruptedException {
        long began = System.nanoTime();
        long since = began;
        long last = figure.read();
        while (System.nanoTime() - since < 1_000_000_000L && System.nanoTime() - began < LIMIT_NANOS) {
            Thread.sleep(50);
            long now = figure.read();
            if (now != last) {
                last = now;
                since = System.nanoTime();
            }
        }
    }
}
