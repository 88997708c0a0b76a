package dev.parley.net;

import java.util.concurrent.Executor;

/// One event-loop thread. Owns its connections and their timers; never blocks.
///
/// It lives in turns: I/O that is ready is handled, then timers that are due, then tasks left by [#nextTurn], then
/// tasks from [#execute], then those of [#atEndOfTurn]; last, everything that was written and has not left yet is
/// flushed.
///
/// [#execute] may be called from any thread and runs the task on the loop, in the order of the calls made by one
/// thread. Everything else may be called on the loop only, unless it says otherwise.
public interface Loop extends Executor {

    /// From 0 to one less than the number of loops. Any thread.
    int index();

    /// Whether the calling thread is this loop's. Any thread.
    boolean inLoop();

    /// Runs `task` once on this loop after `delayMillis` (0 or more; resolution about 1 ms below
    /// 50 ms, about 20 ms beyond). Never early. Any thread. Timers are cheap: one per connection is fine.
    Timer schedule(long delayMillis, Runnable task);

    /// Runs `task` at the end of the present turn, before outgoing bytes are flushed: after everything that has
    /// been read in this turn has been handled. A task that adds another adds it to the same turn (16 deep, then to the
    /// next). A connection's answers to its own read have left by then.
    void atEndOfTurn(Runnable task);

    /// Runs `task` after I/O has been looked at again: long work split this way starves nobody.
    void nextTurn(Runnable task);

    /// Turns so far that used more than 10 ms of CPU time, in which everybody else here had to wait. Any thread.
    long longTurns();

    /// Whether the calling thread is an event loop's, of any network: it must not block then.
    static boolean onAnyLoop() {
        return dev.parley.net.netty.NettyNetwork.onAnyLoop();
    }
}
