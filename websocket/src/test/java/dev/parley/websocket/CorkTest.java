package dev.parley.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class CorkTest {

    /// Keeps back everything from the beginning, until what a test says is done.
    private static final class Corked implements WebSocketHandler {
        final AtomicBoolean done = new AtomicBoolean();
        private final WebSocketHandler then;

        Corked(WebSocketHandler then) {
            this.then = then;
        }

        @Override
        public void onOpen(WebSocket ws) {
            ws.cork();
            ws.send("first");
            ws.schedule(Duration.ofMillis(50), () -> {
                done.set(true);
                then.onOpen(ws);
            });
        }

        @Override
        public void onText(WebSocket ws, String text) {
            ws.send(text);
        }
    }

    private static final class Uncork implements WebSocketHandler {
        @Override
        public void onOpen(WebSocket ws) {
            ws.uncork();
        }
    }

    private static final class Close implements WebSocketHandler {
        @Override
        public void onOpen(WebSocket ws) {
            ws.close(4000, "no");
        }
    }

    private static final class Throw implements WebSocketHandler {
        @Override
        public void onOpen(WebSocket ws) {
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void theOpeningHandshakeIsAnsweredWhenItIsUncorked() throws Exception {
        Corked handler = new Corked(new Uncork());
        try (WebSocketServer server =
                        WebSocketServer.builder().path("/", handler).start();
                RawClient client = RawClient.open(server.port(), "/")) {
            assertThat(handler.done).isTrue();
            assertThat(client.read().text()).isEqualTo("first");
            assertThat(client.text("more").read().text()).isEqualTo("more");
        }
    }

    @Test
    void whatWasKeptBackLeavesBeforeTheEnd() throws Exception {
        Corked closed = new Corked(new Close());
        Corked failed = new Corked(new Throw());
        try (WebSocketServer server = WebSocketServer.builder()
                        .path("/closed", closed)
                        .path("/failed", failed)
                        .start();
                RawClient one = RawClient.open(server.port(), "/closed");
                RawClient two = RawClient.open(server.port(), "/failed")) {
            assertThat(closed.done).isTrue();
            assertThat(one.read().text()).isEqualTo("first");
            assertThat(one.read().closeCode()).isEqualTo(4000);
            assertThat(failed.done).isTrue();
            assertThat(two.read().text()).isEqualTo("first");
            assertThat(two.read().closeCode()).isEqualTo(1011);
        }
    }

    @Test
    void aPeersCloseIsAnsweredAtOnce() throws Exception {
        Recorder closing = new Recorder() {
            @Override
            public void onOpen(WebSocket ws) {
                super.onOpen(ws);
                ws.schedule(Duration.ofMillis(50), () -> ws.close(4001, "enough"));
            }
        };
        Recorder corked = new Recorder() {
            @Override
            public void onOpen(WebSocket ws) {
                super.onOpen(ws);
                ws.cork();
            }
        };
        try (WebSocketServer server =
                WebSocketServer.builder().path("/", closing).start()) {
            WebSocketClient.builder()
                    .uri("ws://127.0.0.1:" + server.port() + "/")
                    .connect(corked);
            assertThat(closing.next()).isEqualTo("open");
            assertThat(closing.next()).as("1006 when it was not answered").isEqualTo("close 4001 enough");
            assertThat(corked.next()).isEqualTo("open");
            assertThat(corked.next()).isEqualTo("close 4001 enough");
        }
    }

    @Test
    void theFirstMessageFindsTheQueueEmptyAlthoughTheHandshakesAnswerIsInIt() throws Exception {
        PreparedMessage large = PreparedMessage.text("x".repeat(5_000));
        List<Consumer<WebSocket>> ways = List.of(
                ws -> ws.send("x".repeat(5_000)),
                ws -> ws.send(large),
                ws -> ws.send(PreparedMessages.of(List.of(large))));
        for (Consumer<WebSocket> way : ways) {
            WebSocketHandler handler = new WebSocketHandler() {
                @Override
                public void onOpen(WebSocket ws) {
                    ws.cork();
                    way.accept(ws);
                    ws.send("one too many");
                }
            };
            try (WebSocketServer server = WebSocketServer.builder()
                            .options(WebSocketOptions.DEFAULT.withOutgoingLimit(1_000))
                            .path("/", handler)
                            .start();
                    RawClient client = RawClient.open(server.port(), "/")) {
                assertThat(client.read().text()).hasSize(5_000);
                assertThat(client.read().closeCode()).isEqualTo(1013);
            }
        }
    }
}
