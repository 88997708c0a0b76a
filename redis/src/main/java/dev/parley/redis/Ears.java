package dev.parley.redis;

import io.lettuce.core.RedisFuture;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connection on which this node hears the others over one Redis: only the channels that somebody here listens to.
/// Messages are passed on by Redis' own thread; changes are asked for by any thread and made by one, together.
final class Ears extends RedisPubSubAdapter<byte[], byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(Ears.class);

    /// Channels in one command.
    private static final int BATCH = 1_000;

    /// After which channels are asked for again that Redis would not let one listen to.
    private static final long PAUSE_MILLIS = 100;

    private final Hearers hearers;
    private final Shard shard;
    private final boolean sharded;

    /// Channels that are to be heard, or no longer, since the last [#change].
    private final Set<String> changed = ConcurrentHashMap.newKeySet();

    private volatile @Nullable StatefulRedisPubSubConnection<byte[], byte[]> connection;
    private volatile @Nullable Throwable problem;
    private volatile boolean refused;

    /// How much has been heard. On Redis' thread; read by others.
    private volatile long heard;

    // on the thread that changes
    private long nextTry;

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

    long heard() {
        return heard;
    }

    /// Why Redis does not let this node listen; null as long as it does.
    @Nullable Throwable problem() {
        return problem;
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
    void change(long nowMillis) {
        StatefulRedisPubSubConnection<byte[], byte[]> there = connection;
        if (there == null || changed.isEmpty()) {
            return;
        }
        if (refused) {
            refused = false;
            nextTry = nowMillis + PAUSE_MILLIS;
        }
        if (nowMillis < nextTry) {
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
            RedisFuture<Void> asked = sharded
                    ? there.async().ssubscribe(all(some))
                    : there.async().subscribe(all(some));
            asked.whenComplete((_, failed) -> {
                if (failed != null && there == connection) {
                    refused(some, failed);
                }
            });
        }
    }

    /// They are asked for again soon; by then another may carry them.
    private void refused(List<String> channels, Throwable why) {
        String said = String.valueOf(why.getMessage());
        if (said.startsWith("MOVED ") || said.startsWith("ASK ") || said.startsWith("TRYAGAIN")) {
            shard.lostASlot();
        } else {
            if (problem == null) {
                LOG.warn("Redis at {} does not let this node listen: {}", shard.shown(), said);
            }
            problem = why;
        }
        refused = true;
        changed.addAll(channels);
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

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private void came() {
        heard++;
    }

    @Override
    public void subscribed(byte[] channel, long count) {
        came();
        problem = null;
        Hearer hearer = hearers.get(new String(channel, StandardCharsets.UTF_8));
        if (hearer != null) {
            hearer.listens();
        }
    }

    @Override
    public void message(byte[] channel, byte[] message) {
        came();
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
