package dev.parley.websocket;

import static org.assertj.core.api.Assertions.assertThat;

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
}
