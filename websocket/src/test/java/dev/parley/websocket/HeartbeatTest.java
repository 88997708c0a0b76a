package dev.parley.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Pings that keep connections alive, and find the dead ones.
class HeartbeatTest {

    private final Recorder recorder = new Recorder();

    private WebSocketServer start(int interval, int timeout) throws Exception {
        return WebSocketServer.builder()
                .options(
                        WebSocketOptions.DEFAULT.withHeartbeat(Duration.ofMillis(interval), Duration.ofMillis(timeout)))
                .path("/", recorder)
                .start();
    }

    @Test
    void aPeerThatDoesNotAnswerAPingIsDead() throws Exception {
        try (WebSocketServer server = start(50, 100);
                RawClient client = RawClient.open(server.port(), "/")) {
            assertThat(client.read().opcode()).isEqualTo(RawClient.PING);
            assertThat(recorder.next()).isEqualTo("open");
            assertThat(recorder.next()).isEqualTo("close 1006 no answer to a ping within 100 ms");
        }
    }

    @Test
    void aPeerThatAnswersLivesAndItsRoundTripIsMeasured() throws Exception {
        try (WebSocketServer server = start(30, 5_000)) {
            WebSocket ws = WebSocketClient.builder()
                    .uri("ws://127.0.0.1:" + server.port() + "/")
                    .connect(new Recorder());
            WebSocket served = recorder.connection();
            await().until(() -> served.roundTrip() != null);
            assertThat(served.roundTrip()).isPositive().isLessThan(Duration.ofSeconds(5));
            assertThat(served.state()).isEqualTo(WebSocket.State.OPEN);
            ws.close();
        }
    }

    @Test
    void anUnaskedPongIsHeardAndMeansNothing() throws Exception {
        try (WebSocketServer server = start(10_000, 10_000);
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(RawClient.frame(RawClient.FIN | RawClient.PONG, new byte[8]));
            client.text("after");
            assertThat(recorder.next()).isEqualTo("open");
            assertThat(recorder.next()).isEqualTo("text after");
            assertThat(recorder.connection().roundTrip()).isNull();
        }
    }
}
