package dev.parley.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The opening handshake over a real socket; its rules are tested in `protocol`.
class HandshakeTest {

    private static WebSocketServer server;

    @BeforeAll
    static void start() throws Exception {
        server = WebSocketServer.builder()
                .path("/ws", new Echo())
                .path("/deep/{rest*}", new Echo())
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String ask(String request) throws Exception {
        try (RawClient client = RawClient.ask(server.port(), request)) {
            return client.answer;
        }
    }

    @Test
    void aGoodOneIsAnsweredWith101AndTheAcceptKey() throws Exception {
        assertThat(ask(RawClient.request(server.port(), "/ws")))
                .startsWith("HTTP/1.1 101 ")
                .containsIgnoringCase("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void anotherVersionIs426AndSaysWhichIsSpoken() throws Exception {
        assertThat(ask(RawClient.request(server.port(), "/ws").replace("Version: 13", "Version: 8")))
                .startsWith("HTTP/1.1 426 ")
                .containsIgnoringCase("Sec-WebSocket-Version: 13");
    }

    @Test
    void aPlainRequestForAWebSocketsPathIs426() throws Exception {
        assertThat(ask("GET /ws HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 426 ");
    }

    @Test
    void anUnknownPathIs404() throws Exception {
        assertThat(ask(RawClient.request(server.port(), "/nowhere"))).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void aBrokenPathIs400() throws Exception {
        assertThat(ask(RawClient.request(server.port(), "/deep/%zz"))).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void theRestOfAPathMatchesAnything() throws Exception {
        assertThat(ask(RawClient.request(server.port(), "/deep/a/b/c"))).startsWith("HTTP/1.1 101 ");
    }

    @Test
    void aForeignOriginIs403AndOurOwnIsLetIn() throws Exception {
        assertThat(ask(RawClient.request(server.port(), "/ws", "Origin: http://evil.example")))
                .startsWith("HTTP/1.1 403 ");
        assertThat(ask(RawClient.request(server.port(), "/ws", "Origin: http://127.0.0.1:" + server.port())))
                .startsWith("HTTP/1.1 101 ");
    }

    @Test
    void anOfferOfCompressionIsTakenWithoutServerContextTakeover() throws Exception {
        assertThat(
                        ask(
                                RawClient.request(
                                        server.port(),
                                        "/ws",
                                        "Sec-WebSocket-Extensions: x-webkit-deflate-frame, permessage-deflate; client_max_window_bits")))
                .containsIgnoringCase("permessage-deflate")
                .containsIgnoringCase("server_no_context_takeover");
    }
}
