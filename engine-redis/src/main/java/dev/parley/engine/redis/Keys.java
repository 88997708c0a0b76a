package dev.parley.engine.redis;

import dev.parley.hub.ChannelName;
import dev.parley.redis.Bucket;
import dev.parley.redis.Redis;
import dev.parley.redis.Script;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What a channel's things are called. All of them lie in one bucket. Made when they are needed: channels are many, and what
/// each of them keeps counts.
///
/// @param name of the channel
record Keys(Bucket bucket, String name) {

    /// A channel's things lie beside the events of it.
    private static final String CHANNELS = "c:";

    static Keys of(Redis redis, ChannelName channel) {
        return new Keys(redis.bucket(CHANNELS + channel.value()), channel.value());
    }

    /// What is known of it.
    byte[] meta() {
        return bucket.key("meta", name);
    }

    /// Its history.
    byte[] log() {
        return bucket.key("log", name);
    }

    /// Who is there.
    byte[] present() {
        return bucket.key("here", name);
    }

    /// Where nodes listen.
    byte[] ears() {
        return bucket.key("say", name);
    }

    /// In front of its idempotency keys.
    byte[] keys() {
        return key("");
    }

    /// The idempotency key of that name.
    byte[] key(String key) {
        return bucket.key("key", name.length() + ":" + name + ":" + key);
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
