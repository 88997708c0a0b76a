package dev.parley.auth.hook;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Lets so many in at once; some more wait outside, in their order, and nobody beyond these. Any thread.
final class Gate {

    private final int most;
    private final int mostWaiting;

    // Guarded by this.
    private int inside;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

    Gate(int most, int mostWaiting) {
        this.most = most;
        this.mostWaiting = mostWaiting;
    }

    /// Runs `begin`, which must not block, once there is room: now, or in another's [#leave]. Whoever was let in leaves once.
    ///
    /// @return false when too many wait; then it is never run
    boolean enter(Runnable begin) {
        synchronized (this) {
            if (inside == most) {
                return waiting.size() < mostWaiting && waiting.add(begin);
            }
            inside++;
        }
        begin.run();
        return true;
    }

    void leave() {
        Runnable next = next();
        if (next != null) {
            next.run();
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable next = waiting.poll();
        if (next == null) {
            inside--;
        }
        return next;
    }
}
