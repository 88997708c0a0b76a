package dev.parley.hub;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Carries what nodes tell each other, by way of a thread of the receiver's. Channels are not shared.
public final class Relay {

    private final Map<String, Node> nodes = new ConcurrentSkipListMap<>();

    /// A node's engine.
    public final class Node implements Engine {
        private final String name;
        private final Executor ears;
        private final Engine channels;
        private volatile Remote remote = (_, _) -> {};

        /// Whether it hears nothing, as one that is paused.
        volatile boolean deaf;

        final AtomicInteger heard = new AtomicInteger();

        private Node(String name, Executor ears, Engine channels) {
            this.name = name;
            this.ears = ears;
            this.channels = channels;
            nodes.put(name, this);
        }

        void hear(String from, byte[] message) {
            heard.incrementAndGet();
            ears.execute(() -> remote.onControl(from, message));
        }

        void die() {
            nodes.remove(name);
        }

        @Override
        public void start(Remote remote) throws IOException {
            this.remote = remote;
        }

        @Override
        public EngineChannel open(ChannelName name, Namespace namespace, Loop home, EngineChannel.Listener listener) {
            return channels.open(name, namespace, home, listener);
        }

        @Override
        public String node() {
            return name;
        }

        @Override
        public Set<String> others() {
            Set<String> others = new HashSet<>(nodes.keySet());
            others.remove(name);
            return others;
        }

        @Override
        public void control(@Nullable String node, byte[] message) {
            nodes.forEach((each, to) -> {
                if (!to.deaf && !each.equals(name) && (node == null || each.equals(node))) {
                    to.hear(name, message);
                }
            });
        }

        @Override
        public void close() {
            die();
        }
    }

    /// @param ears where it hears the others
    /// @param channels its own
    public Node node(String name, Executor ears, Engine channels) {
        return new Node(name, ears, channels);
    }
}
