package dev.parley.dialects.centrifuge;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Hub;
import dev.parley.hub.HubOptions;
import dev.parley.hub.Link;
import dev.parley.hub.Loop;
import dev.parley.hub.Loops;
import dev.parley.hub.Message;
import dev.parley.hub.MessageBatch;
import dev.parley.hub.Namespace;
import dev.parley.hub.Namespace.Feature;
import dev.parley.hub.Namespaces;
import dev.parley.hub.OpenRules;
import dev.parley.hub.Retention;
import dev.parley.hub.memory.MemoryEngine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A real hub in which time stands still, and clients that say what they are told to say.
final class Talk {

    final Loops loops = new Loops(1, new Random(1));
    final OpenRules rules;
    final Hub hub;
    private int clients;
    CentrifugeOptions options = new CentrifugeOptions(Duration.ofSeconds(25), Duration.ofSeconds(8), false, "v", "n");

    Talk() {
        this(new OpenRules());
    }

    Talk(OpenRules rules) {
        this.rules = rules;
        MemoryEngine engine = new MemoryEngine(() -> Instant.ofEpochMilli(loops.nowMillis), new Random(2));
        engine.start((_, _) -> {});
        Namespaces namespaces = new Namespaces(
                Namespaces.Syntax.DEFAULT,
                Namespace.named(""),
                List.of(kept("kept", Namespace.RecoveryMode.STREAM), kept("cache", Namespace.RecoveryMode.CACHE)));
        hub = new Hub(
                HubOptions.DEFAULT, namespaces, engine, rules, loops.all, () -> Instant.ofEpochMilli(loops.nowMillis));
    }

    private static Namespace kept(String name, Namespace.RecoveryMode mode) {
        return new Namespace(
                name,
                true,
                true,
                false,
                new Retention(100, Duration.ofHours(1), null),
                Feature.ALLOWED,
                Feature.ALLOWED,
                mode,
                Set.of(),
                true,
                true,
                true,
                false,
                null,
                false,
                null);
    }

    Client client(Wire wire) {
        return new Client(wire);
    }

    /// A client of JSON that has connected, and whose reply to that is behind.
    Client connected() {
        Client client = client(Wire.JSON);
        client.say("{\"id\":1,\"connect\":{}}");
        client.heard.clear();
        return client;
    }

    /// A client of Protobuf that has connected, and whose reply to that is behind.
    Client connectedInProtobuf() {
        Client client = client(Wire.PROTOBUF);
        client.sayHex("04 08 01 22 00");
        client.heard.clear();
        return client;
    }

    /// The epoch of a channel, which is drawn from a seed.
    String epoch(String channel) {
        String[] epoch = new String[1];
        hub.history(
                new ChannelName(channel), dev.parley.hub.HistoryQuery.positionOnly(), new dev.parley.hub.Answer<>() {
                    @Override
                    public void succeeded(dev.parley.hub.HistoryPage page) {
                        epoch[0] = page.top().epoch();
                    }

                    @Override
                    public void failed(dev.parley.hub.HubError error) {
                        throw new AssertionError(error.toString());
                    }
                });
        loops.settle();
        return epoch[0];
    }

    /// What it hears are the lines of JSON, or Protobuf in hexadecimal.
    final class Client implements Link {
        final List<String> heard = new ArrayList<>();
        final List<ByteBuffer> raw = new ArrayList<>();
        final String id = "c" + ++clients;
        private final Wire wire;
        CentrifugeSession session;

        @Nullable String closed;

        long buffered;
        boolean writable = true;
        int pauses;

        Client(Wire wire) {
            this.wire = wire;
            loops.get(0).enter(() -> session = new CentrifugeSession(hub, this, wire, options, id));
        }

        void say(String text) {
            say(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }

        void sayHex(String hex) {
            say(ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))));
        }

        void say(ByteBuffer message) {
            loops.get(0).enter(() -> session.onMessage(message));
            loops.settle();
        }

        /// What it has heard since it was last asked.
        List<String> heard() {
            List<String> since = List.copyOf(heard);
            heard.clear();
            return since;
        }

        /// The link takes something again.
        void drain() {
            writable = true;
            loops.get(0).enter(session::onWritable);
            loops.settle();
        }

        void drop() {
            loops.get(0).enter(session::onClosed);
            loops.settle();
        }

        @Override
        public Loop loop() {
            return loops.get(0);
        }

        @Override
        public boolean send(Message message) {
            if (closed != null) {
                return false;
            }
            raw.add(message.bytes());
            if (wire == Wire.JSON) {
                heard.addAll(StandardCharsets.UTF_8
                        .decode(message.bytes())
                        .toString()
                        .lines()
                        .toList());
            } else {
                byte[] bytes = new byte[message.size()];
                message.bytes().get(bytes);
                heard.add(HexFormat.of().formatHex(bytes));
            }
            return true;
        }

        @Override
        public boolean send(MessageBatch batch) {
            return batch.messages().stream().allMatch(this::send);
        }

        @Override
        public boolean isWritable() {
            return writable;
        }

        @Override
        public long bufferedBytes() {
            return buffered;
        }

        @Override
        public void pauseReading() {
            pauses++;
        }

        @Override
        public void resumeReading() {
            pauses--;
        }

        @Override
        public void close(int code, String reason) {
            closed = code + " " + reason;
            drop();
        }

        @Override
        public String remoteAddress() {
            return "test";
        }
    }
}
