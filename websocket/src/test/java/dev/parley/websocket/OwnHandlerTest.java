package dev.parley.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.net.Network;
import dev.parley.net.NetworkOptions;
import org.junit.jupiter.api.Test;

/// Handlers that are made for one connection, or for loops that run already.
class OwnHandlerTest {

    private static final class Counting implements WebSocketHandler {
        private int messages;

        @Override
        public WebSocketHandler handlerFor(UpgradeRequest request) {
            if (request.query("broken") != null) {
                throw new IllegalStateException("on purpose");
            }
            return new Counting();
        }

        @Override
        public void onText(WebSocket ws, String text) {
            ws.send(text + ++messages);
        }
    }

    @Test
    void eachConnectionHasAHandlerOfItsOwn() throws Exception {
        try (WebSocketServer server =
                        WebSocketServer.builder().path("/", new Counting()).start();
                RawClient one = RawClient.open(server.port(), "/");
                RawClient two = RawClient.open(server.port(), "/")) {
            assertThat(one.text("a").read().text()).isEqualTo("a1");
            assertThat(one.text("a").read().text()).isEqualTo("a2");
            assertThat(two.text("b").read().text()).isEqualTo("b1");
        }
    }

    @Test
    void whereNoHandlerCanBeMadeTheAnswerIs500() throws Exception {
        try (WebSocketServer server =
                        WebSocketServer.builder().path("/", new Counting()).start();
                RawClient one = RawClient.ask(server.port(), RawClient.request(server.port(), "/?broken"))) {
            assertThat(one.answer).startsWith("HTTP/1.1 500");
        }
    }

    @Test
    void aServerTakesOverTheNetworkThatWasStartedForItsHandlers() throws Exception {
        WebSocketServer.Builder builder = WebSocketServer.builder().network(NetworkOptions.DEFAULT.withLoops(3));
        Network network = builder.startNetwork();
        assertThat(network.loops()).hasSize(3);
        assertThatThrownBy(builder::startNetwork).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> builder.network(NetworkOptions.DEFAULT)).isInstanceOf(IllegalStateException.class);
        try (WebSocketServer server = builder.path("/", new Counting()).start();
                RawClient one = RawClient.open(server.port(), "/")) {
            assertThat(server.network()).isSameAs(network);
            assertThat(one.text("a").read().text()).isEqualTo("a1");
        }
        assertThatThrownBy(() -> network.loops().getFirst().execute(() -> {}))
                .isInstanceOf(java.util.concurrent.RejectedExecutionException.class);
    }
}
