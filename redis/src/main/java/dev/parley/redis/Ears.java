package dev.parley.redis;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The connection on which this node hears the others over one Redis: only the channels that somebody here listens to.
/// Messages are passed on by Redis' own thread; changes are asked for by any thread and made by one, together.
final class Ears extends RedisPubSubAdapter<byte[], byte[]> {

    /// Channels in one command.
    private static final int BATCH = 1_000;

    private final Hearers hearers;
    private final Shard shard;
    private final boolean sharded;

    /// Channels that are to be heard, or no longer, since the last [#change].
    private final Set<String> changed = ConcurrentHashMap.newKeySet();

    private volatile @Nullable StatefulRedisPubSubConnection<byte[], byte[]> connection;

    /// @param sharded whether it is one of a Cluster, where each node has messages of its own
    Ears(Hearers hearers, Shard shard, boolean sharded) {
        this.hearers = hearers;
        this.shard = shard;
        this.sharded = sharded;
    }

    /// Somebody listens to a channel here, or no longer. Any thread.
    void changed(String channel) {
        changed.add(channel);
        shard.wake();
    }

    @Nullable StatefulRedisPubSubConnection<byte[], byte[]> connection() {
        return connection;
    }

    /// A new connection: listens to everything anew. On the thread that calls [#change].
    void use(@Nullable StatefulRedisPubSubConnection<byte[], byte[]> next) {
        connection = next;
        changed.clear();
        if (next != null) {
            next.addListener(this);
            subscribe(next, hearers.of(shard));
        }
    }

    /// Makes the changes that were asked for. One thread.
    void change() {
        StatefulRedisPubSubConnection<byte[], byte[]> there = connection;
        if (there == null || changed.isEmpty()) {
            return;
        }
        List<String> more = new ArrayList<>();
        List<String> fewer = new ArrayList<>();
        for (String channel : changed) {
            changed.remove(channel);
            (hearers.isHeard(channel, shard) ? more : fewer).add(channel);
        }
        for (List<String> some : batches(fewer)) {
            if (sharded) {
                there.async().sunsubscribe(all(some));
            } else {
                there.async().unsubscribe(all(some));
            }
        }
        subscribe(there, more);
    }

    private void subscribe(StatefulRedisPubSubConnection<byte[], byte[]> there, List<String> channels) {
        for (List<String> some : batches(channels)) {
            if (sharded) {
                there.async().ssubscribe(all(some));
            } else {
                there.async().subscribe(all(some));
            }
        }
    }

    /// What may stand in one command: in a Cluster, channels of one slot.
    private List<List<String>> batches(List<String> channels) {
        List<List<String>> batches = new ArrayList<>();
        if (sharded) {
            Map<Bucket, List<String>> byBucket = new HashMap<>();
            for (String channel : channels) {
                byBucket.computeIfAbsent(hearers.bucketOf(channel), _ -> new ArrayList<>())
                        .add(channel);
            }
            byBucket.values().forEach(some -> cut(some, batches));
        } else {
            cut(channels, batches);
        }
        return batches;
    }

    private static void cut(List<String> channels, List<List<String>> into) {
        for (int i = 0; i < channels.size(); i += BATCH) {
            into.add(channels.subList(i, Math.min(channels.size(), i + BATCH)));
        }
    }

    private static byte[][] all(List<String> channels) {
        return channels.stream().map(Script::bytes).toArray(byte[][]::new);
    }

    @Override
    public void subscribed(byte[] channel, long count) {
        Hearer hearer = hearers.get(new String(channel, StandardCharsets.UTF_8));
        if (hearer != null) {
            hearer.listens();
        }
    }

    @Override
    public void message(byte[] channel, byte[] message) {
        Hearer hearer = hearers.get(new String(channel, StandardCharsets.UTF_8));
        if (hearer != null) {
            hearer.hears(message);
        }
    }

    @Override
    public void ssubscribed(byte[] channel, long count) {
        subscribed(channel, count);
    }

    @Override
    public void smessage(byte[] channel, byte[] message) {
        message(channel, message);
    }

    /// Not asked for where somebody still listens: the slot has moved.
    @Override
    public void sunsubscribed(byte[] channel, long count) {
        if (hearers.get(new String(channel, StandardCharsets.UTF_8)) != null) {
            shard.lostASlot();
        }
    }
}
