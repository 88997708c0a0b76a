package dev.parley.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which masters a Redis Cluster has, and which buckets each carries. It asks again when a slot was not where it was thought
/// to be, when a master is away, and every few seconds anyway; on a thread of its own.
final class ClusterMap implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterMap.class);

    private static final long EVERY_MILLIS = 5_000;

    /// Between two askings that something has caused.
    private static final long LEAST_MILLIS = 100;

    private final Redis redis;
    private final RedisOptions options;
    private final RedisClient client;
    private final List<RedisURI> seeds;
    private final Routes routes;
    private final Function<RedisURI, Shard> making;
    private final Map<String, Shard> masters = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean stopping;
    private volatile boolean wanted;

    /// @param making makes a shard, which this one starts
    ClusterMap(
            Redis redis,
            RedisOptions options,
            RedisClient client,
            List<RedisURI> seeds,
            Routes routes,
            Function<RedisURI, Shard> making) {
        this.redis = redis;
        this.options = options;
        this.client = client;
        this.seeds = seeds;
        this.routes = routes;
        this.making = making;
        thread = Thread.ofPlatform().name("parley-cluster").daemon().unstarted(this);
    }

    /// @throws IOException when the Cluster can't be used, with one sentence that says what to do
    void start() throws IOException {
        routes.inCluster(masters::get, this::ask);
        Map<String, boolean[]> found = null;
        String why = "";
        for (RedisURI seed : seeds) {
            try {
                found = slots(seed);
                break;
            } catch (RedisException | Unanswered failed) {
                why = Addresses.shown(seed) + ": " + Refused.reason(failed, options);
            }
        }
        if (found == null) {
            throw new IOException("can't use the Redis Cluster at " + why);
        }
        for (String address : found.keySet()) {
            Shard shard = making.apply(at(address));
            masters.put(address, shard);
            shard.start();
        }
        assign(found);
        if (!isWhole()) {
            throw new IOException("the Redis Cluster at " + Addresses.shown(seeds.getFirst())
                    + " does not carry all slots: see `redis-cli --cluster check`");
        }
        thread.start();
    }

    void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            if (thread.getState() != Thread.State.NEW) {
                thread.join(options.patience());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        masters.values().forEach(Shard::close);
    }

    Set<Shard> shards() {
        return new HashSet<>(masters.values());
    }

    /// Something is not where it was thought to be. Any thread.
    void ask() {
        wanted = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        long last = System.nanoTime() / 1_000_000;
        while (!stopping) {
            LockSupport.parkNanos(this, (wanted || isSomeoneAway() ? LEAST_MILLIS : EVERY_MILLIS) * 1_000_000);
            long now = System.nanoTime() / 1_000_000;
            if (now - last >= (wanted || isSomeoneAway() ? LEAST_MILLIS : EVERY_MILLIS)) {
                last = now;
                wanted = false;
                try {
                    refresh();
                } catch (RuntimeException broken) {
                    LOG.error("can't find out who carries what in the Redis Cluster", broken);
                }
            }
        }
    }

    private boolean isSomeoneAway() {
        for (Shard shard : masters.values()) {
            if (shard.isAway()) {
                return true;
            }
        }
        return false;
    }

    private boolean isWhole() {
        for (int i = 0; i < Redis.BUCKETS; i++) {
            if (routes.owner(redis.bucket(i)) == null) {
                return false;
            }
        }
        return true;
    }

    private void refresh() {
        Map<String, boolean[]> found = find();
        if (found == null || stopping) {
            return;
        }
        for (String address : found.keySet()) {
            if (!masters.containsKey(address)) {
                LOG.info("the Redis Cluster has another master, {}", address);
                Shard shard = making.apply(at(address));
                masters.put(address, shard);
                shard.startLater();
            }
        }
        assign(found);
        for (Map.Entry<String, Shard> each : masters.entrySet()) {
            if (!found.containsKey(each.getKey())) {
                LOG.info("{} is no master of the Redis Cluster any more", each.getKey());
                masters.remove(each.getKey());
                each.getValue().close();
            }
        }
    }

    /// What whoever answers first says; those that were there are asked before those that were named.
    private @Nullable Map<String, boolean[]> find() {
        for (Shard shard : masters.values()) {
            RedisURI address = shard.address();
            if (!shard.isAway() && address != null) {
                try {
                    return slots(shard.await(shard.own().clusterSlots()), address);
                } catch (RedisException | Unanswered other) {
                    LOG.debug("{} does not say who carries what", shard.shown(), other);
                }
            }
        }
        for (RedisURI seed : seeds) {
            try {
                return slots(seed);
            } catch (RedisException | Unanswered other) {
                LOG.debug("{} does not say who carries what", Addresses.shown(seed), other);
            }
        }
        return null;
    }

    private Map<String, boolean[]> slots(RedisURI seed) throws Unanswered {
        try (StatefulRedisConnection<String, String> connection = client.connect(seed)) {
            return slots(
                    Shard.await(
                            connection.async().clusterSlots(),
                            options.patience().toMillis()),
                    seed);
        }
    }

    /// By the address of a master: which buckets it carries.
    private Map<String, boolean[]> slots(List<Object> said, RedisURI from) {
        Map<String, boolean[]> all = new HashMap<>();
        for (Object range : said) {
            if (range instanceof List<?> parts && parts.size() > 2 && parts.get(2) instanceof List<?> master) {
                int first = ((Long) parts.get(0)).intValue();
                int last = ((Long) parts.get(1)).intValue();
                String host = text(master.get(0));
                String address = (host.isEmpty() ? from.getHost() : host) + ":" + master.get(1);
                boolean[] its = all.computeIfAbsent(address, _ -> new boolean[Redis.BUCKETS]);
                for (int i = 0; i < its.length; i++) {
                    int slot = redis.bucket(i).slot();
                    its[i] |= slot >= first && slot <= last;
                }
            }
        }
        return all;
    }

    private static String text(@Nullable Object said) {
        return said instanceof byte[] bytes
                ? new String(bytes, StandardCharsets.UTF_8)
                : said == null ? "" : said.toString();
    }

    private void assign(Map<String, boolean[]> found) {
        for (int i = 0; i < Redis.BUCKETS; i++) {
            Bucket bucket = redis.bucket(i);
            for (Map.Entry<String, boolean[]> each : found.entrySet()) {
                Shard shard = masters.get(each.getKey());
                if (each.getValue()[i] && shard != null && routes.owner(bucket) != shard) {
                    redis.moved(bucket, shard);
                }
            }
        }
    }

    /// As the seeds are reached, at another host.
    private RedisURI at(String address) {
        int end = address.lastIndexOf(':');
        return Addresses.at(seeds.getFirst(), address.substring(0, end), Integer.parseInt(address.substring(end + 1)));
    }
}
