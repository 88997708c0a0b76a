package dev.parley.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a real server tells a real backend.
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventsTest {

    private static final String SECRET = "events-secret";
    private static final String KEY = "api-key";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private Served served(EventBackend backend) throws IOException, InterruptedException {
        return Served.configured(folder, """
                http_api: {key: %s}
                events: {url: "http://127.0.0.1:%d/", secret: %s}
                users: {offline_grace: 5s}
                client: {allow_anonymous_connect_without_token: true}
                channel:
                  namespaces:
                    - {name: room, history_size: 100000, history_ttl: 24h, occupancy_events: true, subscription_events: true,
                       publication_events: true, allow_subscribe_for_client: true, allow_subscribe_for_anonymous: true}
                """.formatted(KEY, backend.port(), SECRET));
    }

    private static WebSocket open(Served server, String path) {
        return HTTP.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + path), new WebSocket.Listener() {})
                .join();
    }

    private static String call(Served server, String method, String body) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/" + method))
                                .timeout(Duration.ofSeconds(10))
                                .header("X-API-Key", KEY)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                .body();
    }

    @Test
    void aUserIsOnlineOnceForAllTabsAndOfflineWhenTheLastHasGoneForGood() throws Exception {
        try (EventBackend backend = new EventBackend(SECRET);
                Served server = served(backend)) {
            WebSocket one = open(server, "/user?user=42");
            WebSocket two = open(server, "/user?user=42");
            await().atMost(PATIENCE).until(() -> backend.told("user_online").contains("42"));
            one.abort();
            two.abort();
            WebSocket reloaded = open(server, "/user?user=42");
            open(server, "/user?user=43");
            await().atMost(PATIENCE).until(() -> backend.told("user_online").contains("43"));
            assertThat(call(server, "user_status", "{\"users\":[\"42\"]}")).contains("\"online\":true");
            reloaded.abort();
            await().atMost(PATIENCE).until(() -> backend.told("user_offline").contains("42"));
            assertThat(backend.told("user_online")).containsExactly("42", "43");
            assertThat(backend.told("user_offline")).containsExactly("42");
            assertThat(backend.wrong).isEmpty();
        }
    }

    @Test
    void channelsAreOccupiedAndVacatedAndSubscriptionsTold() throws Exception {
        try (EventBackend backend = new EventBackend(SECRET);
                Served server = served(backend);
                JsSdk sdk = JsSdk.start(JsSdk.Form.JSON)) {
            SdkClient client = sdk.client(server.url());
            client.connected();
            client.subscribe("room:1");
            await().atMost(PATIENCE)
                    .until(() -> backend.told("channel_occupied").contains("room:1"));
            await().atMost(PATIENCE).until(() -> !backend.told("subscribed").isEmpty());
            client.disconnect();
            await().atMost(PATIENCE).until(() -> backend.told("channel_vacated").contains("room:1"));
            await().atMost(PATIENCE).until(() -> !backend.told("unsubscribed").isEmpty());
            assertThat(backend.told("channel_occupied")).containsExactly("room:1");
            assertThat(backend.told("channel_vacated")).containsExactly("room:1");
        }
    }

    @Test
    void aBackendThatWasAwayIsToldEverythingOnceAndInOrder() throws Exception {
        try (EventBackend backend = new EventBackend(SECRET);
                Served server = served(backend)) {
            backend.goAway();
            for (int i = 1; i <= 500; i++) {
                assertThat(call(server, "publish", "{\"channel\":\"room:away\",\"data\":" + i + "}"))
                        .contains("\"offset\":" + i);
            }
            backend.comeBack();
            await().atMost(PATIENCE).until(() -> backend.published().size() == 500);
            List<Integer> order = backend.published().values().stream()
                    .map(event -> event.path("data").asInt())
                    .toList();
            assertThat(order).isSorted().hasSize(500);
        }
    }

    /// With back-off and a restart in the middle, by `kill -9`.
    @Test
    @Tag("long")
    @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aBackendThatWasAwayForAMinuteIsToldEverythingToo() throws Exception {
        try (EventBackend backend = new EventBackend(SECRET);
                Served server = served(backend)) {
            backend.goAway();
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            int published = 0;
            open(server, "/user?user=away");
            boolean killed = false;
            while (System.nanoTime() < end) {
                published++;
                assertThat(call(server, "publish", "{\"channel\":\"room:minute\",\"data\":" + published + "}"))
                        .contains("\"offset\":" + published);
                if (!killed && System.nanoTime() > end - Duration.ofSeconds(30).toNanos()) {
                    killed = true;
                    server.kill();
                    server.start();
                }
            }
            int all = published;
            backend.comeBack();
            await().atMost(Duration.ofSeconds(180))
                    .until(() -> backend.published().size() == all);
            assertThat(backend.published().values().stream()
                            .map(event -> event.path("data").asInt())
                            .toList())
                    .isSorted()
                    .hasSize(all);
            await().atMost(Duration.ofSeconds(180))
                    .until(() -> backend.told("user_offline").contains("away"));
            assertThat(backend.told("user_online")).containsExactly("away");
            System.out.println("events, backend away for a minute: " + all + " publications, told " + all + ", lost 0");
        }
    }

    @Test
    @Tag("slow")
    void aKilledServerLosesNoEvent() throws Exception {
        long seed = Long.getLong("events.seed", System.nanoTime());
        System.out.println("events kill test: -Devents.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        try (EventBackend backend = new EventBackend(SECRET);
                Served server = served(backend)) {
            AtomicBoolean stop = new AtomicBoolean();
            Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
            Thread publisher = Thread.ofVirtual().start(() -> publish(server, stop, acknowledged));
            for (int round = 0; round < 4; round++) {
                Thread.sleep(Duration.ofMillis(300 + random.nextInt(700))); // the random moment
                server.kill();
                server.start();
            }
            int soFar = acknowledged.size();
            await().atMost(PATIENCE).until(() -> acknowledged.size() > soFar + 10);
            stop.set(true);
            publisher.join();
            assertThat(acknowledged).hasSizeGreaterThan(10);
            Set<String> all = history(server);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(backend.published().keySet()).containsAll(all));
            assertThat(all).containsAll(acknowledged.keySet());
            assertThat(backend.published()).hasSameSizeAs(all);
            long before = 0;
            for (JsonNode event : backend.published().values()) {
                assertThat(event.path("offset").asLong()).isGreaterThan(before);
                before = event.path("offset").asLong();
            }
            System.out.println("events kill test: " + acknowledged.size() + " acknowledged, " + all.size()
                    + " in the history, " + backend.published().size() + " told, lost 0");
        }
    }

    private static void publish(Served server, AtomicBoolean stop, Map<String, Integer> acknowledged) {
        for (int i = 0; !stop.get(); i++) {
            try {
                JsonNode result = JsonMapper.shared()
                        .readTree(call(server, "publish", "{\"channel\":\"room:kill\",\"data\":" + i + "}"))
                        .path("result");
                if (result.has("offset")) {
                    acknowledged.put(
                            id(
                                    result.path("epoch").asString(),
                                    result.path("offset").asLong()),
                            i);
                }
            } catch (IOException away) {
                Thread.onSpinWait();
            } catch (InterruptedException interrupted) {
                return;
            }
        }
    }

    private static String id(String epoch, long offset) {
        return "pub:room:kill:" + epoch + ":" + offset;
    }

    private static Set<String> history(Served server) throws IOException, InterruptedException {
        JsonNode result = JsonMapper.shared()
                .readTree(call(server, "history", "{\"channel\":\"room:kill\",\"limit\":-1}"))
                .path("result");
        Set<String> ids = new HashSet<>();
        result.path("publications")
                .forEach(each -> ids.add(
                        id(result.path("epoch").asString(), each.path("offset").asLong())));
        return ids;
    }
}
