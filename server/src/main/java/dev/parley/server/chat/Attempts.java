package dev.parley.server.chat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// How often each of many may try something: `burst` times at once, and then once in `every`. Those who have not tried for
/// longest are forgotten when there are more than [#MOST] of them. Any thread.
final class Attempts {

    static final int MOST = 10_000;

    private static final class Left {
        private double tries;
        private long at;
    }

    private final int burst;
    private final long everyNanos;

    // guarded by this
    private final Map<String, Left> left = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Left> eldest) {
            return size() > MOST;
        }
    };

    Attempts(int burst, Duration every) {
        this.burst = burst;
        this.everyNanos = every.toNanos();
    }

    /// Takes one try.
    ///
    /// @return 0 when there was one, otherwise the whole seconds until there is, at least 1
    synchronized long take(String who, long nowNanos) {
        Left his = left.get(who);
        if (his == null) {
            his = new Left();
            his.tries = burst;
            his.at = nowNanos;
            left.put(who, his);
        }
        his.tries = Math.min(burst, his.tries + (double) Math.max(0, nowNanos - his.at) / everyNanos);
        his.at = nowNanos;
        if (his.tries >= 1) {
            his.tries--;
            return 0;
        }
        long waitNanos = (long) ((1 - his.tries) * everyNanos);
        return Math.max(1, (waitNanos + 999_999_999L) / 1_000_000_000L);
    }

    /// Gives one back: it was no failure.
    synchronized void giveBack(String who) {
        Left his = left.get(who);
        if (his != null) {
            his.tries = Math.min(burst, his.tries + 1);
        }
    }

    synchronized int size() {
        return left.size();
    }
}
