package dev.parley.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.auth.token.TokenMaker;
import dev.parley.e2e.sdk.RollingClient.Tally;
import dev.parley.net.Network;
import dev.parley.net.NetworkOptions;
import dev.parley.redis.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Three real nodes on one Redis behind a balancer are restarted one after the other, while their clients are published to.
/// A short round; `bench/roll` runs it with 2,000 clients.
@Timeout(value = 540, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RollingRestartTest {

    private static final int CLIENTS = Integer.getInteger("parley.roll.clients", 100);
    private static final int PUBLICATIONS_PER_SECOND = 40;
    private static final int CHANNELS = 10;
    private static final String SECRET = "a-secret-that-all-nodes-have-of-32-bytes";
    private static final String KEY = "api-key";
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    private final Tally tally = new Tally();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicInteger triedAgain = new AtomicInteger();
    private final Map<String, AtomicLong> published = new TreeMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private Served node(RedisServer redis, EventBackend backend, String name) throws IOException, InterruptedException {
        return Served.configured(Files.createDirectory(folder.resolve(name)), """
                http_api: {key: %s}
                engine: {type: redis, redis: {address: "%s"}}
                node: {name: %s}
                chat: {enabled: false}
                client: {token: {hmac_secret_key: %s}}
                users: {offline_grace: 5s}
                events: {url: "http://127.0.0.1:%d/", secret: %s}
                shutdown: {unready_delay: 500ms}
                channel:
                  namespaces:
                    - {name: room, history_size: 100000, history_ttl: 24h, force_recovery: true, presence: true,
                       subscription_events: true, allow_subscribe_for_client: true}
                """.formatted(
                        KEY, redis.address(), name, SECRET, backend.port(), SECRET));
    }

    /// Three that start at the same time.
    private final class Nodes implements AutoCloseable {
        final List<Served> all;

        Nodes(RedisServer redis, EventBackend backend) throws Exception {
            List<Future<Served>> starting = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (String name : List.of("one", "two", "three")) {
                    starting.add(threads.submit(() -> node(redis, backend, name)));
                }
            }
            all = new ArrayList<>();
            for (Future<Served> one : starting) {
                all.add(one.get());
            }
        }

        @Override
        public void close() {
            all.forEach(Served::close);
        }
    }

    @Test
    void threeNodesAreRestartedOneAfterTheOtherAndNothingIsLostRepeatedOrSaidOfAnybodyInVain() throws Exception {
        try (RedisServer redis = RedisServer.start(
                        folder.resolve("redis"), "--save", "", "--appendonly", "yes", "--appendfsync", "always");
                EventBackend backend = new EventBackend(SECRET);
                Nodes nodes = new Nodes(redis, backend);
                Balancer balancer =
                        new Balancer(nodes.all.stream().map(Served::port).toList());
                Network network = Network.start(NetworkOptions.DEFAULT)) {
            await().atMost(PATIENCE).until(() -> balancer.ready().size() == 3);
            List<RollingClient> clients = clients(balancer.port(), network);
            await().atMost(PATIENCE).until(() -> tally.subscribed.get() == CLIENTS);
            Thread publisher = Thread.startVirtualThread(() -> publish(balancer));

            for (Served each : nodes.all) {
                long began = System.nanoTime();
                each.stop();
                long stopped = System.nanoTime();
                each.start();
                await().atMost(PATIENCE).until(() -> balancer.ready().size() == 3);
                await().atMost(PATIENCE).until(() -> tally.subscribed.get() == CLIENTS);
                System.out.printf(
                        "roll: node stopped in %d ms, back after %d ms more%n",
                        (stopped - began) / 1_000_000, (System.nanoTime() - stopped) / 1_000_000);
            }
            stop.set(true);
            publisher.join();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(clients)
                            .allSatisfy(client -> assertThat(client.last())
                                    .isEqualTo(published.get(client.channel()).get())));
            say();

            assertThat(tally.lost).as("lost").hasValue(0);
            assertThat(tally.repeated).as("repeated").hasValue(0);
            assertThat(tally.disordered).as("out of order").hasValue(0);
            assertThat(tally.unrecovered).as("recovered: false").hasValue(0);
            assertThat(tally.refused).as("refused").hasValue(0);
            assertThat(tally.closes).as("closes").containsExactly("3001 shutdown");
            assertThat(tally.away).hasSizeGreaterThanOrEqualTo(CLIENTS);
            assertThat(told(backend, "user_online", "user")).hasSize(CLIENTS);
            assertThat(told(backend, "user_online", "user").values()).containsOnly(1);
            assertThat(told(backend, "user_offline", "user")).isEmpty();
            clients.forEach(RollingClient::leave);
            assertEachCameAndWentOnce(backend);
        }
    }

    private List<RollingClient> clients(int port, Network network) {
        TokenMaker tokens = TokenMaker.hmac(SECRET, InstantSource.system());
        List<RollingClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            String channel = "room:" + i % CHANNELS;
            published.computeIfAbsent(channel, _ -> new AtomicLong());
            clients.add(
                    new RollingClient(channel, tokens.connection("user-" + i, 0, null, List.of()), tally, port, network)
                            .connect());
        }
        return clients;
    }

    /// Numbers from 1 on to each channel, each until a node has said that it has it.
    private void publish(Balancer balancer) {
        while (!stop.get()) {
            published.forEach((channel, last) -> {
                long n = last.get() + 1;
                String body = "{\"channel\":\"" + channel + "\",\"data\":{\"n\":" + n + "},\"idempotency_key\":\"" + n
                        + "\"}";
                while (!isTaken(balancer.next(), body)) {
                    triedAgain.incrementAndGet();
                    LockSupport.parkNanos(10_000_000);
                }
                last.set(n);
                LockSupport.parkNanos(1_000_000_000 / PUBLICATIONS_PER_SECOND);
            });
        }
    }

    private boolean isTaken(int node, String body) {
        try {
            String answer = http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node + "/api/publish"))
                                    .timeout(Duration.ofSeconds(10))
                                    .header("X-API-Key", KEY)
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            return Json.parse(answer).has("result");
        } catch (IOException gone) {
            return false;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /// Each session is subscribed once and unsubscribed once, though its user had several one after the other.
    private void assertEachCameAndWentOnce(EventBackend backend) {
        await().atMost(PATIENCE)
                .until(() -> told(backend, "unsubscribed", "client").size() == tally.sessions.size());
        for (String type : List.of("subscribed", "unsubscribed")) {
            assertThat(told(backend, type, "client").keySet()).as(type).isEqualTo(tally.sessions);
            assertThat(told(backend, type, "client").values()).as(type).containsOnly(1);
        }
        assertThat(backend.wrong).isEmpty();
    }

    /// How often each was told of; what is told again under the same id counts once.
    private static Map<String, Integer> told(EventBackend backend, String type, String member) {
        Map<String, JsonNode> byId = new HashMap<>();
        synchronized (backend.taken) {
            for (JsonNode event : backend.taken) {
                if (event.path("type").asString("").equals(type)) {
                    byId.putIfAbsent(event.path("id").asString(""), event);
                }
            }
        }
        Map<String, Integer> times = new HashMap<>();
        byId.values().forEach(event -> times.merge(event.path(member).asString(""), 1, Integer::sum));
        return times;
    }

    private void say() {
        List<Long> away = tally.away.stream().sorted().toList();
        System.out.printf(
                "roll: clients=%d publications=%d tried_again=%d reconnects=%d away_p50=%d ms away_p99=%d ms away_max=%d ms"
                        + " lost=%d repeated=%d out_of_order=%d unrecovered=%d refused_for_now=%d closes=%s%n",
                CLIENTS,
                published.values().stream().mapToLong(AtomicLong::get).sum(),
                triedAgain.get(),
                away.size(),
                away.isEmpty() ? 0 : away.get(away.size() / 2),
                away.isEmpty() ? 0 : away.get((int) (away.size() * 0.99)),
                away.isEmpty() ? 0 : away.getLast(),
                tally.lost.get(),
                tally.repeated.get(),
                tally.disordered.get(),
                tally.unrecovered.get(),
                tally.refusedForNow.get(),
                tally.closes);
    }
}
