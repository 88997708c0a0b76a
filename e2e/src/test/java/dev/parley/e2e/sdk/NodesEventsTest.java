package dev.parley.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.redis.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What three real servers on one Redis tell a real backend, though the one that tells it is killed, and Redis too.
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NodesEventsTest {

    private static final String SECRET = "events-secret";
    private static final String KEY = "api-key";
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private Served node(RedisServer redis, EventBackend backend, String name) throws IOException, InterruptedException {
        return Served.configured(Files.createDirectory(folder.resolve(name)), """
                http_api: {key: %s}
                engine: {type: redis, redis: {address: "%s", node_timeout: 2s}}
                node: {name: %s}
                chat: {enabled: false}
                events: {url: "http://127.0.0.1:%d/", secret: %s}
                users: {offline_grace: 300ms}
                client: {allow_anonymous_connect_without_token: true}
                channel:
                  namespaces:
                    - {name: room, history_size: 100000, history_ttl: 24h, occupancy_events: true, subscription_events: true,
                       publication_events: true, allow_subscribe_for_client: true, allow_subscribe_for_anonymous: true}
                """.formatted(
                        KEY, redis.address(), name, backend.port(), SECRET));
    }

    private static WebSocket open(Served server, String user) {
        return HTTP.newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + server.port() + "/user?user=" + user),
                        new WebSocket.Listener() {})
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

    /// Publishes to one node without end, on channels of all; notes the ids of what was acknowledged.
    private static Thread publisher(Served server, int number, AtomicBoolean stop, Set<String> acknowledged) {
        return Thread.startVirtualThread(() -> {
            for (int i = 0; !stop.get(); i++) {
                String channel = "room:" + (i + number) % 3;
                try {
                    JsonNode result = JsonMapper.shared()
                            .readTree(call(server, "publish", "{\"channel\":\"" + channel + "\",\"data\":" + i + "}"))
                            .path("result");
                    if (result.has("offset")) {
                        acknowledged.add(
                                "pub:" + channel + ":" + result.path("epoch").asString() + ":"
                                        + result.path("offset").asLong());
                    }
                } catch (IOException dead) {
                    return;
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        });
    }

    @Test
    void theBackendIsToldEverythingOnceAndInOrderThoughTheNodeThatTellsItAndRedisAreKilled() throws Exception {
        try (RedisServer redis = RedisServer.start(
                        folder.resolve("redis"), "--save", "", "--appendonly", "yes", "--appendfsync", "always");
                EventBackend backend = new EventBackend(SECRET);
                Served one = node(redis, backend, "one");
                Served two = node(redis, backend, "two");
                Served three = node(redis, backend, "three");
                JsSdk sdk = JsSdk.start(JsSdk.Form.JSON)) {
            WebSocket onOne = open(one, "42");
            WebSocket onTwo = open(two, "42");
            open(one, "43");
            SdkClient first = sdk.client(two.url());
            SdkClient second = sdk.client(three.url());
            for (SdkClient each : List.of(first, second)) {
                each.connected();
                each.subscribe("room:0");
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(backend.told("user_online")).containsExactlyInAnyOrder("42", "43"));
            await().atMost(PATIENCE).until(() -> backend.told("subscribed").size() == 2);
            assertThat(call(three, "user_status", "{\"users\":[\"42\"]}")).contains("\"online\":true");

            AtomicBoolean stop = new AtomicBoolean();
            Set<String> acknowledged = ConcurrentHashMap.newKeySet();
            List<Thread> publishers = new ArrayList<>();
            for (Served each : List.of(one, two, three)) {
                publishers.add(publisher(each, publishers.size(), stop, acknowledged));
            }
            await().atMost(PATIENCE).until(() -> acknowledged.size() > 100);
            one.kill(); // the first that came tells
            int soFar = acknowledged.size();
            redis.kill();
            redis.start();
            onOne.abort();
            open(three, "43");
            await().atMost(PATIENCE).until(() -> acknowledged.size() > soFar + 100);
            stop.set(true);
            for (Thread each : publishers) {
                each.join();
            }

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(backend.published().keySet()).containsAll(acknowledged));
            assertInOrder(backend);
            onTwo.abort();
            await().atMost(PATIENCE)
                    .until(() ->
                            !call(three, "user_status", "{\"users\":[\"43\"]}").contains("\"online\":false"));
            first.disconnect();
            second.disconnect();
            await().atMost(PATIENCE).until(() -> backend.told("channel_vacated").contains("room:0"));
            await().atMost(PATIENCE).until(() -> backend.told("unsubscribed").size() == 2);
            assertThat(backend.told("channel_occupied")).containsExactly("room:0");
            assertThat(backend.told("channel_vacated")).containsExactly("room:0");
            assertThat(backend.told("user_online")).containsExactlyInAnyOrder("42", "43");
            assertThat(backend.told("user_offline")).doesNotContain("43");
            assertThat(backend.wrong).isEmpty();
        }
    }

    /// Their first arrivals, without a gap.
    private static void assertInOrder(EventBackend backend) {
        Map<String, Long> last = new HashMap<>();
        for (JsonNode event : backend.published().values()) {
            String channel = event.path("channel").asString();
            assertThat(event.path("offset").asLong()).isEqualTo(last.getOrDefault(channel, 0L) + 1);
            last.put(channel, event.path("offset").asLong());
        }
        assertThat(last).hasSize(3);
    }
}
