package dev.parley.chat;

/// Lets `burst` through at once, and `rate` a second for long. One thread.
final class TokenBucket {

    private static final long NANOS = 1_000_000_000L;

    private final long nanosPerToken;
    private final long capacity;
    private long level;
    private long last;

    TokenBucket(int rate, int burst, long nowNanos) {
        nanosPerToken = NANOS / rate;
        capacity = burst * nanosPerToken;
        level = capacity;
        last = nowNanos;
    }

    /// Takes a token.
    ///
    /// @return 0 when there was one, otherwise the milliseconds until there is one
    long take(long nowNanos) {
        level = Math.min(capacity, level + Math.max(0, nowNanos - last));
        last = nowNanos;
        if (level >= nanosPerToken) {
            level -= nanosPerToken;
            return 0;
        }
        return (nanosPerToken - level + 999_999) / 1_000_000;
    }

    /// Whether it is as if nobody had ever taken from it.
    boolean isFull(long nowNanos) {
        return nowNanos - last >= capacity - level;
    }
}
