package dev.parley.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.parley.net.Address;
import dev.parley.server.Caller;
import dev.parley.server.Peer;
import dev.parley.server.Signed;
import dev.parley.server.Started;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetricsPageTest {

    private static final Pattern SAMPLE =
            Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(\\{([a-z_]+=\"[^\"\\n]*\",?)+})? (NaN|[-+0-9.eE]+|[+-]Inf)");

    private static double value(Started server, String series) throws Exception {
        return server.api("")
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    @Test
    void everyLineIsASampleOrSaysWhatOneIs() throws Exception {
        try (Started server = Started.with()) {
            server.api().call("publish", "{'channel':'a','data':1}");
            server.api("wrong").call("publish", "{}");
            Caller.Answer answer = server.api("").get("/metrics");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValue("text/plain; version=0.0.4; charset=utf-8");
            assertThat(answer.body().lines())
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line.startsWith("# HELP ")
                                    || line.startsWith("# TYPE ")
                                    || SAMPLE.matcher(line).matches())
                            .as(line)
                            .isTrue());
            assertThat(answer.body())
                    .contains(
                            "# TYPE parley_sessions gauge",
                            "parley_info{version=\"",
                            "jvm_memory_used_bytes{",
                            "parley_loop_long_turns_total ");
        }
    }

    @Test
    void whatHappensIsCounted() throws Exception {
        try (Started server = Started.with();
                Peer user = Peer.open(server.ws("/user?user=42"))) {
            server.awaitSessions("42", 1);
            assertThat(value(server, "parley_sessions")).isEqualTo(1);
            assertThat(value(server, "parley_users")).isEqualTo(1);
            assertThat(value(server, "parley_users_online")).isEqualTo(1);
            assertThat(value(server, "parley_channels")).isEqualTo(2);
            assertThat(value(server, "parley_subscriptions")).isEqualTo(2);
            assertThat(value(server, "parley_connections")).isGreaterThanOrEqualTo(2);
            double publications = value(server, "parley_publications_total");
            server.api().call("publish", "{'channel':'a','data':1}");
            server.api().call("publish", "{'channel':'a','data':1}");
            server.api().call("publish", "{'channel':'nowhere:a','data':1}");
            server.api().call("batch", "{'commands':[{'publish':{'channel':'a','data':1}}]}");
            server.api("wrong").call("publish", "{}");
            server.api().call("nothing", "{}");
            server.api().call("nothing", "{}");
            assertThat(value(server, "parley_publications_total")).isEqualTo(publications + 3);
            assertThat(value(server, "parley_api_calls_total{code=\"0\",method=\"publish\"}"))
                    .isEqualTo(3);
            assertThat(value(server, "parley_api_calls_total{code=\"102\",method=\"publish\"}"))
                    .isEqualTo(1);
            assertThat(value(server, "parley_api_calls_total{code=\"0\",method=\"batch\"}"))
                    .isEqualTo(1);
            assertThat(value(server, "parley_api_seconds_total{code=\"0\",method=\"publish\"}"))
                    .isPositive();
            assertThat(value(server, "parley_api_refusals_total{status=\"401\"}"))
                    .isEqualTo(1);
            assertThat(value(server, "parley_api_refusals_total{status=\"404\"}"))
                    .isEqualTo(2);
            server.api().post("/api", "{\"method\":\"info\"}".getBytes(StandardCharsets.UTF_8));
            assertThat(value(server, "parley_api_calls_total{code=\"0\",method=\"commands\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void goodAndBadTokensAreCounted() throws Exception {
        try (Started server = Started.with()) {
            server.upgrade("/user?token=wrong");
            assertThat(value(server, "parley_tokens_bad_total")).isEqualTo(1);
            assertThat(value(server, "parley_tokens_good_total")).isZero();
        }
    }

    @Test
    void whatABatchAndAStreamOfCommandsCallIsCountedByItsOwnName() throws Exception {
        try (Started server = Started.with()) {
            String batch = "{'commands':[{'publish':{'channel':'a','data':1}},{'publish':{'channel':'x:a','data':1}},"
                    + "{'info':{}}]";
            server.api().call("batch", batch + "}");
            server.api().call("batch", batch + ",'parallel':true}");
            server.api().post("/api", "{\"method\":\"info\"}{\"method\":\"nothing\"}".getBytes(StandardCharsets.UTF_8));
            assertThat(value(server, "parley_api_calls_total{code=\"0\",method=\"publish\"}"))
                    .isEqualTo(2);
            assertThat(value(server, "parley_api_calls_total{code=\"102\",method=\"publish\"}"))
                    .isEqualTo(2);
            assertThat(value(server, "parley_api_calls_total{code=\"0\",method=\"info\"}"))
                    .isEqualTo(3);
            assertThat(server.api("").get("/metrics").body()).doesNotContain("nothing");
        }
    }

    @Test
    void aBodyThatIsTooLongIsCounted() throws Exception {
        try (Started server = Started.with("http_api.body_limit", "1024")) {
            assertThat(server.api().post("/api/publish", new byte[1025]).status())
                    .isEqualTo(413);
            assertThat(server.api().postInChunks("/api/publish", new byte[1025]).status())
                    .isEqualTo(413);
            assertThat(value(server, "parley_api_refusals_total{status=\"413\"}"))
                    .isEqualTo(2);
        }
    }

    @Test
    void linesAreCounted() throws Exception {
        try (Started server = Started.with("line.enabled", "true", "line.port", "0", "line.key", "none")) {
            Address.Tcp line =
                    (Address.Tcp) Objects.requireNonNull(server.server().lineAddress());
            String[] lines = {
                "{\"all\":true,\"message\":\"a\"}",
                "{\"channel\":\"a\",\"data\":1}",
                "{\"channel\":\"nowhere:a\",\"data\":1}",
                "{}",
                "{nonsense"
            };
            try (Socket socket = new Socket("127.0.0.1", line.port())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream()
                        .write((String.join("\n", lines) + "\n" + "x".repeat(64 * 1024 + 1))
                                .getBytes(StandardCharsets.UTF_8));
                socket.shutdownOutput();
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                        .hasSize(6);
            }
            assertThat(value(server, "parley_line_taken_total")).isEqualTo(2);
            assertThat(value(server, "parley_line_refused_total")).isEqualTo(4);
        }
    }

    @Test
    void keptPushesAreCounted() throws Exception {
        try (Started server = Started.with("inbox.per_user_limit", "2")) {
            for (String user : List.of("1", "1", "1", "2")) {
                server.api().call("user_publish", "{'user':'" + user + "','data':1,'keep':true}");
            }
            assertThat(value(server, "parley_inbox_kept_total")).isEqualTo(3);
            assertThat(value(server, "parley_inbox_turned_away_total")).isEqualTo(1);
            assertThat(value(server, "parley_inbox_users")).isEqualTo(2);
            server.api().call("rpc", "{'method':'inbox.ack','user':'1','params':{'up_to':1000}}");
            assertThat(value(server, "parley_inbox_acknowledged_total")).isEqualTo(2);
            assertThat(value(server, "parley_inbox_users")).isEqualTo(1);
        }
    }

    @Test
    void whoIsNotLetInIsCountedByCode() throws Exception {
        try (Started server = Started.with();
                Peer expired = Peer.open(server.ws("/connection/websocket"));
                Peer wrong = Peer.open(server.ws("/connection/websocket"))) {
            String old = Signed.token(server.tokenSecret(), "{\"sub\":\"42\",\"exp\":1}");
            expired.say("{\"id\":1,\"connect\":{\"token\":\"" + old + "\"}}");
            assertThat(expired.hears()).contains("\"code\":109");
            wrong.say("{\"id\":1,\"connect\":{\"token\":\"wrong\"}}");
            assertThat(wrong.hears()).startsWith("close 3500");
            assertThat(server.upgrade("/user?token=wrong")).startsWith("HTTP/1.1 401 ");
            assertThat(value(server, "parley_connects_refused_total{code=\"109\"}"))
                    .isEqualTo(1);
            assertThat(value(server, "parley_connects_refused_total{code=\"3500\"}"))
                    .isEqualTo(2);
        }
    }

    @Test
    void whatIsNotPermittedIsCounted() throws Exception {
        try (Started server = Started.with(
                        "channel.without_namespace.allow_publish_for_client",
                        "false",
                        "channel.without_namespace.allow_publish_for_subscriber",
                        "false",
                        "channel.without_namespace.allow_publish_for_anonymous",
                        "false");
                Peer peer = Peer.open(server.ws("/connection/websocket"))) {
            peer.say("{\"id\":1,\"connect\":{}}");
            peer.hears();
            peer.say("{\"id\":2,\"subscribe\":{\"channel\":\"$a\"}}");
            assertThat(peer.hears()).contains("\"code\":103");
            peer.say("{\"id\":3,\"publish\":{\"channel\":\"a\",\"data\":1}}");
            assertThat(peer.hears()).contains("\"code\":103");
            peer.say("{\"id\":4,\"publish\":{\"channel\":\"nowhere:a\",\"data\":1}}");
            assertThat(peer.hears()).contains("\"code\":102");
            assertThat(value(server, "parley_subscribes_forbidden_total")).isEqualTo(1);
            assertThat(value(server, "parley_publishes_forbidden_total")).isEqualTo(1);
        }
    }

    @Test
    void hasteIsCounted() throws Exception {
        try (Started server = Started.with("client.message_rate", "1", "client.message_burst", "1");
                Peer peer = Peer.open(server.ws("/connection/websocket"))) {
            peer.say("{\"id\":1,\"connect\":{}}");
            peer.hears();
            int refused = 0;
            String heard = "";
            for (int id = 2; !heard.startsWith("close "); id++) {
                peer.say("{\"id\":" + id + ",\"rpc\":{\"method\":\"none\",\"data\":{}}}");
                heard = peer.hears();
                refused += heard.contains("\"code\":111") ? 1 : 0;
            }
            assertThat(heard).startsWith("close 3013");
            assertThat(value(server, "parley_rate_refused_total"))
                    .isEqualTo(refused)
                    .isPositive();
            assertThat(value(server, "parley_rate_disconnected_total")).isEqualTo(1);
        }
    }

    @Test
    void whatIsHeldAgainstTokensAndUsersIsCounted() throws Exception {
        try (Started server = Started.with()) {
            server.api().call("block_user", "{'user':'1'}");
            server.api().call("block_user", "{'user':'2'}");
            server.api().call("unblock_user", "{'user':'2'}");
            server.api().call("revoke_token", "{'uid':'a'}");
            server.api().call("invalidate_user_tokens", "{'user':'3'}");
            assertThat(value(server, "parley_blocked_users")).isEqualTo(1);
            assertThat(value(server, "parley_revoked_tokens")).isEqualTo(1);
            assertThat(value(server, "parley_invalidated_users")).isEqualTo(1);
        }
    }

    @Test
    void fetchesOfKeySetsAreCounted() throws Exception {
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicReference<String> answer = new AtomicReference<>("no keys");
        site.createContext("/", exchange -> {
            byte[] body = answer.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        site.start();
        String address = "http://127.0.0.1:" + site.getAddress().getPort();
        String token = "eyJhbGciOiJFUzI1NiIsImtpZCI6ImEifQ.eyJzdWIiOiI0MiJ9." + "A".repeat(86);
        try (Started server = Started.with("client.token.jwks_public_endpoint", address + "/keys")) {
            server.upgrade("/user?token=" + token);
            assertThat(value(server, "parley_key_sets_failed_total")).isEqualTo(1);
            assertThat(value(server, "parley_key_sets_fetched_total")).isZero();
        }
        answer.set("{\"keys\":[]}");
        try (Started server = Started.with("client.token.jwks_public_endpoint", address + "/keys")) {
            server.upgrade("/user?token=" + token);
            assertThat(value(server, "parley_key_sets_fetched_total")).isEqualTo(1);
            assertThat(value(server, "parley_key_sets_failed_total")).isZero();
        } finally {
            site.stop(0);
        }
    }

    @Test
    void theyAreForThisMachineUnlessTheOwnerSaysOtherwise() throws Exception {
        String[] proxied = {"server.trusted_proxies", "127.0.0.1"};
        try (Started server = Started.with(proxied)) {
            assertThat(server.http("GET /metrics", "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: http"))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("prometheus.enabled", "http_server.internal_port");
            assertThat(server.http("GET /metrics", "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Proto: http"))
                    .startsWith("HTTP/1.1 403 ");
            assertThat(server.http("GET /metrics")).startsWith("HTTP/1.1 200 ");
        }
        try (Started server = Started.with(proxied[0], proxied[1], "prometheus.enabled", "true")) {
            assertThat(server.http("GET /metrics", "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: http"))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void switchedOffTheyAreForNobody() throws Exception {
        try (Started server = Started.with("prometheus.enabled", "false")) {
            Caller.Answer answer = server.api("").get("/metrics");
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body()).doesNotContain("parley_sessions");
        }
    }

    @Test
    void onlyGetIsForThem() throws Exception {
        try (Started server = Started.with()) {
            assertThat(server.api("").post("/metrics", new byte[0]).status()).isEqualTo(405);
        }
    }

    @Test
    void withAnAddressOfTheirOwnTheyAndTheApiAreServedThereAlone() throws Exception {
        try (Started server = Started.with("http_server.internal_port", "0")) {
            Address.Tcp internal =
                    (Address.Tcp) Objects.requireNonNull(server.server().internalAddress());
            Caller inside = new Caller(
                    internal.port(),
                    Objects.requireNonNull(server.server().keys()).api());
            assertThat(inside.get("/metrics").body()).contains("parley_sessions");
            assertThat(inside.call("info", "{}").status()).isEqualTo(200);
            assertThat(inside.get("/healthz").body()).isEqualTo("ok\n");
            assertThat(inside.get("/").status()).isEqualTo(404);
            assertThat(server.api().get("/metrics").status()).isEqualTo(404);
            assertThat(server.api().call("info", "{}").status()).isEqualTo(405);
            assertThat(server.api().get("/api/openapi.json").status()).isEqualTo(404);
        }
    }
}
