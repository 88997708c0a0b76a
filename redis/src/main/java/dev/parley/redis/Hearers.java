package dev.parley.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Who hears which channel on this node. Any thread.
final class Hearers {

    private final List<Map<String, Hearer>> byBucket = new ArrayList<>(Redis.BUCKETS);
    private final Map<String, Bucket> byPrefix = new HashMap<>();
    private final Bucket[] buckets;
    private final Function<Bucket, @Nullable Shard> owner;

    Hearers(Bucket[] buckets, Function<Bucket, @Nullable Shard> owner) {
        this.buckets = buckets;
        this.owner = owner;
        for (Bucket bucket : buckets) {
            byPrefix.put(bucket.prefix(), bucket);
            byBucket.add(new ConcurrentHashMap<>(1));
        }
    }

    void put(Bucket bucket, String channel, Hearer hearer) {
        byBucket.get(bucket.number()).put(channel, hearer);
    }

    void remove(Bucket bucket, String channel) {
        byBucket.get(bucket.number()).remove(channel);
    }

    @Nullable Hearer get(String channel) {
        return byBucket.get(bucketOf(channel).number()).get(channel);
    }

    Bucket bucketOf(String channel) {
        Bucket bucket = byPrefix.get(channel.substring(0, channel.indexOf("}:") + 2));
        if (bucket == null) {
            throw new IllegalArgumentException("no channel of a bucket: " + channel);
        }
        return bucket;
    }

    boolean isHeard(String channel, Shard shard) {
        Bucket bucket = bucketOf(channel);
        return byBucket.get(bucket.number()).containsKey(channel) && owner.apply(bucket) == shard;
    }

    /// The channels that are heard over a Redis.
    List<String> of(Shard shard) {
        List<String> all = new ArrayList<>();
        for (Bucket bucket : buckets) {
            if (owner.apply(bucket) == shard) {
                all.addAll(of(bucket));
            }
        }
        return all;
    }

    /// The channels of a bucket that are heard.
    Collection<String> of(Bucket bucket) {
        return byBucket.get(bucket.number()).keySet();
    }
}
