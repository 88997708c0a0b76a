package dev.parley.e2e.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.net.NetworkOptions;
import dev.parley.websocket.WebSocketOptions.Compression;
import dev.parley.websocket.WebSocketServer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.handshake.ServerHandshake;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that Java programs use, against our echo.
class JavaClientsTest {

    private static final int[] LENGTHS = {0, 1, 125, 126, 1000, 65535, 65536, 1_000_000};

    private static WebSocketServer server;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @BeforeAll
    static void start() throws Exception {
        server = WsPackageTest.EchoServer.start(NetworkOptions.DEFAULT, Compression.PER_MESSAGE);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private String next() throws InterruptedException {
        return heard.poll(10, TimeUnit.SECONDS);
    }

    private static String text(int length) {
        return "aß好🙂".repeat(length / 4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void javaWebSocketGetsEverythingBack(boolean compressed) throws Exception {
        Draft_6455 draft = compressed ? new Draft_6455(new PerMessageDeflateExtension()) : new Draft_6455();
        WebSocketClient client = new WebSocketClient(URI.create("ws://127.0.0.1:" + server.port() + "/echo"), draft) {
            @Override
            public void onOpen(ServerHandshake handshake) {
                heard.add("open");
            }

            @Override
            public void onMessage(String message) {
                heard.add(message);
            }

            @Override
            public void onMessage(ByteBuffer bytes) {
                heard.add("binary " + bytes.remaining());
            }

            @Override
            public void onClose(int code, String reason, boolean remote) {
                heard.add("close " + code);
            }

            @Override
            public void onError(Exception error) {
                heard.add("error " + error);
            }
        };
        assertThat(client.connectBlocking(10, TimeUnit.SECONDS)).isTrue();
        assertThat(next()).isEqualTo("open");
        for (int length : LENGTHS) {
            client.send(text(length));
            client.send(new byte[length]);
            assertThat(next()).isEqualTo(text(length));
            assertThat(next()).isEqualTo("binary " + length);
        }
        client.closeBlocking();
        assertThat(next()).isEqualTo("close 1000");
    }

    @Test
    void okHttpGetsEverythingBack() throws Exception {
        OkHttpClient http = new OkHttpClient();
        okhttp3.WebSocket client = http.newWebSocket(
                new Request.Builder()
                        .url("ws://127.0.0.1:" + server.port() + "/echo")
                        .build(),
                new WebSocketListener() {
                    @Override
                    public void onMessage(okhttp3.WebSocket ws, String text) {
                        heard.add(text);
                    }

                    @Override
                    public void onMessage(okhttp3.WebSocket ws, ByteString bytes) {
                        heard.add("binary " + bytes.size());
                    }

                    @Override
                    public void onClosed(okhttp3.WebSocket ws, int code, String reason) {
                        heard.add("close " + code);
                    }

                    @Override
                    public void onFailure(okhttp3.WebSocket ws, Throwable error, Response response) {
                        heard.add("error " + error);
                    }
                });
        for (int length : LENGTHS) {
            client.send(text(length));
            client.send(ByteString.of(new byte[length]));
            assertThat(next()).isEqualTo(text(length));
            assertThat(next()).isEqualTo("binary " + length);
        }
        client.close(1000, "done");
        assertThat(next()).isEqualTo("close 1000");
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
