package dev.parley.redis;

import dev.parley.hub.Loop;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A Redis that the nodes of a site share, however it is deployed. Any thread, unless a method says otherwise.
///
/// Everything in it lies in one of 256 buckets, and each bucket on one Redis ([Shard]): there may be one, several that share
/// the buckets, or the masters of a Cluster, which hand buckets over to each other. Each loop asks over one of a few
/// connections ([Lane]), in turns, so that what belongs together is in order and a turn is one write. One more connection
/// hears what is published: only what somebody on this node wants to hear.
public final class Redis implements AutoCloseable {

    /// Into how many buckets everything is laid.
    public static final int BUCKETS = 256;

    private final RedisOptions options;
    private final RandomGenerator random;
    private final int connections;
    private final Bucket[] buckets;

    /// For requests of loops that are under way.
    private final Semaphore places;

    /// For all others, so that nodes hear of each other however much loops ask.
    private final Semaphore otherPlaces;

    private final Routes routes = new Routes();
    private final Hearers hearers;
    private final Nodes nodes;
    private final Map<Loop, Lane> lanes = new ConcurrentHashMap<>();
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final boolean inCluster;

    // with the lock
    private boolean started;
    private @Nullable ClientResources resources;
    private @Nullable RedisClient client;

    private volatile List<Shard> fixed = List.of();
    private volatile @Nullable ClusterMap cluster;

    /// @param random for pauses, so that nodes don't do everything at the same time
    /// @param connections to each Redis, for commands; loops are spread over them
    public Redis(RedisOptions options, RandomGenerator random, int connections) {
        this.options = options;
        this.random = random;
        this.connections = connections;
        inCluster = options.topology() instanceof Topology.Cluster;
        buckets = Bucket.all(options.prefix());
        hearers = new Hearers(buckets, routes::owner);
        places = new Semaphore(options.inFlight());
        otherPlaces = new Semaphore(options.inFlight());
        nodes = new Nodes(this, options);
    }

    /// Connects, unless it has. Blocks.
    ///
    /// @throws IOException when Redis can't be used, with one sentence that says what to do
    public synchronized void start() throws IOException {
        if (started) {
            return;
        }
        resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .build();
        RedisClient made = RedisClient.create(resources);
        client = made;
        try {
            made.setOptions(Addresses.client(options));
            connect(made);
            nodes.start();
            started = true;
        } catch (Unanswered failed) {
            close();
            throw new IOException("can't use Redis: " + Refused.reason(failed, options), failed);
        } catch (IOException | RuntimeException failed) {
            close();
            throw failed;
        }
    }

    private void connect(RedisClient made) throws IOException {
        List<RedisURI> addresses = new ArrayList<>();
        switch (options.topology()) {
            case Topology.Standalone(List<String> several) -> {
                for (String each : several) {
                    addresses.add(Addresses.of(each, options));
                }
            }
            case Topology.Sentinel sentinel -> {
                for (String each : sentinel.addresses()) {
                    addresses.add(Addresses.ofSentinel(each, sentinel, options));
                }
                Sentinels all = new Sentinels(made, addresses, sentinel.master(), Addresses.ofMaster(options), options);
                connect(List.of(shard(made, all)));
                return;
            }
            case Topology.Cluster(List<String> seeds) -> {
                for (String each : seeds) {
                    addresses.add(Addresses.of(each, options));
                }
                ClusterMap map = new ClusterMap(this, options, made, addresses, routes, each -> shard(made, each));
                cluster = map;
                map.start();
                return;
            }
        }
        connect(addresses.stream().map(each -> shard(made, each)).toList());
    }

    private void connect(List<Shard> all) throws IOException {
        fixed = all;
        for (Bucket bucket : buckets) {
            routes.assign(bucket, all.get(ownerOf(bucket.number(), all.size())));
        }
        for (Shard each : all) {
            each.start();
        }
    }

    private Shard shard(RedisClient with, RedisURI address) {
        return shard(with, new Shard.Place() {
            @Override
            public RedisURI now() {
                return address;
            }

            @Override
            public String toString() {
                return Addresses.shown(address);
            }
        });
    }

    private Shard shard(RedisClient with, Shard.Place place) {
        return new Shard(place, options, with, connections, hearers, inCluster, random, this::back, this::slotLost);
    }

    /// Which of several Redis carries a bucket: with one more of them, as few buckets as possible move, all to the new one.
    /// (J. Lamping, E. Veach: A Fast, Minimal Memory, Consistent Hash Algorithm, 2014)
    static int ownerOf(int bucket, int several) {
        long key = (bucket + 1) * 0x9E3779B97F4A7C15L;
        long owner = -1;
        long next = 0;
        while (next < several) {
            owner = next;
            key = key * 2862933555777941757L + 1;
            next = (long) ((owner + 1) * ((double) (1L << 31) / ((key >>> 33) + 1)));
        }
        return (int) owner;
    }

    /// Finishes what is under way, and leaves the others. Blocks.
    @Override
    public synchronized void close() {
        nodes.close();
        long end = System.nanoTime() + options.patience().toNanos();
        try {
            while (underWay() > 0 && isThere() && System.nanoTime() < end) {
                Thread.sleep(1);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        ClusterMap map = cluster;
        if (map != null) {
            map.close();
        }
        fixed.forEach(Shard::close);
        if (client != null) {
            client.shutdown(0, 1, TimeUnit.SECONDS);
        }
        if (resources != null) {
            resources.shutdown(0, 1, TimeUnit.SECONDS);
        }
    }

    public RedisOptions options() {
        return options;
    }

    private Iterable<Shard> shards() {
        ClusterMap map = cluster;
        return map == null ? fixed : map.shards();
    }

    /// Whether all of Redis answers, as far as is known now.
    public boolean isThere() {
        for (Shard shard : shards()) {
            if (shard.isAway()) {
                return false;
            }
        }
        return true;
    }

    /// What an acknowledged publish survives: of several Redis, the least.
    public Promise promise() {
        Promise least = Promise.KILL;
        for (Shard shard : shards()) {
            Promise its = shard.promise();
            least = its == null ? Promise.UNKNOWN : its.compareTo(least) > 0 ? its : least;
        }
        return least;
    }

    // ---- where things are

    /// Where what has that name lies; the same for ever.
    public Bucket bucket(String name) {
        int hash = name.hashCode();
        hash ^= hash >>> 16;
        return buckets[(hash * 0x9E3779B9) >>> 24];
    }

    /// @param number 0 to 255
    public Bucket bucket(int number) {
        return buckets[number];
    }

    /// Another Redis carries a bucket from now on.
    void moved(Bucket bucket, Shard next) {
        Shard before = routes.owner(bucket);
        routes.assign(bucket, next);
        for (String channel : hearers.of(bucket)) {
            if (before != null) {
                before.ears().changed(channel);
            }
            next.ears().changed(channel);
        }
        check(bucket);
    }

    private void slotLost(Shard shard) {
        ClusterMap map = cluster;
        if (map != null) {
            map.ask();
        }
    }

    private void back(Shard shard) {
        for (Bucket bucket : buckets) {
            if (routes.owner(bucket) == shard) {
                check(bucket);
            }
        }
    }

    void check(Bucket bucket) {
        watchers.forEach(watcher -> watcher.check(bucket));
    }

    // ---- asking

    /// The loop's way to Redis.
    public Lane lane(Loop loop) {
        return lanes.computeIfAbsent(loop, each -> new Lane(each, routes, places));
    }

    /// Runs a script at once, for who is on no loop.
    ///
    /// @param keys all in that bucket
    /// @param then called on Redis' thread, or on this one when it can't be asked; must not block
    public void run(Bucket bucket, Script script, byte[][] keys, byte[][] args, Line.Then then) {
        flush(routes.run(bucket, bucket.number(), script, keys, args, otherPlaces, then));
    }

    /// The same for one command.
    public void run(Bucket bucket, Line.Command command, Line.Then then) {
        flush(routes.run(bucket, bucket.number(), command, otherPlaces, then));
    }

    private static void flush(@Nullable Line line) {
        if (line != null) {
            line.flush();
        }
    }

    /// Asks and waits; for threads that may.
    public Patient patient() {
        return nodes;
    }

    /// How many requests are under way.
    public int underWay() {
        return 2 * options.inFlight() - places.availablePermits() - otherPlaces.availablePermits();
    }

    // ---- hearing

    /// Hears a channel from soon on, until [#unhear].
    ///
    /// @param channel a [Bucket#key] of that bucket
    public void hear(Bucket bucket, byte[] channel, Hearer hearer) {
        String name = new String(channel, StandardCharsets.UTF_8);
        hearers.put(bucket, name, hearer);
        changed(bucket, name);
    }

    public void unhear(Bucket bucket, byte[] channel) {
        String name = new String(channel, StandardCharsets.UTF_8);
        hearers.remove(bucket, name);
        changed(bucket, name);
    }

    private void changed(Bucket bucket, String channel) {
        Shard owner = routes.owner(bucket);
        if (owner != null) {
            owner.ears().changed(channel);
        }
    }

    /// Why nothing can be heard in a bucket; null as long as it can.
    @Nullable Throwable whyDeaf(Bucket bucket) {
        Shard owner = routes.owner(bucket);
        return owner == null ? null : owner.ears().problem();
    }

    /// The command with which scripts say something on a channel of their bucket.
    public byte[] publishCommand() {
        return Script.bytes(inCluster ? "SPUBLISH" : "PUBLISH");
    }

    /// Says something on a channel of a bucket.
    public RedisFuture<Long> publish(RedisClusterAsyncCommands<byte[], byte[]> redis, byte[] channel, byte[] message) {
        return inCluster ? redis.spublish(channel, message) : redis.publish(channel, message);
    }

    // ---- nodes

    /// What this node is called.
    public String node() {
        return options.node();
    }

    /// The other nodes that are there.
    public Set<String> others() {
        return nodes.there().stream().filter(node -> !node.equals(node())).collect(Collectors.toUnmodifiableSet());
    }

    /// Whether a node is known to be gone, though what was its may not be taken out yet. One that is new may be unknown here
    /// for a moment, but is not gone.
    public boolean isGone(String node) {
        return nodes.gone().contains(node);
    }

    /// Says something to one other node, or to all; at most once.
    ///
    /// @param node null for all
    public void control(@Nullable String node, byte[] message) {
        nodes.control(node, message);
    }

    /// @param watcher hears everything from now on, after those that came before
    public void watch(Watcher watcher) {
        watchers.add(watcher);
    }

    /// While somebody still is to come who has to take out what was of nodes that are gone, nodes are left where they are.
    public void holdBurials(boolean hold) {
        nodes.holdBurials(hold);
    }

    List<Watcher> watchers() {
        return watchers;
    }

    @Override
    public String toString() {
        return "Redis of node " + node();
    }
}
