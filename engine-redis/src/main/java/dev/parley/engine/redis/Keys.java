package dev.parley.engine.redis;

import dev.parley.hub.ChannelName;
import dev.parley.redis.Bucket;
import dev.parley.redis.Redis;
import dev.parley.redis.Script;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

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

    /// The channels of that bucket on which a node has somebody, with the loop they are at home on, and how many changes
    /// each loop has made there (hash).
    static byte[] at(Bucket bucket, String node) {
        return bucket.key("at", node);
    }

    /// In there: a channel.
    static byte[] occupied(ChannelName channel) {
        return Script.bytes(CHANNELS + channel.value());
    }

    /// The channel of that; null when it is something else.
    static @Nullable ChannelName occupied(byte[] field) {
        String text = new String(field, StandardCharsets.UTF_8);
        return text.startsWith(CHANNELS) ? new ChannelName(text.substring(CHANNELS.length())) : null;
    }

    /// That a node was taken for gone, and its sessions out.
    static byte[] burial(Bucket bucket, String node) {
        return bucket.key("buried", node);
    }
}
