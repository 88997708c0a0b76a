package dev.parley.hub;

import org.jspecify.annotations.Nullable;

/// How often something may be done: a token bucket.
///
/// @param perSecond how often in the long run; 0 for no limit
/// @param burst how often at once; as many refusals after that are answered, then it is hopeless
public record Rate(int perSecond, int burst) {

    public static final Rate UNLIMITED = new Rate(0, 1);

    public Rate {
        if (perSecond < 0 || burst < 1) {
            throw new IllegalArgumentException("a rate is 0 or more per second, and its burst at least 1");
        }
    }

    @Nullable Bucket bucket(long nowMillis) {
        return perSecond == 0 ? null : new Bucket(this, nowMillis);
    }

    enum Verdict {
        FINE,
        TOO_FAST,
        HOPELESS
    }

    /// What is left for one session. On its loop only.
    static final class Bucket {
        private final Rate rate;

        /// In thousandths of one.
        private long left;

        private long then;
        private int refused;

        private Bucket(Rate rate, long nowMillis) {
            this.rate = rate;
            left = rate.burst * 1000L;
            then = nowMillis;
        }

        Verdict take(long nowMillis) {
            long passed = Math.clamp(nowMillis - then, 0, 3_600_000);
            then = nowMillis;
            left = Math.min(rate.burst * 1000L, left + passed * rate.perSecond);
            if (left >= 1000) {
                left -= 1000;
                refused = 0;
                return Verdict.FINE;
            }
            return ++refused > rate.burst ? Verdict.HOPELESS : Verdict.TOO_FAST;
        }
    }
}
