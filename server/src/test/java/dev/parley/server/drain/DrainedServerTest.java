package dev.parley.server.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.net.Address;
import dev.parley.server.Caller;
import dev.parley.server.Peer;
import dev.parley.server.Started;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A real server that is taken out of service.
class DrainedServerTest {

    @Test
    void aDrainedServerSendsItsClientsAwayTakesNoMoreAndAnswersItsBackend() throws Exception {
        try (Started server = Started.with(
                        "server.base_path",
                        "/rt",
                        "http_server.internal_port",
                        "0",
                        "text.enabled",
                        "true",
                        "text.port",
                        "0");
                Peer raw = Peer.open(server.ws("/rt/raw/news"));
                Peer user = Peer.open(server.ws("/rt/user?user=42"));
                Peer sdk = Peer.open(server.ws("/rt/connection/websocket"));
                Socket text = text(server)) {
            Caller inside = inside(server);
            assertThat(inside.get("/rt/readyz").status()).isEqualTo(200);
            assertThat(server.http("GET /rt/readyz")).contains(" 200 ", "ready");
            sdk.say("{\"id\":1,\"connect\":{}}").hears();
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(text.getInputStream(), StandardCharsets.UTF_8));
            lines.readLine();
            text.getOutputStream().write("ann\r\n".getBytes(StandardCharsets.UTF_8));
            await().until(() -> status(inside, "{}").path("num_sessions").asInt() == 4);

            status(inside, "{'on':true}");
            assertThat(raw.hears()).isEqualTo("close 1001 shutdown");
            assertThat(user.hears()).isEqualTo("close 1001 shutdown");
            assertThat(sdk.hears()).isEqualTo("close 3001 shutdown");
            assertThat(lines.lines().toList()).contains("* shutdown");
            await().until(() -> status(inside, "{}").path("empty").asBoolean());

            assertThat(server.http("GET /rt/healthz")).contains(" 200 ", "ok");
            assertThat(server.http("GET /rt/readyz")).contains(" 503 ", "draining: ");
            assertThat(inside.get("/rt/readyz").body()).startsWith("draining: ");
            for (String path :
                    new String[] {"/rt/raw/news", "/rt/user?user=42", "/rt/connection/websocket", "/rt/echo"}) {
                assertThat(server.upgrade(path)).as(path).contains("HTTP/1.1 503 ", "Retry-After: 1");
            }
            try (Socket late = text(server)) {
                assertThat(new String(late.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("* shutdown\r\n");
            }
            assertThat(call(inside, "publish", "{'channel':'news','data':1}").code())
                    .isZero();
            assertThat(call(inside, "info", "{}")
                            .result()
                            .path("nodes")
                            .path(0)
                            .path("state")
                            .asString())
                    .isEqualTo("draining");
            assertThat(inside.get("/rt/metrics").body()).contains("parley_draining 1.0");

            assertThat(status(inside, "{'on':true}").path("draining").asBoolean())
                    .isTrue();
            assertThat(status(inside, "{'on':false}").path("draining").asBoolean())
                    .isFalse();
            assertThat(server.http("GET /rt/readyz")).contains(" 200 ", "ready");
            try (Peer again = Peer.open(server.ws("/rt/raw/news"))) {
                assertThat(again.say("hello").hears()).isEqualTo("hello");
            }
        }
    }

    @Test
    void whileItIsDrainedEachConnectionIsAnsweredOnce() throws Exception {
        try (Started server = Started.with();
                Socket kept = new Socket("127.0.0.1", server.port())) {
            assertThat(answerTo(kept, server)).contains("keep-alive");
            server.api().call("drain", "{'on':true}");
            assertThat(answerTo(kept, server)).contains("close").doesNotContain("keep-alive");
            assertThat(kept.getInputStream().read()).isEqualTo(-1);
            server.api().call("drain", "{'on':false}");
            try (Socket again = new Socket("127.0.0.1", server.port())) {
                assertThat(answerTo(again, server)).contains("keep-alive");
            }
        }
    }

    @Test
    void stoppingItTakesTheTimeThatItsClientsAreSpreadOverAndNoConnectionMore() throws Exception {
        try (Started server = Started.with(
                        "shutdown.unready_delay", "3s", "shutdown.timeout", "20s", "http_server.internal_port", "0");
                Peer raw = Peer.open(server.ws("/raw/news"))) {
            Caller inside = inside(server);
            Thread stopping = Thread.startVirtualThread(server::close);
            await().pollDelay(Duration.ZERO).until(() -> inside.get("/readyz").status() == 503);
            try (Peer late = Peer.open(server.ws("/raw/news"))) {
                assertThat(raw.hears()).isEqualTo("close 1001 shutdown");
                assertThat(late.hears()).isEqualTo("close 1001 shutdown");
            }
            assertThat(stopping.join(Duration.ofSeconds(10))).isTrue();
        }
    }

    private static Socket text(Started server) throws Exception {
        Address.Tcp address = (Address.Tcp) server.server().textAddress();
        Socket socket = new Socket("127.0.0.1", address.port());
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(10));
        return socket;
    }

    private static Caller inside(Started server) {
        return new Caller(
                ((Address.Tcp) server.server().internalAddress()).port(),
                server.server().keys().api());
    }

    private static tools.jackson.databind.JsonNode status(Caller inside, String params) throws Exception {
        return call(inside, "drain", params).result();
    }

    private static Caller.Answer call(Caller inside, String method, String json) throws Exception {
        return inside.post("/rt/api/" + method, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static String answerTo(Socket socket, Started server) throws Exception {
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(10));
        socket.getOutputStream()
                .write(("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\nok\n") < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).isNotNegative();
            answer.append((char) next);
        }
        return answer.toString();
    }
}
