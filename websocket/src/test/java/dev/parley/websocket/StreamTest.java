package dev.parley.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Messages in parts, both ways.
class StreamTest {

    @Test
    void otherMessagesWaitForAStreamToEnd() throws Exception {
        Recorder recorder = new Recorder();
        try (WebSocketServer server =
                        WebSocketServer.builder().path("/", recorder).start();
                RawClient client = RawClient.open(server.port(), "/")) {
            WebSocket ws = recorder.connection();
            try (MessageStream stream = ws.streamText()) {
                stream.write(ByteBuffer.wrap("one ".getBytes(StandardCharsets.UTF_8)));
                ws.send("other");
                stream.write(ByteBuffer.wrap("message".getBytes(StandardCharsets.UTF_8)));
            }
            assertThat(client.read()).satisfies(frame -> {
                assertThat(frame.first()).isEqualTo(RawClient.TEXT);
                assertThat(frame.text()).isEqualTo("one ");
            });
            assertThat(client.read().first()).isZero();
            assertThat(client.read().first()).isEqualTo(RawClient.FIN);
            assertThat(client.read().text()).isEqualTo("other");
        }
    }

    @Test
    void partsOfAMessageArriveAsTheyCome() throws Exception {
        StringBuilder heard = new StringBuilder();
        CompletableFuture<String> whole = new CompletableFuture<>();
        WebSocketHandler parts = new WebSocketHandler() {
            @Override
            public boolean wantsParts() {
                return true;
            }

            @Override
            public void onBinaryPart(WebSocket ws, ByteBuffer data, boolean last) {
                heard.append(StandardCharsets.US_ASCII.decode(data)).append(last ? "!" : "|");
                ws.send(heard.toString());
                if (last) {
                    whole.complete(heard.toString());
                }
            }
        };
        try (WebSocketServer server = WebSocketServer.builder().path("/", parts).start();
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(RawClient.frame(RawClient.BINARY, new byte[] {'a', 'b'}));
            assertThat(client.read().text()).isEqualTo("ab|");
            client.send(RawClient.frame(0, new byte[] {'c'}));
            assertThat(client.read().text()).isEqualTo("ab|c|");
            client.send(RawClient.frame(RawClient.FIN, new byte[0]));
            assertThat(whole.get(10, TimeUnit.SECONDS)).isEqualTo("ab|c|!");
        }
    }

    @Test
    void aStreamToAConnectionThatIsLostEnds() throws Exception {
        Recorder recorder = new Recorder();
        try (WebSocketServer server =
                WebSocketServer.builder().path("/", recorder).start()) {
            RawClient client = RawClient.openNarrow(server.port(), "/");
            WebSocket ws = recorder.connection();
            CompletableFuture<Boolean> ended = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try (MessageStream stream = ws.streamBinary()) {
                    ByteBuffer part = ByteBuffer.allocate(100_000);
                    while (stream.write(part.duplicate())) {
                        ended.isDone();
                    }
                }
                ended.complete(true);
            });
            client.read();
            client.reset();
            assertThat(ended.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aSecondStreamWaitsForTheFirstToEnd() throws Exception {
        Recorder recorder = new Recorder();
        try (WebSocketServer server =
                        WebSocketServer.builder().path("/", recorder).start();
                RawClient client = RawClient.open(server.port(), "/")) {
            WebSocket ws = recorder.connection();
            MessageStream first = ws.streamText();
            first.write(ByteBuffer.wrap(new byte[] {'1'}));
            assertThat(client.read().text()).isEqualTo("1");
            CompletableFuture<Boolean> second = new CompletableFuture<>();
            Thread writer = Thread.ofVirtual().start(() -> {
                boolean written = true;
                try (MessageStream stream = ws.streamBinary()) {
                    for (int i = 0; i < 100; i++) {
                        written &= stream.write(ByteBuffer.allocate(10_000));
                    }
                }
                second.complete(written);
            });
            await().until(() -> writer.getState() == Thread.State.WAITING); // out of credit
            first.close();
            assertThat(client.read().first()).isEqualTo(RawClient.FIN);
            RawClient.Frame part = client.read();
            assertThat(part.first()).isEqualTo(RawClient.BINARY);
            int length = part.payload().length;
            while ((part.first() & RawClient.FIN) == 0) {
                part = client.read();
                length += part.payload().length;
            }
            assertThat(length).isEqualTo(1_000_000);
            assertThat(second.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aStreamBehindAnotherEndsWhenTheConnectionIsLost() throws Exception {
        Recorder recorder = new Recorder();
        try (WebSocketServer server =
                WebSocketServer.builder().path("/", recorder).start()) {
            RawClient client = RawClient.open(server.port(), "/");
            WebSocket ws = recorder.connection();
            ws.streamText().write(ByteBuffer.wrap(new byte[] {'1'}));
            client.read();
            CompletableFuture<Boolean> ended = new CompletableFuture<>();
            Thread writer = Thread.ofVirtual().start(() -> {
                MessageStream stream = ws.streamBinary();
                ended.complete(stream.write(ByteBuffer.allocate(1_000_000)));
            });
            await().until(() -> writer.getState() == Thread.State.WAITING);
            client.reset();
            assertThat(ended.get(10, TimeUnit.SECONDS)).isFalse();
        }
    }

    @Test
    void aStreamGoesThroughAQueueOfAnySize() throws Exception {
        Recorder recorder = new Recorder();
        try (WebSocketServer server = WebSocketServer.builder()
                        .options(WebSocketOptions.DEFAULT.withOutgoingLimit(50_000))
                        .path("/", recorder)
                        .start();
                RawClient client = RawClient.openNarrow(server.port(), "/")) {
            WebSocket ws = recorder.connection();
            Thread writer = Thread.ofVirtual().start(() -> {
                try (MessageStream stream = ws.streamBinary()) {
                    for (int i = 0; i < 500; i++) {
                        stream.write(ByteBuffer.allocate(20_000));
                    }
                }
            });
            await().until(() -> !ws.isWritable() && writer.getState() == Thread.State.WAITING);
            int length = 0;
            RawClient.Frame part;
            do {
                part = client.read();
                assertThat(part.opcode()).isNotEqualTo(RawClient.CLOSE);
                length += part.payload().length;
            } while ((part.first() & RawClient.FIN) == 0);
            assertThat(length).isEqualTo(10_000_000);
        }
    }
}
