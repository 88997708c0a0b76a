package dev.parley.redis;

import dev.parley.hub.Loop;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A Redis that the nodes of a site share. Any thread, unless a method says otherwise.
///
/// Each loop asks over one of a few connections ([Lane]), in turns, so that what belongs together is in order and a turn is
/// one write. One more connection hears what is published: only what somebody on this node wants to hear. One thread tends
/// the connections ([Tending]): a broken one is made anew, whatever was under way on it fails, and the watchers are told.
public final class Redis implements AutoCloseable {

    /// Into how many buckets everything is laid.
    public static final int BUCKETS = 256;

    private final RedisOptions options;
    private final Bucket[] buckets;
    private final Semaphore places;
    private final Line[] lines;
    private final Ears ears;
    private final Tending tending;
    private final Map<Loop, Lane> lanes = new ConcurrentHashMap<>();
    private boolean started; // with the lock of tending
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private volatile Set<String> nodes = Set.of();

    /// @param connections for commands; loops are spread over them
    public Redis(RedisOptions options, int connections) {
        this.options = options;
        buckets = Bucket.all(options.prefix());
        places = new Semaphore(options.inFlight());
        lines = new Line[connections];
        Arrays.setAll(lines, _ -> new Line(places));
        tending = new Tending(this, options);
        ears = new Ears(tending::wake);
    }

    /// Connects, unless it has. Blocks.
    ///
    /// @throws IOException when Redis can't be used, with one sentence that says what to do
    public void start() throws IOException {
        synchronized (tending) {
            if (!started) {
                tending.start();
                started = true;
            }
        }
    }

    /// Finishes what is under way, and leaves the others. Blocks.
    @Override
    public void close() {
        tending.close();
    }

    public RedisOptions options() {
        return options;
    }

    /// Whether Redis answers, as far as is known now.
    public boolean isThere() {
        return !tending.isAway();
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

    // ---- asking

    /// The loop's way to Redis.
    public Lane lane(Loop loop) {
        return lanes.computeIfAbsent(loop, each -> new Lane(each, lines[Math.floorMod(each.index(), lines.length)]));
    }

    /// Runs a script at once, for who is on no loop.
    ///
    /// @param keys all in that bucket
    /// @param then called on Redis' thread, or on this one when it can't be asked; must not block
    public void run(Bucket bucket, Script script, byte[][] keys, byte[][] args, Line.Then then) {
        Line line = lines[bucket.number() % lines.length];
        line.run(script, keys, args, then);
        line.flush();
    }

    /// The same for one command.
    public void run(Bucket bucket, Line.Command command, Line.Then then) {
        Line line = lines[bucket.number() % lines.length];
        line.run(command, then);
        line.flush();
    }

    Line[] lines() {
        return lines;
    }

    Ears ears() {
        return ears;
    }

    /// How many requests are under way.
    public int underWay() {
        return options.inFlight() - places.availablePermits();
    }

    // ---- hearing

    /// Hears a channel from soon on, until [#unhear].
    ///
    /// @param channel a [Bucket#key] of that bucket
    public void hear(Bucket bucket, byte[] channel, Hearer hearer) {
        ears.open(new String(channel, StandardCharsets.UTF_8), hearer);
    }

    public void unhear(Bucket bucket, byte[] channel) {
        ears.close(new String(channel, StandardCharsets.UTF_8));
    }

    /// The command with which scripts say something on a channel of their bucket.
    public byte[] publishCommand() {
        return Script.bytes("PUBLISH");
    }

    /// Says something on a channel of a bucket.
    public RedisFuture<Long> publish(RedisClusterAsyncCommands<byte[], byte[]> redis, byte[] channel, byte[] message) {
        return redis.publish(channel, message);
    }

    // ---- nodes

    /// What this node is called.
    public String node() {
        return options.node();
    }

    /// The other nodes that are there.
    public Set<String> others() {
        return nodes.stream().filter(node -> !node.equals(node())).collect(Collectors.toUnmodifiableSet());
    }

    /// Whether a node is there; this one always is.
    public boolean isThere(String node) {
        return node.equals(node()) || nodes.contains(node);
    }

    void there(Set<String> all) {
        nodes = all;
    }

    /// Says something to one other node, or to all; at most once.
    ///
    /// @param node null for all
    public void control(@Nullable String node, byte[] message) {
        tending.control(node, message);
    }

    /// @param watcher hears everything from the start on, in the order in which watchers were added
    public void watch(Watcher watcher) {
        watchers.add(watcher);
    }

    List<Watcher> watchers() {
        return watchers;
    }

    @Override
    public String toString() {
        return "Redis of node " + node();
    }
}
