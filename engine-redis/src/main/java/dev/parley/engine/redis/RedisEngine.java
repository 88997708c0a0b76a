package dev.parley.engine.redis;

import static dev.parley.engine.redis.Script.bytes;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Engine;
import dev.parley.hub.EngineChannel;
import dev.parley.hub.Loop;
import dev.parley.hub.Namespace;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Carries publications between nodes, and keeps what all of them have to know, in a Redis.
///
/// Each loop asks over one of a few connections ([Line]), in turns, so that what belongs together is in order and a turn is
/// one write. One more connection hears what is published ([Ears]): only channels that somebody on this node listens to. One
/// thread tends the connections ([Tending]): a broken one is made anew, whatever was under way on it fails, and every channel
/// then looks where it is.
public final class RedisEngine implements Engine {

    private final RedisOptions options;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Semaphore places;
    private final Line[] lines;
    private final Ears ears;
    private final Tending tending;
    private final Map<Loop, Lane> lanes = new ConcurrentHashMap<>();
    private final Map<ChannelName, RedisChannel> open = new ConcurrentHashMap<>();
    private final Map<ChannelName, RedisChannel> occupied = new ConcurrentHashMap<>();
    private volatile Set<String> nodes = Set.of();

    /// @param clock times of publications; in a channel they never decrease, whatever nodes' clocks say
    /// @param random for epochs
    /// @param connections for commands; loops are spread over them
    public RedisEngine(RedisOptions options, InstantSource clock, RandomGenerator random, int connections) {
        this.options = options;
        this.clock = clock;
        this.random = random;
        places = new Semaphore(options.inFlight());
        lines = new Line[connections];
        Arrays.setAll(lines, _ -> new Line(places));
        tending = new Tending(this, options);
        ears = new Ears(tending::wake);
    }

    RedisOptions options() {
        return options;
    }

    InstantSource clock() {
        return clock;
    }

    Ears ears() {
        return ears;
    }

    Line[] lines() {
        return lines;
    }

    Lane lane(Loop loop) {
        return lanes.computeIfAbsent(loop, each -> new Lane(each, lines[Math.floorMod(each.index(), lines.length)]));
    }

    String newEpoch() {
        return Long.toString(random.nextLong() >>> 1, Character.MAX_RADIX);
    }

    @Override
    public void start(Remote remote) throws IOException {
        tending.start(remote);
    }

    @Override
    public EngineChannel open(ChannelName name, Namespace namespace, Loop home, EngineChannel.Listener listener) {
        RedisChannel channel = new RedisChannel(this, name, namespace, home, listener);
        open.put(name, channel);
        return channel;
    }

    void closed(RedisChannel channel) {
        open.remove(channel.name(), channel);
    }

    /// All channels look where they are.
    void check() {
        open.values().forEach(channel -> channel.home().execute(channel::check));
    }

    /// On the channel's lane.
    void giveUpUnlessOpen(RedisChannel channel) {
        channel.home().schedule(options.patience().toMillis(), channel::giveUp);
    }

    // ---- who is where

    void occupied(RedisChannel channel) {
        occupied.put(channel.name(), channel);
        lane(channel.home())
                .run(
                        redis -> redis.sadd(
                                tending.channelsOf(options.node()),
                                bytes(channel.name().value())),
                        (_, _) -> {});
    }

    void vacated(RedisChannel channel) {
        occupied.remove(channel.name(), channel);
        lane(channel.home())
                .run(
                        redis -> redis.srem(
                                tending.channelsOf(options.node()),
                                bytes(channel.name().value())),
                        (_, _) -> {});
    }

    void there(Set<String> all) {
        nodes = all;
    }

    boolean isThere(String node) {
        return node.equals(options.node()) || nodes.contains(node);
    }

    /// The others took this node for gone, and it is not.
    void enterAgain() {
        occupied.values()
                .forEach(channel -> channel.home().execute(() -> {
                    occupied(channel);
                    channel.enterAgain();
                }));
    }

    @Override
    public String node() {
        return options.node();
    }

    @Override
    public Set<String> others() {
        return nodes.stream().filter(node -> !node.equals(options.node())).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void control(@Nullable String node, byte[] message) {
        tending.control(node, message);
    }

    @Override
    public void close() {
        tending.close();
    }

    @Override
    public String toString() {
        return "Redis of node " + options.node();
    }

    /// How many requests are under way.
    int underWay() {
        return options.inFlight() - places.availablePermits();
    }

    @Nullable RedisChannel channel(ChannelName name) {
        return open.get(name);
    }
}
