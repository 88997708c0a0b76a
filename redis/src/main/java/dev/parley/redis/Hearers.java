package dev.parley.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Who hears which channel on this node. Any thread.
final class Hearers {

    private final Map<String, Hearer> hearers = new ConcurrentHashMap<>();
    private final Map<String, Bucket> buckets;
    private final Function<Bucket, @Nullable Shard> owner;

    /// @param buckets by what stands in front of their keys
    Hearers(Map<String, Bucket> buckets, Function<Bucket, @Nullable Shard> owner) {
        this.buckets = buckets;
        this.owner = owner;
    }

    void put(String channel, Hearer hearer) {
        hearers.put(channel, hearer);
    }

    void remove(String channel) {
        hearers.remove(channel);
    }

    @Nullable Hearer get(String channel) {
        return hearers.get(channel);
    }

    Bucket bucketOf(String channel) {
        Bucket bucket = buckets.get(channel.substring(0, channel.indexOf("}:") + 2));
        if (bucket == null) {
            throw new IllegalArgumentException("no channel of a bucket: " + channel);
        }
        return bucket;
    }

    boolean isHeard(String channel, Shard shard) {
        return hearers.containsKey(channel) && owner.apply(bucketOf(channel)) == shard;
    }

    /// The channels that are heard over a Redis.
    List<String> of(Shard shard) {
        List<String> all = new ArrayList<>();
        for (String channel : hearers.keySet()) {
            if (owner.apply(bucketOf(channel)) == shard) {
                all.add(channel);
            }
        }
        return all;
    }

    /// The channels of a bucket that are heard.
    List<String> of(Bucket bucket) {
        return hearers.keySet().stream()
                .filter(channel -> bucketOf(channel) == bucket)
                .toList();
    }
}
