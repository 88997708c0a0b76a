package dev.parley.auth.token;

import dev.parley.redis.Bucket;
import dev.parley.redis.Redis;

/// What marks of one kind are called in Redis. All of it lies in one bucket.
///
/// @param marks by name (hash; `BEFORE UNTIL`)
/// @param log of the last changes (stream)
/// @param readers nodes, and when each has read the log (sorted set)
/// @param said where nodes hear that there is more in the log
/// @param seen in front of where a node hears how far others have read
record SharedKeys(Bucket bucket, byte[] marks, byte[] log, byte[] readers, byte[] said, String seen) {

    static SharedKeys of(Redis redis, String kind) {
        Bucket bucket = redis.bucket(kind);
        return new SharedKeys(
                bucket,
                bucket.key("marks", kind),
                bucket.key("marks-log", kind),
                bucket.key("marks-read", kind),
                bucket.key("marks-said", kind),
                kind + ":");
    }

    /// Where a node hears how far others have read.
    byte[] seenBy(String node) {
        return bucket.key("marks-seen", seen + node);
    }
}
