package dev.parley.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
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
    void whoIsCorkedIsNotPinged() throws Exception {
        WebSocketHandler corked = new WebSocketHandler() {
            @Override
            public void onOpen(WebSocket ws) {
                ws.cork();
                ws.schedule(Duration.ofMillis(1_500), () -> {
                    ws.send("first"); // a ping would have been queued before it
                    ws.uncork();
                });
            }
        };
        try (WebSocketServer server = WebSocketServer.builder()
                        .options(WebSocketOptions.DEFAULT.withHeartbeat(Duration.ofMillis(50), Duration.ofSeconds(1)))
                        .path("/", corked)
                        .start();
                RawClient client = RawClient.open(server.port(), "/")) {
            assertThat(client.read().opcode()).isEqualTo(RawClient.TEXT);
            assertThat(client.read().opcode()).isEqualTo(RawClient.PING);
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

    @Test
    void aSlowReaderWhosePingIsStillOnItsWayLivesAlthoughMoreIsSentAllTheTime() throws Exception {
        Duration timeout = Duration.ofSeconds(1);
        PreparedMessage message = PreparedMessage.binary(ByteBuffer.wrap(new byte[20_000]));
        // There is 8 MB before it is pinged for the first time.
        Recorder flooding = new Recorder() {
            @Override
            public void onOpen(WebSocket ws) {
                while (ws.bufferedAmount() < 8_000_000) {
                    ws.send(message);
                }
                super.onOpen(ws);
            }
        };
        try (WebSocketServer server = WebSocketServer.builder()
                        .options(WebSocketOptions.DEFAULT
                                .withOutgoingLimit(16_000_000)
                                .withHeartbeat(Duration.ofMillis(50), timeout))
                        .path("/", flooding)
                        .start();
                RawClient client = RawClient.openNarrow(server.port(), "/")) {
            WebSocket ws = flooding.connection();
            long start = System.nanoTime();
            // It reads about 4 MB a second for longer than it may be silent; the ping is behind 8 MB and what the
            // kernel holds.
            while (client.read().opcode() != RawClient.PING) {
                if (System.nanoTime() - start < timeout.toNanos() * 3 / 2) {
                    assertThat(ws.send(message)).isTrue();
                    LockSupport.parkNanos(5_000_000);
                }
            }
            assertThat(System.nanoTime() - start).isGreaterThan(timeout.toNanos() * 5 / 4);
            assertThat(ws.state()).isEqualTo(WebSocket.State.OPEN);
        }
    }
}
