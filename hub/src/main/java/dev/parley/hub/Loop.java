package dev.parley.hub;

import java.util.concurrent.Executor;

/// One thread that owns state and lives in turns: sessions live on one, and each channel has its home on one (its *lane*).
///
/// [#execute], [#inLoop] and [#index] are for any thread; tasks of one thread run in the order of its calls. Everything
/// else is for the loop itself. A task must not block.
public interface Loop extends Executor {

    /// From 0 to one less than the number of loops.
    int index();

    boolean inLoop();

    /// Runs `task` at the end of the present turn, before what was sent in it leaves.
    void atEndOfTurn(Runnable task);

    /// Runs `task` after I/O has been looked at again.
    void nextTurn(Runnable task);

    /// Runs `task` after a delay; resolution about 1 ms below 50 ms, coarser above.
    Timer schedule(long delayMillis, Runnable task);

    /// A task that waits. Cancelling twice, or after it ran, does nothing.
    interface Timer {
        void cancel();
    }
}
