package dev.parley.server.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Dialect;
import dev.parley.hub.Disconnect;
import dev.parley.hub.Encoder;
import dev.parley.hub.Hub;
import dev.parley.hub.HubOptions;
import dev.parley.hub.Link;
import dev.parley.hub.Loop;
import dev.parley.hub.Loops;
import dev.parley.hub.Message;
import dev.parley.hub.MessageBatch;
import dev.parley.hub.Namespace;
import dev.parley.hub.Namespaces;
import dev.parley.hub.OpenRules;
import dev.parley.hub.Payload;
import dev.parley.hub.Session;
import dev.parley.hub.Subscribed;
import dev.parley.hub.Unsubscribe;
import dev.parley.hub.memory.MemoryEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Time passes only when told, on loops that are one thread.
class DrainTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Loops loops = new Loops(2, new Random(1));
    private final Hub hub = new Hub(
            HubOptions.DEFAULT,
            new Namespaces(Namespaces.Syntax.DEFAULT, Namespace.named(""), List.of()),
            new MemoryEngine(() -> Instant.ofEpochMilli(loops.nowMillis), new Random(2)),
            new OpenRules(),
            loops.all,
            () -> Instant.ofEpochMilli(loops.nowMillis));
    private final Readiness readiness = new Readiness(() -> true);

    /// Who was told to go, and when, in milliseconds since the test began.
    private final Map<String, Long> told = new LinkedHashMap<>();

    private final List<String> doors = new ArrayList<>();
    private final long began = loops.nowMillis;

    private Drain drain(DrainOptions options) {
        readiness.serving();
        return new Drain(
                options,
                hub,
                readiness,
                new Drain.Doors() {
                    @Override
                    public void close() {
                        doors.add("closed at " + (loops.nowMillis - began));
                    }

                    @Override
                    public void open() {
                        doors.add("opened at " + (loops.nowMillis - began));
                    }
                },
                new Random(3),
                () -> loops.nowMillis * 1_000_000,
                (delay, task) -> loops.get(0).schedule(delay, task)::cancel);
    }

    private void clients(int number) {
        for (int i = 0; i < number; i++) {
            One client = new One("client-" + i, loops.get(i % 2));
            client.loop.enter(() -> client.session = hub.open(client.name, client, client));
        }
    }

    private void pass(int millis) {
        for (int i = 0; i < millis; i++) {
            loops.pass(1);
        }
    }

    @Test
    void sessionsAreToldEvenlyOverTheWindowInNoOrderOfTheirComing() {
        clients(1_000);
        Drain drain = drain(new DrainOptions(LIMIT, Duration.ZERO, 500));
        drain.begin();
        pass(1_000);
        assertThat(told.size()).isBetween(490, 511);
        assertThat(drain.status().empty()).isFalse();
        pass(1_020);
        assertThat(told).hasSize(1_000);
        assertThat(drain.status()).isEqualTo(new Drain.Status(true, true, 0, LIMIT));
        for (int from = 0; from < 2_000; from += 200) {
            int start = from;
            long within = told.values().stream()
                    .filter(at -> at >= start && at < start + 200)
                    .count();
            assertThat(within).as("from " + start).isBetween(80L, 120L);
        }
        List<String> order = List.copyOf(told.keySet());
        assertThat(order.subList(0, 100))
                .isNotEqualTo(order.stream().sorted().toList().subList(0, 100));
        assertThat(order.subList(0, 100).stream().filter(name -> name.length() > "client-99".length()))
                .as("those who came late are among the first to go")
                .hasSizeGreaterThan(50);
    }

    @Test
    void whereTheLimitIsShortTheyAreToldFaster() {
        clients(1_000);
        Drain drain = drain(new DrainOptions(Duration.ofSeconds(1), Duration.ZERO, 10));
        drain.begin();
        pass(400);
        assertThat(told.size()).isBetween(450, 550);
        pass(420);
        assertThat(told).hasSize(1_000);
        assertThat(drain.status().empty()).isTrue();
    }

    @Test
    void whoComesWhileItOnlySaysSoIsLetInAndToldWithTheOthers() {
        clients(10);
        Drain drain = drain(new DrainOptions(LIMIT, Duration.ofSeconds(5), 1_000));
        drain.begin();
        pass(4_999);
        assertThat(readiness.takesClients()).isTrue();
        assertThat(told).isEmpty();
        assertThat(doors).isEmpty();
        clients(1);
        pass(1);
        assertThat(readiness.takesClients()).isFalse();
        assertThat(doors).containsExactly("closed at 5000");
        pass(40);
        assertThat(told).hasSize(10); // the eleventh took the name of the first
        assertThat(hub.everybody()).isEmpty();
    }

    @Test
    void undoneItTellsNobodyMoreAndMayBeginAgain() {
        clients(100);
        Drain drain = drain(new DrainOptions(LIMIT, Duration.ZERO, 100));
        drain.begin();
        drain.begin();
        pass(500);
        drain.undo();
        drain.undo();
        int before = told.size();
        assertThat(before).isBetween(45, 55);
        pass(1_000);
        assertThat(told).hasSize(before);
        assertThat(readiness.takesClients()).isTrue();
        assertThat(doors).containsExactly("closed at 0", "opened at 500");
        assertThat(drain.status()).isEqualTo(new Drain.Status(false, false, 100 - before, LIMIT));
        drain.begin();
        pass(1_020);
        assertThat(told).hasSize(100);
        assertThat(drain.status().empty()).isTrue();
    }

    /// A client that only hears that it is to go.
    private final class One implements Link, Dialect {
        private final String name;
        private final Loops.One loop;
        private Session session;

        One(String name, Loops.One loop) {
            this.name = name;
            this.loop = loop;
        }

        @Override
        public void onDisconnect(Disconnect why) {
            assertThat(why).isEqualTo(Disconnect.SHUTDOWN);
            told.put(name, loops.nowMillis - began);
        }

        @Override
        public Loop loop() {
            return loop;
        }

        @Override
        public boolean send(Message message) {
            throw new AssertionError("nothing is said to it");
        }

        @Override
        public boolean send(MessageBatch batch) {
            throw new AssertionError("nothing is said to it");
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public long bufferedBytes() {
            return 0;
        }

        @Override
        public void pauseReading() {}

        @Override
        public void resumeReading() {}

        @Override
        public void close(int code, String reason) {}

        @Override
        public String remoteAddress() {
            return "";
        }

        @Override
        public Encoder encoder(boolean delta) {
            throw new AssertionError("nothing is said to it");
        }

        @Override
        public void onSubscribed(ChannelName channel, Subscribed subscribed) {}

        @Override
        public void onUnsubscribed(ChannelName channel, Unsubscribe why) {}

        @Override
        public void onMessage(Payload payload) {}

        @Override
        public void onRefreshed(long ttlSeconds) {}
    }
}
