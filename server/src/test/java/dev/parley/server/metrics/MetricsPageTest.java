package dev.parley.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.net.Address;
import dev.parley.server.Caller;
import dev.parley.server.Peer;
import dev.parley.server.Started;
import java.util.Objects;
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
                    .isEqualTo(2);
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
            server.api().post("/api", "{\"method\":\"info\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
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
