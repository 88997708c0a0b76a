package dev.parley.engine.redis;

import dev.parley.hub.ChannelName;
import dev.parley.redis.Bucket;
import dev.parley.redis.Redis;
import dev.parley.redis.Script;

/// What a channel's things are called. All of them lie in one bucket.
///
/// @param meta what is known of it
/// @param log its history
/// @param present who is there
/// @param keys in front of its idempotency keys
/// @param ears where nodes listen
record Keys(Bucket bucket, byte[] meta, byte[] log, byte[] present, byte[] keys, byte[] ears) {

    /// A channel's things lie beside the events of it.
    private static final String CHANNELS = "c:";

    static Keys of(Redis redis, ChannelName channel) {
        String name = channel.value();
        Bucket bucket = redis.bucket(CHANNELS + name);
        return new Keys(
                bucket,
                bucket.key("meta", name),
                bucket.key("log", name),
                bucket.key("here", name),
                bucket.key("key", name.length() + ":" + name + ":"),
                bucket.key("say", name));
    }

    /// The idempotency key of that name.
    byte[] key(String name) {
        byte[] end = Script.bytes(name);
        byte[] all = java.util.Arrays.copyOf(keys, keys.length + end.length);
        System.arraycopy(end, 0, all, keys.length, end.length);
        return all;
    }

    /// The channels of that bucket on which a node has somebody.
    static byte[] occupied(Bucket bucket, String node) {
        return bucket.key("at", node);
    }
}
