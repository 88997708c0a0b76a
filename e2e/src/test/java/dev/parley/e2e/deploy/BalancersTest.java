package dev.parley.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.e2e.SelfSigned;
import dev.parley.e2e.sdk.JsSdk;
import dev.parley.e2e.sdk.Json;
import dev.parley.e2e.sdk.Proof;
import dev.parley.e2e.sdk.SdkClient;
import dev.parley.redis.RedisServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What is in `deploy/`, run: three nodes with its configuration on one Redis and one PostgreSQL, behind nginx and HAProxy.
/// The last facts take nodes away.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BalancersTest {

    private static final String SDK = "/connection/websocket";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<SharedNode> nodes = new ArrayList<>();
    private final List<AutoCloseable> all = new ArrayList<>();
    private Path folder;
    private SelfSigned certificate;
    private Outside outside;
    private Balancer nginx;
    private Balancer below;
    private Balancer haproxy;
    private JsSdk sdk;

    private <T extends AutoCloseable> T closed(T thing) {
        all.addFirst(thing);
        return thing;
    }

    private static int[] ports(int one, int two, int three) {
        return new int[] {one, two, three};
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        this.folder = folder;
        certificate = SelfSigned.make(folder);
        outside = Outside.trusting(certificate);
        EmbeddedPostgres postgres = closed(EmbeddedPostgres.start());
        RedisServer redis = closed(RedisServer.start(
                folder.resolve("redis"), "--save", "", "--appendonly", "yes", "--appendfsync", "always"));
        for (int i = 0; i < 4; i++) {
            SharedNode node = closed(SharedNode.start(Map.of(
                    "PARLEY_NODE_NAME",
                    "node" + i,
                    "PARLEY_ENGINE_REDIS_ADDRESS",
                    redis.address(),
                    "PARLEY_CHAT_DATABASE",
                    "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres?user=postgres",
                    "PARLEY_CHAT_FILES_PATH",
                    folder.resolve("files").toString(),
                    "PARLEY_SERVER_BASE_PATH",
                    i < 3 ? "" : "/rt")));
            nodes.add(node);
        }
        int[] pages =
                ports(nodes.get(0).port(), nodes.get(1).port(), nodes.get(2).port());
        int[] api = ports(nodes.get(0).api(), nodes.get(1).api(), nodes.get(2).api());
        nginx = closed(Balancer.nginx(folder.resolve("nginx"), "ws.site.com", certificate, pages, api));
        haproxy = closed(Balancer.haproxy(folder.resolve("haproxy"), certificate, pages, api));
        // Below a path there is one node; where the others should be, nobody listens.
        below = closed(Balancer.nginx(
                folder.resolve("below"),
                "site.com-rt",
                certificate,
                ports(Shipped.freePort(), nodes.get(3).port(), Shipped.freePort()),
                api));
        sdk = closed(JsSdk.start(
                JsSdk.Form.JSON,
                Map.of("NODE_EXTRA_CA_CERTS", certificate.certificate().toString())));
    }

    @AfterAll
    void stop() throws Exception {
        for (AutoCloseable each : all) {
            each.close();
        }
    }

    private SdkClient client(Balancer balancer, String path, String user) throws Exception {
        return sdk.client(balancer.ws(path), Proof.of(Outside.token(user)));
    }

    private List<SdkClient> subscribers(Balancer balancer, int count, String channel) throws Exception {
        List<SdkClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SdkClient client = client(balancer, SDK, "user" + i);
            client.connected();
            client.subscribed(channel, SdkClient.Want.RECOVERABLE);
            clients.add(client);
        }
        return clients;
    }

    private void publish(Balancer balancer, String channel, int n) throws Exception {
        String answer = outside.api(
                        balancer.api(), "publish", "{\"channel\":\"" + channel + "\",\"data\":{\"n\":" + n + "}}")
                .body();
        assertThat(answer).contains("\"offset\"");
    }

    /// Each of them, once and in order.
    private static void hears(List<SdkClient> clients, String channel, int from, int to) throws InterruptedException {
        for (SdkClient each : clients) {
            for (int n = from; n <= to; n++) {
                assertThat(Json.n(each.heard().next("publication", channel))).isEqualTo(n);
            }
        }
    }

    private long openedOn(int node) {
        return nodes.get(node).opened();
    }

    @Test
    @Order(1)
    void whatIsPublishedOnAnyNodeReachesClientsOfAllBehindBothBalancersAndBelowAPath() throws Exception {
        List<SdkClient> clients = new ArrayList<>(subscribers(nginx, 3, "news:all"));
        clients.addAll(subscribers(haproxy, 3, "news:all"));
        SdkClient inTheSite = client(below, "/rt" + SDK, "site");
        inTheSite.connected();
        inTheSite.subscribed("news:all");
        clients.add(inTheSite);
        assertThat(List.of(openedOn(0), openedOn(1), openedOn(2), openedOn(3)))
                .as("everybody is on some node, and no node without somebody")
                .doesNotContain(0L);
        for (int n = 1; n <= 3; n++) {
            publish(nginx, "news:all", n);
            publish(haproxy, "news:all", n + 10);
            hears(clients, "news:all", n, n);
            hears(clients, "news:all", n + 10, n + 10);
        }
        clients.forEach(SdkClient::disconnect);
    }

    @Test
    @Order(2)
    void theServerSeesWhoTheClientIsWhateverTheClientSays() throws Exception {
        for (Balancer each : List.of(nginx, haproxy, below)) {
            int before = from("127.0.0.2").size();
            String path = (each == below ? "/rt" : "") + SDK;
            assertThat(outside.opensFrom("127.0.0.2", each.port(), path)).startsWith("HTTP/1.1 101");
            await().atMost(PATIENCE).until(() -> from("127.0.0.2").size() == before + 1);
        }
        assertThat(from("198.51.100.6")).isEmpty();
    }

    private List<String> from(String address) {
        return nodes.stream()
                .flatMap(node -> node.said().stream())
                .filter(line -> line.contains(" open ") && line.contains(address))
                .toList();
    }

    @Test
    @Order(3)
    void whatIsForTheInsideIsNotThereFromOutside() throws Exception {
        for (Balancer each : List.of(nginx, haproxy)) {
            for (String path : List.of("/api/info", "/api", "/%61pi/info", "/metrics", "/healthz", "/readyz")) {
                assertThat(outside.get(each.port(), path).statusCode()).as(path).isEqualTo(404);
            }
            assertThat(outside.get(each.port(), "/chat").statusCode()).isEqualTo(200);
            assertThat(outside.api(each.api(), "info", "{}").body()).contains("\"node");
        }
        assertThat(outside.get(below.port(), "/").body()).isEqualTo("the site");
        assertThat(outside.get(below.port(), "/rt/").body()).contains("<title>");
        assertThat(outside.get(below.port(), "/rt/readyz").statusCode()).isEqualTo(404);
    }

    @Test
    @Order(4)
    void aFileOfTheLimitGoesThroughAndALargerOneIsRefused() throws Exception {
        SdkClient client = client(nginx, SDK, "ann");
        client.connected();
        JsonNode entered = client.rpc("chat.enter", Json.object().put("room", "lobby"));
        assertThat(entered.has("error")).as(entered.toString()).isFalse();
        String path = "/chat/files?room=lobby&name=noise.bin";
        byte[] most = new byte[10 << 20];
        for (Balancer each : List.of(nginx, haproxy)) {
            var taken = outside.post(each.port(), path, Outside.token("ann"), most);
            assertThat(taken.body()).contains("\"size\":" + most.length);
            var refused = outside.post(each.port(), path, Outside.token("ann"), new byte[most.length + 1]);
            assertThat(refused.statusCode()).isEqualTo(413);
        }
        client.disconnect();
    }

    @Test
    @Order(5)
    void aCallOfTheApiIsNeverMadeTwice() throws Exception {
        try (CarelessNode one = CarelessNode.start();
                CarelessNode two = CarelessNode.start()) {
            int[] ports = ports(Shipped.freePort(), one.port(), two.port());
            try (Balancer careless =
                    Balancer.nginx(folder.resolve("careless"), "ws.site.com", certificate, ports, ports)) {
                assertThat(outside.api(careless.api(), "publish", "{}").statusCode())
                        .isEqualTo(502);
                assertThat(one.taken().get() + two.taken().get()).isEqualTo(1);
                outside.get(careless.port(), "/chat");
                assertThat(one.taken().get() + two.taken().get())
                        .as("what only reads is tried on both")
                        .isEqualTo(3);
            }
        }
    }

    @Test
    @Order(6)
    void aNodeThatDrainsGetsNobodyAndThoseItHadMissNothing() throws Exception {
        List<SdkClient> clients = subscribers(nginx, 6, "news:drain");
        publish(nginx, "news:drain", 1);
        hears(clients, "news:drain", 1, 1);
        assertThat(openedOn(0)).isPositive();
        drain("{\"on\":true}");
        publish(nginx, "news:drain", 2);
        publish(nginx, "news:drain", 3);
        hears(clients, "news:drain", 2, 3);
        await().atMost(PATIENCE).until(() -> drain("{}").path("empty").asBoolean());
        long before = openedOn(0);
        clients.addAll(subscribers(nginx, 3, "news:drain"));
        clients.addAll(subscribers(haproxy, 3, "news:drain"));
        publish(haproxy, "news:drain", 4);
        hears(clients, "news:drain", 4, 4);
        assertThat(openedOn(0)).isEqualTo(before);
        clients.forEach(SdkClient::disconnect);
    }

    private JsonNode drain(String body) throws Exception {
        return Json.parse(outside.api(nodes.get(0).api(), "drain", body).body()).path("result");
    }

    @Test
    @Order(7)
    void aNodeThatStopsIsPassedOverAndNothingIsLost() throws Exception {
        List<SdkClient> clients = new ArrayList<>(subscribers(nginx, 4, "news:stop"));
        clients.addAll(subscribers(haproxy, 4, "news:stop"));
        publish(nginx, "news:stop", 1);
        hears(clients, "news:stop", 1, 1);
        nodes.get(1).close();
        for (int n = 2; n <= 5; n++) {
            publish(n % 2 == 0 ? nginx : haproxy, "news:stop", n);
        }
        hears(clients, "news:stop", 2, 5);
        assertThat(outside.get(nginx.port(), "/chat").statusCode()).isEqualTo(200);
        clients.forEach(SdkClient::disconnect);
    }
}
