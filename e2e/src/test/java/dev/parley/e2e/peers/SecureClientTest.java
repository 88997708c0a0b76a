package dev.parley.e2e.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.e2e.SelfSigned;
import dev.parley.net.Address;
import dev.parley.net.ListenOptions;
import dev.parley.websocket.WebSocket;
import dev.parley.websocket.WebSocketClient;
import dev.parley.websocket.WebSocketHandler;
import dev.parley.websocket.WebSocketServer;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Our client over `wss`.
class SecureClientTest {

    @TempDir
    private static Path folder;

    private static SelfSigned self;
    private static WebSocketServer server;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final WebSocketHandler recorder = new WebSocketHandler() {
        @Override
        public void onText(WebSocket ws, String text) {
            heard.add(text);
        }

        @Override
        public void onClose(WebSocket ws, int code, String reason) {
            heard.add("close " + code);
        }

        @Override
        public void onError(WebSocket ws, Throwable error) {
            heard.add("error");
        }
    };

    @BeforeAll
    static void start() throws Exception {
        self = SelfSigned.make(folder);
        server = WebSocketServer.builder()
                .listen(
                        new Address.Tcp("127.0.0.1", 0),
                        ListenOptions.DEFAULT.withTls(new ListenOptions.TlsFiles(self.certificate(), self.key())))
                .path("/", new WebSocketHandler() {
                    @Override
                    public void onText(WebSocket ws, String text) {
                        ws.send(text + (ws.request().secure() ? " in secret" : " in the clear"));
                    }
                })
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private String next() throws InterruptedException {
        return heard.poll(20, TimeUnit.SECONDS);
    }

    private WebSocketClient.Builder to(String host) {
        return WebSocketClient.builder().uri("wss://" + host + ":" + server.port() + "/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1"})
    void aCertificateThatIsTrustedAndForTheHostOpens(String host) throws Exception {
        WebSocket ws = to(host).address(new Address.Tcp("127.0.0.1", server.port()))
                .trust(self.certificate())
                .connect(recorder);
        ws.send("hello");
        assertThat(next()).isEqualTo("hello in secret");
        ws.close();
        assertThat(next()).isEqualTo("close 1000");
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws Exception {
        to("parley.example")
                .address(new Address.Tcp("127.0.0.1", server.port()))
                .trust(self.certificate())
                .connect(recorder);
        assertThat(next()).isEqualTo("error");
        assertThat(next()).isEqualTo("close 1006");
    }

    @Test
    void aCertificateThatNobodyTrustsIsRefused() throws Exception {
        to("localhost").connect(recorder);
        assertThat(next()).isEqualTo("error");
        assertThat(next()).isEqualTo("close 1006");
    }
}
