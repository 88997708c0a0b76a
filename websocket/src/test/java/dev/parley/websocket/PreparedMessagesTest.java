package dev.parley.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Several messages in one write.
class PreparedMessagesTest {

    private static final PreparedMessages THREE = PreparedMessages.of(List.of(
            PreparedMessage.text("a".repeat(500)),
            PreparedMessage.binary(ByteBuffer.allocate(300)),
            PreparedMessage.text("b")));

    @ParameterizedTest
    @EnumSource(WebSocketOptions.Compression.class)
    void allComeInOrderWhateverTheCompressionOnTheLoopAndOffIt(WebSocketOptions.Compression compression)
            throws Exception {
        WebSocketOptions options = WebSocketOptions.DEFAULT.withCompression(compression);
        Recorder server = new Recorder();
        try (WebSocketServer listening =
                WebSocketServer.builder().options(options).path("/", server).start()) {
            Recorder client = new Recorder();
            WebSocket caller = WebSocketClient.builder()
                    .uri("ws://127.0.0.1:" + listening.port() + "/")
                    .options(options)
                    .connect(client);
            WebSocket ws = server.connection();
            assertThat(ws.send(THREE)).isTrue();
            ws.execute(() -> ws.send(THREE));
            assertThat(client.next()).isEqualTo("open");
            for (int i = 0; i < 2; i++) {
                assertThat(client.next()).isEqualTo("text " + "a".repeat(500));
                assertThat(client.next()).isEqualTo("binary 300");
                assertThat(client.next()).isEqualTo("text b");
            }
            assertThat(caller.send(THREE)).isTrue();
            assertThat(server.next()).isEqualTo("open");
            assertThat(server.next()).isEqualTo("text " + "a".repeat(500));
            assertThat(server.next()).isEqualTo("binary 300");
            assertThat(server.next()).isEqualTo("text b");
            caller.close();
            assertThat(client.next()).startsWith("close 1000");
            assertThat(ws.send(THREE)).isFalse();
        }
    }

    @Test
    void theirSizeIsThatOfTheirPayloads() {
        assertThat(THREE.size()).isEqualTo(801);
        assertThat(THREE.messages()).hasSize(3);
    }

    @Test
    void noMessagesAreRefused() {
        assertThatThrownBy(() -> PreparedMessages.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
