package dev.parley.net.netty;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;

/// Counts the turns of a loop that use much CPU time. On the loop only, but for [#longTurns].
///
/// Asking the system for a thread's CPU time takes longer than a short turn. So it is asked at most every few milliseconds,
/// and when a turn has taken long by the clock on the wall, which the wait for I/O is part of: then the difference decides, less
/// what other turns can have used since the time was asked before.
final class TurnClock {

    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final boolean works = THREADS.isCurrentThreadCpuTimeSupported();
    private long asked;
    private long used;
    private long began;
    private volatile long longTurns;

    void begin() {
        began = System.nanoTime();
        if (works && began - asked > ASK_NANOS) {
            asked = began;
            used = THREADS.getCurrentThreadCpuTime();
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written on the loop only
    void end() {
        if (works && System.nanoTime() - began > LONG_NANOS) {
            long byOthers = began - asked;
            if (THREADS.getCurrentThreadCpuTime() - used - byOthers > LONG_NANOS) {
                longTurns++;
            }
        }
    }

    long longTurns() {
        return longTurns;
    }
}
