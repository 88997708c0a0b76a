package dev.parley.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.redis.RedisServer;
import dev.parley.server.Caller;
import dev.parley.server.Peer;
import dev.parley.server.Signed;
import dev.parley.server.Started;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Three servers on one Redis: whichever is called, it is done on all, and all are asked.
class NodesTest {

    private static final String KEY = "a key that all nodes know";
    private static final String SECRET = "a secret that all nodes know, long enough";

    @TempDir
    static Path folder;

    private static RedisServer redis;
    private static final List<Started> nodes = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        redis = RedisServer.start(folder, "--save", "");
        for (String name : List.of("a", "b", "c")) {
            nodes.add(start(name));
        }
    }

    private static Started start(String name) throws Exception {
        return Started.with(
                "engine.type",
                "redis",
                "engine.redis.address",
                redis.address(),
                "node.name",
                name,
                "http_api.key",
                KEY,
                "client.token.hmac_secret_key",
                SECRET,
                "chat.enabled",
                "false",
                "channel.without_namespace.presence",
                "true",
                "channel.without_namespace.history_size",
                "10",
                "channel.without_namespace.history_ttl",
                "1m");
    }

    @AfterAll
    static void stop() {
        nodes.forEach(Started::close);
        redis.close();
    }

    private static JsonNode call(int node, String method, String json) throws Exception {
        Caller.Answer answer = nodes.get(node).api(KEY).call(method, json);
        assertThat(answer.code()).as(answer.body()).isZero();
        return answer.result();
    }

    /// A client of the SDK's protocol, as `user`.
    private record Client(Peer peer, String id) implements AutoCloseable {

        static Client connect(int node, String user) throws Exception {
            Peer peer = Peer.open(nodes.get(node).ws("/connection/websocket"));
            String token = Signed.token(SECRET, "{\"sub\":\"" + user + "\"}");
            peer.say("{\"id\":1,\"connect\":{\"token\":\"" + token + "\",\"name\":\"test\"}}");
            JsonNode reply = JsonMapper.shared().readTree(peer.hears());
            return new Client(peer, reply.path("connect").path("client").asString());
        }

        /// What kind of push comes next, and on which channel.
        String hears() throws Exception {
            String line = peer.hears();
            if (!line.startsWith("{")) {
                return line;
            }
            JsonNode push = JsonMapper.shared().readTree(line).path("push");
            List<String> kinds = new ArrayList<>(push.propertyNames());
            kinds.remove("channel");
            String what = push.path("pub").path("data").toString();
            return (String.join(" ", kinds) + " " + push.path("channel").asString("") + " " + what).strip();
        }

        @Override
        public void close() {
            peer.close();
        }
    }

    @Test
    void whatIsDoneToAUsersSessionsIsDoneOnAllNodes() throws Exception {
        try (Client one = Client.connect(0, "ann");
                Client two = Client.connect(1, "ann");
                Client bob = Client.connect(1, "bob")) {
            call(2, "subscribe", "{'user':'ann','channel':'news'}");
            assertThat(one.hears()).isEqualTo("subscribe news");
            assertThat(two.hears()).isEqualTo("subscribe news");
            // the answer means that nothing is missed any more
            call(0, "publish", "{'channel':'news','data':1}");
            assertThat(one.hears()).isEqualTo("pub news 1");
            assertThat(two.hears()).isEqualTo("pub news 1");
            assertThat(call(2, "presence_stats", "{'channel':'news'}").toString())
                    .isEqualTo("{\"num_clients\":2,\"num_users\":1}");

            call(2, "user_publish", "{'user':'ann','data':2}");
            assertThat(one.hears()).isEqualTo("pub user:#ann 2");
            assertThat(two.hears()).isEqualTo("pub user:#ann 2");
            call(1, "all_publish", "{'data':3}");
            for (Client each : List.of(one, two, bob)) {
                assertThat(each.hears()).isEqualTo("pub @all 3");
            }

            call(0, "refresh", "{'user':'ann','client':'" + two.id() + "','expire_at':4000000000}");
            assertThat(two.hears()).isEqualTo("refresh");
            call(1, "unsubscribe", "{'user':'ann','channel':'news'}");
            assertThat(one.hears()).isEqualTo("unsubscribe news");
            assertThat(two.hears()).isEqualTo("unsubscribe news");

            assertThat(call(2, "user_status", "{'users':['ann','bob','eve']}")
                            .path("statuses")
                            .findValuesAsString("sessions"))
                    .containsExactly("2", "1", "0");
            call(2, "disconnect", "{'user':'ann','whitelist':['" + one.id() + "']}");
            assertThat(two.hears()).isEqualTo("close 3503 force disconnect");
            call(2, "block_user", "{'user':'ann'}");
            assertThat(one.hears()).isEqualTo("close 3503 force disconnect");
            call(1, "disconnect", "{'user':'bob','disconnect':{'code':4501,'reason':'out'}}");
            assertThat(bob.hears()).isEqualTo("close 4501 out");
        }
    }

    @Test
    void whatIsAskedIsAnsweredByAllNodes() throws Exception {
        List<Client> all = new ArrayList<>();
        try {
            for (int i = 0; i < 7; i++) {
                all.add(Client.connect(i % 3, "cat"));
            }
            call(0, "subscribe", "{'user':'cat','channel':'cats.room'}");
            assertThat(call(1, "channels", "{'pattern':'cats.*'}").toString())
                    .isEqualTo("{\"channels\":{\"cats.room\":{\"num_clients\":7}}}");

            List<String> paged = new ArrayList<>();
            String after = "";
            while (true) {
                JsonNode page = call(2, "connections", "{'user':'cat','limit':3,'after':'" + after + "'}");
                assertThat(page.path("total").asInt()).isEqualTo(7);
                List<String> clients = page.path("connections").findValuesAsString("client");
                if (clients.isEmpty()) {
                    break;
                }
                assertThat(page.path("connections").get(0).path("channels").toString())
                        .contains("cats.room");
                paged.addAll(clients);
                after = paged.getLast();
            }
            assertThat(paged)
                    .containsExactlyElementsOf(
                            all.stream().map(Client::id).sorted().toList());

            JsonNode info = call(1, "info", "{}").path("nodes");
            assertThat(info.findValuesAsString("name")).containsExactly("a", "b", "c");
            Set<String> uids = new HashSet<>(info.findValuesAsString("uid"));
            assertThat(uids).hasSize(3).allSatisfy(uid -> assertThat(uid).matches("[abc]-[0-9a-f]{8}"));
            assertThat(info).allSatisfy(node -> {
                assertThat(node.path("num_clients").asInt()).isGreaterThanOrEqualTo(2);
                assertThat(node.path("num_subs").asInt()).isGreaterThanOrEqualTo(2);
                assertThat(node.path("state").asString()).isEqualTo("ready");
                assertThat(node.path("engine").asString()).isEqualTo("redis");
            });
        } finally {
            all.forEach(Client::close);
        }
    }

    @Test
    void aNodeThatComesAndGoesIsAskedWhileItIsThere() throws Exception {
        try (Started fourth = start("d")) {
            assertThat(fourth.api(KEY).call("info", "{}").result().path("nodes").findValuesAsString("name"))
                    .contains("d");
            assertThat(call(0, "info", "{}").path("nodes").findValuesAsString("name"))
                    .containsExactly("a", "b", "c", "d");
        }
        await().untilAsserted(
                        () -> assertThat(call(0, "info", "{}").path("nodes").findValuesAsString("name"))
                                .containsExactly("a", "b", "c"));
    }
}
