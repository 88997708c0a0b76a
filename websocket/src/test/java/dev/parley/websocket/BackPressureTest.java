package dev.parley.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.net.NetworkOptions;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Clients that read slowly, or never.
class BackPressureTest {

    @Test
    void anEchoStopsReadingWhileItsOwnOutputWaitsAndLosesNothing() throws Exception {
        AtomicLong received = new AtomicLong();
        try (WebSocketServer server = WebSocketServer.builder()
                        .path("/", new Echo() {
                            @Override
                            public void onBinary(WebSocket ws, ByteBuffer data) {
                                received.addAndGet(data.remaining());
                                super.onBinary(ws, data);
                            }
                        })
                        .start();
                RawClient client = RawClient.openNarrow(server.port(), "/")) {
            int messages = 2_000;
            byte[] frame = RawClient.frame(RawClient.FIN | RawClient.BINARY, new byte[20_000]);
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < messages; i++) {
                        client.send(frame);
                    }
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            // The echo stalls: what it has taken stays far below what was offered.
            long[] before = {-1};
            await().until(() -> {
                long now = received.get();
                boolean still = now > 0 && now == before[0];
                before[0] = now;
                return still;
            });
            assertThat(received.get()).isLessThan(messages * 20_000L / 2);
            for (int i = 0; i < messages; i++) {
                assertThat(client.read().payload()).hasSize(20_000);
            }
            writer.join();
            assertThat(received.get()).isEqualTo(messages * 20_000L);
        }
    }

    @Test
    void aMemberThatDoesNotReadIsClosedAsSlowAndTheOthersDoNotWait() throws Exception {
        Group group = new Group();
        Recorder recorder = new Recorder() {
            @Override
            public void onOpen(WebSocket ws) {
                group.add(ws);
                super.onOpen(ws);
            }
        };
        try (WebSocketServer server = WebSocketServer.builder()
                        .network(NetworkOptions.DEFAULT.withLoops(1))
                        .options(WebSocketOptions.DEFAULT.withOutgoingLimit(200_000))
                        .path("/", recorder)
                        .start();
                RawClient slow = RawClient.openNarrow(server.port(), "/")) {
            WebSocket slowOne = recorder.connection();
            try (RawClient quick = RawClient.open(server.port(), "/")) {
                recorder.connection();
                byte[] data = new byte[10_000];
                int sent = 0;
                while (slowOne.state() == WebSocket.State.OPEN && sent < 20_000) {
                    Arrays.fill(data, (byte) sent++);
                    group.broadcast(ByteBuffer.wrap(data));
                    RawClient.Frame frame = quick.read();
                    assertThat(frame.payload()).isEqualTo(data);
                }
                assertThat(slowOne.state()).isNotEqualTo(WebSocket.State.OPEN);
                assertThat(slowOne.bufferedAmount()).isLessThanOrEqualTo(210_200);
                RawClient.Frame last = slow.read();
                while (last.opcode() != RawClient.CLOSE) {
                    last = slow.read();
                }
                assertThat(last.closeCode()).isEqualTo(1013);
                assertThat(last.closeReason()).startsWith("slow");
            }
        }
    }

    @Test
    void aHandlerClosesWhoIsSlowInItsOwnWordsAndTheyLeave() throws Exception {
        Recorder recorder = new Recorder() {
            @Override
            public void onSlow(WebSocket ws) {
                heard.add("slow");
                assertThat(ws.send("you are slow")).isTrue();
                assertThat(ws.send(PreparedMessage.text("too slow"))).isTrue();
                ws.close(3008, "slow");
            }
        };
        try (WebSocketServer server = WebSocketServer.builder()
                        .options(WebSocketOptions.DEFAULT.withOutgoingLimit(100_000))
                        .path("/", recorder)
                        .start();
                RawClient client = RawClient.openNarrow(server.port(), "/")) {
            WebSocket ws = recorder.connection();
            PreparedMessages two = PreparedMessages.of(List.of(
                    PreparedMessage.binary(ByteBuffer.allocate(20_000)),
                    PreparedMessage.binary(ByteBuffer.allocate(20_000))));
            ws.execute(() -> {
                while (ws.send(two)) {}
                ws.send(two);
            });
            assertThat(recorder.next()).isEqualTo("open");
            assertThat(recorder.next()).isEqualTo("slow");
            RawClient.Frame frame = client.read();
            while (frame.opcode() == RawClient.BINARY) {
                frame = client.read();
            }
            assertThat(frame.text()).isEqualTo("you are slow");
            assertThat(client.read().text()).isEqualTo("too slow");
            RawClient.Frame last = client.read();
            assertThat(last.closeCode()).isEqualTo(3008);
            assertThat(last.closeReason()).isEqualTo("slow");
            client.close(3008, "slow");
            assertThat(recorder.next()).isEqualTo("close 3008 slow");
        }
    }

    @Test
    void aMessageLargerThanTheLimitIsTakenIntoAnEmptyQueue() throws Exception {
        Recorder recorder = new Recorder();
        try (WebSocketServer server = WebSocketServer.builder()
                        .options(WebSocketOptions.DEFAULT.withOutgoingLimit(1000))
                        .path("/", recorder)
                        .start();
                RawClient client = RawClient.open(server.port(), "/")) {
            assertThat(recorder.connection().send(ByteBuffer.allocate(5_000_000)))
                    .isTrue();
            assertThat(client.read().payload()).hasSize(5_000_000);
        }
    }
}
