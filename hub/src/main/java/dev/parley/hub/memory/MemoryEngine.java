package dev.parley.hub.memory;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Engine;
import dev.parley.hub.EngineChannel;
import dev.parley.hub.Loop;
import dev.parley.hub.Namespace;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Keeps everything in memory. Each channel belongs to its home loop, so nothing is locked, and every answer comes before
/// the call returns.
///
/// What a channel remembers outlives its being open, until its history and keys have expired and, where it had a history,
/// it has been idle for as long as the namespace keeps its position.
public final class MemoryEngine implements Engine {

    private static final long SWEEP_MILLIS = 60_000;
    private static final int SWEEP_AT_MOST = 50_000;

    private final InstantSource clock;
    private final RandomGenerator random;
    private final Memory memory;
    private final Map<Loop, Shard> shards = new ConcurrentHashMap<>();

    /// What belongs to one loop; there only.
    private final class Shard {
        private final Loop loop;
        private final Map<ChannelName, MemoryChannel> channels = new HashMap<>();
        private final ArrayDeque<MemoryChannel> round = new ArrayDeque<>();
        private boolean sweeping;

        Shard(Loop loop) {
            this.loop = loop;
        }

        MemoryChannel channel(ChannelName name, Namespace namespace) {
            MemoryChannel channel = channels.get(name);
            if (channel == null) {
                channel = new MemoryChannel(name, namespace, clock, random, memory);
                channels.put(name, channel);
                round.add(channel);
                if (!sweeping) {
                    sweeping = true;
                    loop.schedule(SWEEP_MILLIS, this::sweep);
                }
            }
            return channel;
        }

        private void sweep() {
            for (int i = Math.min(round.size(), SWEEP_AT_MOST); i > 0; i--) {
                MemoryChannel channel = round.remove();
                if (channel.isForgotten()) {
                    channels.remove(channel.name());
                } else {
                    round.add(channel);
                }
            }
            sweeping = !round.isEmpty();
            if (sweeping) {
                loop.schedule(SWEEP_MILLIS, this::sweep);
            }
        }
    }

    /// @param clock may jump; within a channel times never decrease
    /// @param random for epochs
    public MemoryEngine(InstantSource clock, RandomGenerator random) {
        this(clock, random, Long.MAX_VALUE);
    }

    /// The same, whose histories take no more memory than that together: a channel whose publication would be too much
    /// forgets its own oldest ones, all but that publication, whatever its [dev.parley.hub.Retention] says. Who wants them
    /// is told that they are missing.
    ///
    /// @param bytes by [Publication#cost]
    public MemoryEngine(InstantSource clock, RandomGenerator random, long bytes) {
        this.clock = clock;
        this.random = random;
        this.memory = new Memory(bytes);
    }

    @Override
    public void start(Remote remote) {}

    @Override
    public EngineChannel open(ChannelName name, Namespace namespace, Loop home, EngineChannel.Listener listener) {
        MemoryChannel channel = shards.computeIfAbsent(home, Shard::new).channel(name, namespace);
        channel.open(listener);
        return channel;
    }

    /// There are no other nodes.
    @Override
    public String node() {
        return "";
    }

    @Override
    public Set<String> others() {
        return Set.of();
    }

    @Override
    public void control(@Nullable String node, byte[] message) {}

    @Override
    public void close() {}
}
