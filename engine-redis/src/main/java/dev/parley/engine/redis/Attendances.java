package dev.parley.engine.redis;

import dev.parley.hub.Loop;
import dev.parley.redis.Bucket;
import dev.parley.redis.Redis;
import org.jspecify.annotations.Nullable;

/// The attendance of each bucket, of the channels that are at home on one loop. On that loop only.
final class Attendances {

    private final Redis redis;
    private final Loop home;
    private final @Nullable Attendance[] all = new @Nullable Attendance[Redis.BUCKETS];

    Attendances(Redis redis, Loop home) {
        this.redis = redis;
        this.home = home;
    }

    Attendance of(Bucket bucket) {
        Attendance there = all[bucket.number()];
        if (there == null) {
            there = new Attendance(redis, bucket, home);
            all[bucket.number()] = there;
        }
        return there;
    }

    void check(Bucket bucket) {
        Attendance there = all[bucket.number()];
        if (there != null) {
            there.check();
        }
    }
}
