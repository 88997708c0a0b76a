package dev.parley.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.events.Backend.Response;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.UserId;
import dev.parley.redis.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Several nodes, of which one tells the backend.
@Timeout(60)
class TellerTest {

    private static final int CHANNELS = 20;

    @TempDir
    private Path folder;

    private final HastyTimers timers = new HastyTimers();
    private final List<AutoCloseable> toClose = new ArrayList<>(List.of(timers));
    private final Map<SharedNode, Teller> tellers = new LinkedHashMap<>();
    private RedisServer server;

    @BeforeEach
    void start() throws IOException {
        server = RedisServer.start(folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always");
    }

    @AfterEach
    void stop() throws Exception {
        for (Map.Entry<SharedNode, Teller> each : tellers.entrySet()) {
            each.getValue().close();
            each.getKey().close();
        }
        for (AutoCloseable each : toClose) {
            each.close();
        }
        server.close();
    }

    private Backend backend(Function<Backend.Request, Response> answer) throws IOException {
        Backend backend = new Backend(answer);
        toClose.add(backend);
        return backend;
    }

    private SharedNode node(URI backend) throws IOException {
        OutboxOptions options = new OutboxOptions(backend, "secret", Duration.ofSeconds(5), 3, 100_000);
        InstantSource clock = InstantSource.system();
        SharedNode node = new SharedNode(server.address(), "p", "n" + tellers.size(), options, clock);
        Teller teller = new Teller(node.outbox, options, clock, new Random(1), timers);
        tellers.put(node, teller);
        teller.start();
        return node;
    }

    private void awaitTelling(SharedNode node) {
        await().atMost(Duration.ofSeconds(10)).until(tellers.get(node)::isTelling);
    }

    private long tellingNow() {
        return tellers.values().stream().filter(Teller::isTelling).count();
    }

    private void redis(Consumer<RedisCommands<String, String>> task) {
        try (RedisClient client = RedisClient.create(server.address());
                var connection = client.connect()) {
            task.accept(connection.sync());
        }
    }

    private static void addAll(SharedNode node, int from, int to) {
        for (int offset = from; offset <= to; offset++) {
            for (int channel = 0; channel < CHANNELS; channel++) {
                Event event = new Event.Published(
                        new ChannelName("c" + channel),
                        new Position("e", offset),
                        null,
                        Payload.json(Integer.toString(offset)),
                        Map.of(),
                        offset);
                node.outbox.add(event, new Answer<>());
            }
        }
    }

    /// By their first arrivals: what is sent again stands aside.
    private static void assertEachInOrder(Backend backend, int each) {
        Map<String, Integer> last = new HashMap<>();
        for (String id : new LinkedHashSet<>(backend.takenIds())) {
            String[] parts = id.split(":");
            int offset = Integer.parseInt(parts[3]);
            assertThat(offset).as(id).isEqualTo(last.getOrDefault(parts[1], 0) + 1);
            last.put(parts[1], offset);
        }
        assertThat(last).hasSize(CHANNELS);
        assertThat(last.values()).containsOnly(each);
    }

    private void awaitTaken(Backend backend, int events) {
        await().atMost(Duration.ofSeconds(30)).until(() -> new LinkedHashSet<>(backend.takenIds()).size() >= events);
    }

    @Test
    void whenTheNodeThatTellsDiesAnotherSendsTheRestFromTheFront() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        Backend backend = backend(_ -> Response.status(requests.incrementAndGet() % 4 == 0 ? 503 : 200));
        SharedNode dying = node(backend.url());
        awaitTelling(dying);
        SharedNode two = node(backend.url());
        SharedNode three = node(backend.url());
        addAll(two, 1, 50);
        awaitTaken(backend, 200);
        assertThat(tellingNow()).isEqualTo(1);
        addAll(two, 51, 100);
        two.settle();
        dying.close(); // and gives nothing back
        addAll(three, 101, 150);

        awaitTaken(backend, 150 * CHANNELS);
        assertEachInOrder(backend, 150);
        assertThat(tellers.get(dying).isTelling()).isFalse();
        assertThat(tellingNow()).isEqualTo(1);
        await().until(() -> two.outbox.waiting() == 0 && three.outbox.waiting() == 0);
    }

    @Test
    void aNodeThatHasLostTheLeaseAndDoesNotKnowTakesNothingAway() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        AtomicInteger requests = new AtomicInteger();
        Backend backend = backend(_ -> {
            if (requests.incrementAndGet() <= 2) {
                try {
                    held.await();
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
            }
            return Response.OK;
        });
        SharedNode slow = node(backend.url());
        awaitTelling(slow);
        addAll(slow, 1, 20);
        await().until(() -> requests.get() >= 2);
        tellers.get(slow).leave(); // stands still, with requests under way
        String lease = slow.text(0, "lease", "");
        redis(redis -> redis.del(lease));
        SharedNode next = node(backend.url());
        awaitTelling(next);
        awaitTaken(backend, 20 * CHANNELS);
        held.countDown();
        addAll(next, 21, 40);

        awaitTaken(backend, 40 * CHANNELS);
        assertEachInOrder(backend, 40);
        await().untilAsserted(() -> assertThat(backend.takenIds()).hasSizeGreaterThan(40 * CHANNELS));
    }

    @Test
    void anEventIsSentAtOnceAndAnotherNodeGoesOnAsSoonAsOneStops() throws IOException {
        Backend backend = backend(_ -> Response.OK);
        SharedNode one = node(backend.url());
        awaitTelling(one);
        SharedNode two = node(backend.url());
        two.outbox.add(new Event.UserOnline(new UserId("1")), new Answer<>());
        await().until(() -> backend.taken.size() == 1);

        tellers.get(one).close();
        awaitTelling(two);
        one.outbox.add(new Event.UserOffline(new UserId("1")), new Answer<>());
        await().until(() -> backend.taken.size() == 2);
        assertThat(backend.takenEvents())
                .extracting(event -> event.get("type"))
                .containsExactly("user_online", "user_offline");
    }

    @Test
    void nothingIsLostWhenRedisIsKilled() throws IOException {
        Backend backend = backend(_ -> Response.OK);
        SharedNode node = node(backend.url());
        awaitTelling(node);
        List<Answer<Boolean>> answers = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            Answer<Boolean> answer = new Answer<>();
            answers.add(answer);
            node.outbox.add(new Event.Subscribed(new UserId("1"), "s" + i, new ChannelName("c")), answer);
        }
        await().until(() -> answers.get(1_000).isThere());
        server.kill();
        await().until(() -> answers.stream().allMatch(Answer::isThere));
        server.start();

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            List<Object> told = backend.takenEvents().stream()
                    .map(event -> event.get("client"))
                    .toList();
            for (int i = 0; i < answers.size(); i++) {
                if (answers.get(i).succeeded()) {
                    assertThat(told).contains("s" + i);
                }
            }
        });
        List<Integer> order = backend.takenEvents().stream()
                .map(event -> Integer.parseInt(((String) event.get("client")).substring(1)))
                .distinct()
                .toList();
        assertThat(order).isSorted().hasSizeGreaterThan(1_000);
    }

    @Test
    void anEventThatTheBackendNeverTakesIsPutAside() throws IOException {
        Backend backend = backend(request -> Response.status(
                request.events().stream().anyMatch(event -> "bad".equals(event.get("user"))) ? 422 : 200));
        SharedNode node = node(backend.url());
        awaitTelling(node);
        for (String user : List.of("good", "bad", "fine")) {
            node.outbox.add(new Event.UserOnline(new UserId(user)), new Answer<>());
        }

        await().until(() -> node.outbox.refused() == 1);
        await().until(() -> backend.takenEvents().size() == 2);
        String aside = node.text(0, "event_refused", "");
        redis(redis -> assertThat(redis.xrange(aside, io.lettuce.core.Range.unbounded()))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.getBody()).containsEntry("key", "u:bad").containsEntry("status", "422");
                    assertThat(entry.getBody().get("body")).contains("\"user_online\"");
                }));
    }
}
