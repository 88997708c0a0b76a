package dev.parley.hub;

import dev.parley.hub.memory.MemoryEngine;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Carries what nodes tell each other: each word is a task of the receiver's first loop. Channels are not shared.
final class Relay {

    private final Map<String, Node> nodes = new LinkedHashMap<>();

    /// A node on the loops that it is given, which it may share with others.
    final class Node implements Engine {
        private final String name;
        private final Loops loops;
        private final MemoryEngine channels;
        private Remote remote = (_, _) -> {};

        /// Whether it hears nothing, as one that is paused.
        boolean deaf;

        int heard;

        Node(String name, Loops loops) {
            this.name = name;
            this.loops = loops;
            channels = new MemoryEngine(() -> Instant.ofEpochMilli(loops.nowMillis), new Random(2));
            nodes.put(name, this);
        }

        void hear(String from, byte[] message) {
            heard++;
            loops.get(0).execute(() -> remote.onControl(from, message));
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
        public void close() {}
    }

    Node node(String name, Loops loops) {
        return new Node(name, loops);
    }
}
