package dev.parley.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How connections end, from either side.
class ClosingTest {

    private final Recorder recorder = new Recorder() {
        @Override
        public void onText(WebSocket ws, String text) {
            super.onText(ws, text);
            if (text.equals("throw")) {
                throw new IllegalStateException("thrown by the handler");
            }
        }
    };
    private WebSocketServer server;

    @BeforeEach
    void start() throws Exception {
        server = WebSocketServer.builder().path("/", recorder).start();
    }

    @AfterEach
    void stop() {
        server.stop(Duration.ofMillis(200)); // some clients answer no close
    }

    @Test
    void thePeersCloseIsAnsweredWithItsCodeAndReasonAndTheStreamEnds() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            assertThat(recorder.next()).isEqualTo("open");
            RawClient.Frame close = client.close(4321, "bye").read();
            assertThat(close.closeCode()).isEqualTo(4321);
            assertThat(close.closeReason()).isEqualTo("bye");
            assertThat(client.readToEnd()).isEmpty();
            assertThat(recorder.next()).isEqualTo("close 4321 bye");
        }
    }

    @Test
    void aCloseWithoutACodeIsReportedAs1005AndAnsweredWithoutOne() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            RawClient.Frame close = client.send(RawClient.frame(RawClient.FIN | RawClient.CLOSE, new byte[0]))
                    .read();
            assertThat(close.payload()).isEmpty();
            assertThat(recorder.next()).isEqualTo("open");
            assertThat(recorder.next()).isEqualTo("close 1005 ");
        }
    }

    @Test
    void ourCloseWaitsForThePeersAnswer() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            WebSocket ws = recorder.connection();
            ws.close(3000, "enough");
            RawClient.Frame close = client.read();
            assertThat(close.closeCode()).isEqualTo(3000);
            assertThat(close.closeReason()).isEqualTo("enough");
            assertThat(ws.state()).isEqualTo(WebSocket.State.CLOSING);
            assertThat(ws.send("too late")).isFalse();
            client.close(3000, "");
            assertThat(client.readToEnd()).isEmpty();
            assertThat(recorder.next()).isEqualTo("open");
            assertThat(recorder.next()).isEqualTo("close 3000 ");
            assertThat(ws.state()).isEqualTo(WebSocket.State.CLOSED);
        }
    }

    @Test
    void aPeerThatNeverAnswersOurCloseIsCutWith1006() throws Exception {
        try (WebSocketServer impatient = WebSocketServer.builder()
                        .options(WebSocketOptions.DEFAULT.withCloseTimeout(Duration.ofMillis(300)))
                        .path("/", recorder)
                        .start();
                RawClient client = RawClient.open(impatient.port(), "/")) {
            recorder.connection().close(1000, "");
            assertThat(client.read().closeCode()).isEqualTo(1000);
            assertThat(recorder.next()).isEqualTo("open");
            assertThat(recorder.next())
                    .isEqualTo("close 1006 the peer did not finish the closing handshake within 300 ms");
        }
    }

    @Test
    void aLostConnectionIs1006() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            client.endOutput();
            assertThat(recorder.next()).isEqualTo("open");
            assertThat(recorder.next()).isEqualTo("close 1006 the connection ended without a close frame");
        }
    }

    @Test
    void aResetIs1006() throws Exception {
        RawClient.open(server.port(), "/").reset();
        assertThat(recorder.next()).isEqualTo("open");
        String next = recorder.next();
        assertThat(next.startsWith("error ") ? recorder.next() : next).startsWith("close 1006 ");
    }

    @Test
    void nothingIsHeardBehindACloseFrame() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            byte[] close = RawClient.frame(RawClient.FIN | RawClient.CLOSE, new byte[] {0x03, (byte) 0xe8});
            byte[] text = RawClient.frame(RawClient.FIN | RawClient.TEXT, new byte[] {'x'});
            client.send(java.nio.ByteBuffer.allocate(close.length + text.length)
                    .put(close)
                    .put(text)
                    .array());
            assertThat(client.read().closeCode()).isEqualTo(1000);
            assertThat(recorder.next()).isEqualTo("open");
            assertThat(recorder.next()).isEqualTo("close 1000 ");
        }
    }

    @Test
    void aHandlerThatThrowsLosesItsConnectionOnlyWith1011() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/");
                RawClient other = RawClient.open(server.port(), "/")) {
            assertThat(recorder.next()).isEqualTo("open");
            assertThat(recorder.next()).isEqualTo("open");
            RawClient.Frame close = client.text("throw").read();
            assertThat(close.closeCode()).isEqualTo(1011);
            assertThat(recorder.next()).isEqualTo("text throw");
            assertThat(recorder.next()).isEqualTo("error thrown by the handler");
            client.close();
            assertThat(recorder.next()).startsWith("close 1011");
            other.text("fine");
            assertThat(recorder.next()).isEqualTo("text fine");
        }
    }

    @Test
    void aStoppingServerSays1001() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            recorder.connection();
            Thread stopping = Thread.ofVirtual().start(() -> server.stop(Duration.ofSeconds(5)));
            assertThat(client.read().closeCode()).isEqualTo(1001);
            client.close(1001, "");
            assertThat(client.readToEnd()).isEmpty();
            stopping.join();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 70000})
    void aForbiddenCodeThrowsAndNamesTheRange(int code) throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            WebSocket ws = recorder.connection();
            assertThatThrownBy(() -> ws.close(code, ""))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("3000 to 4999");
            assertThat(client.answer).isNotEmpty();
        }
    }

    @Test
    void aReasonOfMoreThan123BytesThrows() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            WebSocket ws = recorder.connection();
            assertThatThrownBy(() -> ws.close(1000, "é".repeat(62))).hasMessageContaining("123");
            assertThat(client.answer).isNotEmpty();
        }
    }

    @Test
    void whoPausesAfterClosingStillSeesThePeersAnswer() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            WebSocket ws = recorder.connection();
            ws.close();
            ws.pause();
            client.read();
            client.close(1000, "");
            assertThat(recorder.next()).isEqualTo("open");
            assertThat(recorder.next()).isEqualTo("close 1000 ");
        }
    }

    @Test
    void sendingToAPeerThatHasEndedItsInputIsRefusedAndIts1006Stays() throws Exception {
        try (RawClient client = RawClient.openNarrow(server.port(), "/")) {
            WebSocket ws = recorder.connection();
            ws.send(ByteBuffer.allocate(8_000_000));
            await().until(() -> !ws.isWritable());
            client.endOutput();
            await().until(() -> ws.state() == WebSocket.State.CLOSING);
            CompletableFuture<Boolean> late = new CompletableFuture<>();
            ws.execute(() -> late.complete(ws.send("more")));
            assertThat(late.get(10, TimeUnit.SECONDS)).isFalse();
            assertThat(client.readToEnd()).hasSize(8_000_000 + 10);
            assertThat(recorder.next()).isEqualTo("open");
            assertThat(recorder.next()).isEqualTo("close 1006 the connection ended without a close frame");
        }
    }

    @Test
    void onceTheServerHasStoppedEverythingIsRefusedAndNothingThrows() throws Exception {
        Group group = new Group();
        try (RawClient client = RawClient.open(server.port(), "/")) {
            WebSocket ws = recorder.connection();
            MessageStream stream = ws.streamText();
            group.add(ws);
            await().until(() -> group.size() == 1);
            server.close();
            assertThat(client.answer).isNotEmpty();
            assertThat(ws.send("late")).isFalse();
            assertThat(ws.isWritable()).isFalse();
            ws.pause();
            ws.resume();
            ws.ping();
            ws.close();
            ws.abort();
            ws.execute(() -> {});
            ws.schedule(Duration.ZERO, () -> {});
            assertThat(stream.write(ByteBuffer.allocate(1))).isFalse();
            stream.close();
            group.broadcast("to nobody");
            group.remove(ws);
            group.add(ws);
            assertThat(group.size()).isZero();
        }
    }
}
