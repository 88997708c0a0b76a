package dev.parley.e2e.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.e2e.Node;
import dev.parley.net.NetworkOptions;
import dev.parley.net.Transport;
import dev.parley.websocket.Admission;
import dev.parley.websocket.WebSocket;
import dev.parley.websocket.WebSocketClient;
import dev.parley.websocket.WebSocketHandler;
import dev.parley.websocket.WebSocketOptions;
import dev.parley.websocket.WebSocketOptions.Compression;
import dev.parley.websocket.WebSocketServer;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The package `ws` from npm, as a client of our server and as a server for our client.
class WsPackageTest {

    @ParameterizedTest
    @CsvSource({"IO_URING, plain", "EPOLL, compressed", "NIO, plain", "NIO, compressed"})
    void asAClientItGetsEverythingBack(Transport transport, String compression) throws Exception {
        try (WebSocketServer server = EchoServer.start(
                NetworkOptions.DEFAULT.withTransport(transport).withLoops(1), Compression.PER_MESSAGE)) {
            assertThat(said(Node.start("ws-client.mjs", "ws://127.0.0.1:" + server.port() + "/echo", compression)))
                    .isEqualTo("all went well");
        }
    }

    @Test
    void asAClientWithContextTakeoverItGetsEverythingBack() throws Exception {
        try (WebSocketServer server = EchoServer.start(NetworkOptions.DEFAULT, Compression.TAKEOVER)) {
            assertThat(said(Node.start("ws-client.mjs", "ws://127.0.0.1:" + server.port() + "/echo", "compressed")))
                    .isEqualTo("all went well");
        }
    }

    private static String said(Process process) throws Exception {
        try {
            String line = Node.firstLine(process);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            return line;
        } finally {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @CsvSource({"plain, OFF", "plain, PER_MESSAGE", "compressed, PER_MESSAGE", "takeover, TAKEOVER"})
    void asAServerItTalksToOurClient(String theirs, Compression ours) throws Exception {
        Process process = Node.start("ws-server.mjs", theirs);
        try {
            int port = Integer.parseInt(Node.firstLine(process));
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            WebSocket ws = WebSocketClient.builder()
                    .uri("ws://127.0.0.1:" + port + "/")
                    .options(WebSocketOptions.DEFAULT.withCompression(ours).withMessageSizeLimit(1 << 20))
                    .connect(new WebSocketHandler() {
                        @Override
                        public void onText(WebSocket ws, String text) {
                            heard.add("text " + text.length() + " " + text.hashCode());
                        }

                        @Override
                        public void onBinary(WebSocket ws, ByteBuffer data) {
                            heard.add("binary " + data.remaining());
                        }

                        @Override
                        public void onClose(WebSocket ws, int code, String reason) {
                            heard.add("close " + code + " " + reason);
                        }
                    });
            for (int length : new int[] {0, 1, 125, 126, 65535, 65536, 300_000}) {
                String text = "aß好🙂".repeat(length / 4);
                ws.send(text);
                ws.send(ByteBuffer.allocate(length));
                assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("text " + text.length() + " " + text.hashCode());
                assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("binary " + length);
            }
            ws.send("close:3999");
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("close 3999 as asked");
            assertThat(ws.state()).isEqualTo(WebSocket.State.CLOSED);
        } finally {
            process.destroyForcibly();
        }
    }

    /// An echo with the limits of Parley's own.
    static final class EchoServer {

        private EchoServer() {}

        static WebSocketServer start(NetworkOptions network, Compression compression) throws Exception {
            return WebSocketServer.builder()
                    .network(network)
                    .path(
                            "/echo",
                            new WebSocketHandler() {
                                @Override
                                public void onText(WebSocket ws, ByteBuffer utf8) {
                                    ws.sendText(utf8);
                                }

                                @Override
                                public void onBinary(WebSocket ws, ByteBuffer data) {
                                    ws.send(data);
                                }
                            },
                            WebSocketOptions.DEFAULT
                                    .withMessageSizeLimit(16 << 20)
                                    .withCompression(compression),
                            Admission.EVERYBODY)
                    .start();
        }
    }
}
