package dev.parley.chat;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// How fast each person may do something. A person who has been silent for as long as its bucket takes to fill is as good as a
/// new one, so nobody has to tell when people leave: full buckets are swept out when there are many. Any thread.
final class Rates {

    private static final int FIRST_SWEEP = 1_024;

    private final int rate;
    private final int burst;

    // A bucket is touched only inside of compute, which lets one thread at a time to it.
    private final ConcurrentHashMap<String, TokenBucket> buckets = new ConcurrentHashMap<>();
    private final AtomicInteger sweepAt = new AtomicInteger(FIRST_SWEEP);

    Rates(int rate, int burst) {
        this.rate = rate;
        this.burst = burst;
    }

    /// @param user the person's id
    /// @return 0 when it may talk now, otherwise the milliseconds until it may
    long take(String user, long nowNanos) {
        long[] wait = new long[1];
        buckets.compute(user, (_, known) -> {
            TokenBucket bucket = known == null ? new TokenBucket(rate, burst, nowNanos) : known;
            wait[0] = bucket.take(nowNanos);
            return bucket;
        });
        int limit = sweepAt.get();
        if (buckets.size() >= limit && sweepAt.compareAndSet(limit, Integer.MAX_VALUE)) {
            buckets.keySet()
                    .forEach(each ->
                            buckets.computeIfPresent(each, (_, bucket) -> bucket.isFull(nowNanos) ? null : bucket));
            sweepAt.set(Math.max(FIRST_SWEEP, 2 * buckets.size()));
        }
        return wait[0];
    }

    /// Lets nobody do it faster.
    static void hurry(Rates rates, String user, long nowNanos) throws Refusal {
        long wait = rates.take(user, nowNanos);
        if (wait > 0) {
            throw ChatError.TOO_FAST.refusal("Wait " + (wait + 999) / 1000 + " s, then do it again.");
        }
    }

    /// How many people are remembered.
    int size() {
        return buckets.size();
    }
}
