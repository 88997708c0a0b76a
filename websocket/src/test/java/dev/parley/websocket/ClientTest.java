package dev.parley.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.net.Address;
import dev.parley.net.Network;
import dev.parley.net.NetworkOptions;
import dev.parley.net.http.HttpResponse;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Our client against our server.
class ClientTest {

    private final Recorder recorder = new Recorder();

    private WebSocketClient.Builder to(WebSocketServer server, String path) {
        return WebSocketClient.builder().uri("ws://127.0.0.1:" + server.port() + path);
    }

    private static WebSocketServer echo() throws Exception {
        return WebSocketServer.builder().path("/", new Echo()).start();
    }

    @Test
    void whatIsSentBeforeItIsOpenWaits() throws Exception {
        try (WebSocketServer server = echo()) {
            WebSocket ws = to(server, "/").connect(recorder);
            assertThat(ws.send("first")).isTrue();
            assertThat(ws.send("second")).isTrue();
            assertThat(recorder.next()).isEqualTo("open");
            assertThat(recorder.next()).isEqualTo("text first");
            assertThat(recorder.next()).isEqualTo("text second");
            assertThat(ws.state()).isEqualTo(WebSocket.State.OPEN);
            ws.close(1000, "done");
            assertThat(recorder.next()).isEqualTo("close 1000 done");
            assertThat(ws.state()).isEqualTo(WebSocket.State.CLOSED);
            assertThat(ws.send("late")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(WebSocketOptions.Compression.class)
    void messagesOfAllSizesGoThroughUnderEveryCompression(WebSocketOptions.Compression compression) throws Exception {
        WebSocketOptions options =
                WebSocketOptions.DEFAULT.withCompression(compression).withMessageSizeLimit(1 << 20);
        Group group = new Group();
        WebSocketHandler handler = new Echo() {
            @Override
            public void onOpen(WebSocket ws) {
                group.add(ws);
            }

            @Override
            public void onBinary(WebSocket ws, ByteBuffer data) {
                group.broadcast(data);
            }
        };
        try (WebSocketServer server = WebSocketServer.builder()
                .path("/", handler, options, Admission.EVERYBODY)
                .start()) {
            WebSocket ws = to(server, "/").options(options).connect(recorder);
            assertThat(recorder.next()).isEqualTo("open");
            for (int length : new int[] {0, 1, 20, 100, 1000, 10_000, 500_000}) {
                String text = "ab好c ".repeat(length / 6);
                ws.send(text);
                assertThat(recorder.next()).isEqualTo("text " + text);
                ws.send(ByteBuffer.allocate(length));
                assertThat(recorder.next()).isEqualTo("binary " + length);
            }
            ws.close();
            assertThat(recorder.next()).startsWith("close 1000");
        }
    }

    @Test
    void theBestSubprotocolInCommonIsAgreedOn() throws Exception {
        try (WebSocketServer server = WebSocketServer.builder()
                .options(WebSocketOptions.DEFAULT.withSubprotocols("v2", "v1"))
                .path("/", recorder)
                .start()) {
            Recorder mine = new Recorder();
            WebSocket ws = to(server, "/")
                    .options(WebSocketOptions.DEFAULT.withSubprotocols("v1", "v2", "v3"))
                    .connect(mine);
            assertThat(recorder.connection().subprotocol()).isEqualTo("v2");
            mine.connection();
            assertThat(ws.subprotocol()).isEqualTo("v2");
            ws.close();
        }
    }

    @Test
    void pathParametersAndQueryReachTheHandler() throws Exception {
        try (WebSocketServer server =
                WebSocketServer.builder().path("/chat/{room}", recorder).start()) {
            WebSocket ws = to(server, "/chat/a%20b%2Fc+d?name=J%C3%BCrgen+X").connect(new Recorder());
            UpgradeRequest request = recorder.connection().request();
            assertThat(request.parameter("room")).isEqualTo("a b/c+d");
            assertThat(request.query("name")).isEqualTo("Jürgen X");
            assertThat(request.query("none")).isNull();
            ws.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 503})
    void anAdmissionRefusesBeforeTheUpgrade(int status) throws Exception {
        Admission admission =
                (_, decision) -> Thread.ofVirtual().start(() -> decision.refuse(HttpResponse.text(status, "not you")));
        try (WebSocketServer server = WebSocketServer.builder()
                .path("/", recorder, WebSocketOptions.DEFAULT, admission)
                .start()) {
            Recorder mine = new Recorder();
            WebSocket ws = to(server, "/").connect(mine);
            assertThat(mine.next()).startsWith("error The server answered " + status);
            assertThat(mine.next()).startsWith("close 1006");
            assertThat(ws.state()).isEqualTo(WebSocket.State.CLOSED);
            assertThat(recorder.heard).isEmpty();
        }
    }

    @Test
    void anAdmissionMayAcceptLaterAndBytesBehindTheRequestWait() throws Exception {
        Admission admission = (_, decision) -> Thread.ofVirtual().start(decision::accept);
        try (WebSocketServer server = WebSocketServer.builder()
                .path("/", new Echo(), WebSocketOptions.DEFAULT, admission)
                .start()) {
            String early = new String(
                    RawClient.frame(RawClient.FIN | RawClient.TEXT, "early".getBytes(StandardCharsets.UTF_8)),
                    StandardCharsets.ISO_8859_1);
            try (RawClient client = RawClient.ask(server.port(), RawClient.request(server.port(), "/") + early)) {
                assertThat(client.read().text()).isEqualTo("early");
            }
        }
    }

    @Test
    void aRefusedConnectionIsAnErrorAndAClose() throws Exception {
        WebSocketServer server = echo();
        int port = server.port();
        server.close();
        WebSocketClient.builder().uri("ws://127.0.0.1:" + port + "/").connect(recorder);
        assertThat(recorder.next()).startsWith("error ");
        assertThat(recorder.next()).startsWith("close 1006 ");
    }

    @Test
    void itConnectsAgainAfterALossAndSendsWhatHasWaited() throws Exception {
        WebSocketServer first = echo();
        int port = first.port();
        WebSocket ws = to(first, "/")
                .reconnect(Duration.ofMillis(20), Duration.ofMillis(200))
                .connect(recorder);
        assertThat(recorder.next()).isEqualTo("open");
        first.stop(Duration.ZERO);
        String lost = recorder.next();
        assertThat(lost.startsWith("error") ? recorder.next() : lost).startsWith("close ");
        assertThat(ws.state()).isEqualTo(WebSocket.State.CONNECTING);
        assertThat(ws.send("while it was away")).isTrue();
        try (WebSocketServer _ =
                WebSocketServer.builder().port(port).path("/", new Echo()).start()) {
            String heard = recorder.next();
            while (heard.startsWith("error ")) {
                heard = recorder.next();
            }
            assertThat(heard).isEqualTo("open");
            assertThat(recorder.next()).isEqualTo("text while it was away");
            ws.close();
            assertThat(recorder.next()).startsWith("close 1000");
            assertThat(ws.state()).isEqualTo(WebSocket.State.CLOSED);
        }
    }

    @Test
    void closingWhileItWaitsToConnectAgainEndsIt() throws Exception {
        WebSocketServer server = echo();
        WebSocket ws = to(server, "/")
                .reconnect(Duration.ofHours(1), Duration.ofHours(1))
                .connect(recorder);
        assertThat(recorder.next()).isEqualTo("open");
        server.stop(Duration.ZERO);
        String lost = recorder.next();
        assertThat(lost.startsWith("error") ? recorder.next() : lost).startsWith("close ");
        ws.close();
        await().until(() -> ws.state() == WebSocket.State.CLOSED);
        assertThat(recorder.heard).isEmpty();
    }

    @Test
    void aServerThatClosesAtOnceIsCalledLessAndLessOften() throws Exception {
        try (WebSocketServer server = WebSocketServer.builder()
                .path("/", new WebSocketHandler() {
                    @Override
                    public void onOpen(WebSocket ws) {
                        recorder.onOpen(ws);
                        ws.close(CloseCode.TRY_AGAIN_LATER, "full");
                    }
                })
                .start()) {
            WebSocket ws = to(server, "/")
                    .reconnect(Duration.ofMillis(1), Duration.ofHours(1))
                    .connect(new Recorder());
            for (int i = 0; i < 5; i++) {
                recorder.connection();
            }
            ws.close();
            await().until(() -> ws.state() == WebSocket.State.CLOSED);
            assertThat(recorder.opened.size()).isLessThan(30);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aSenderThatMayBlockWaitsForRoomInsteadOfLosingItsConnection(int virtual) throws Exception {
        Recorder mine = new Recorder();
        WebSocketHandler rows = new WebSocketHandler() {
            @Override
            public void onText(WebSocket ws, String text) {
                for (int i = 0; i < 3000; i++) {
                    if (!ws.send("x".repeat(1000) + i)) {
                        throw new IllegalStateException("refused " + i);
                    }
                }
            }
        };
        try (WebSocketServer server = WebSocketServer.builder()
                .virtualThreads()
                .path("/rows", rows)
                .path("/echo", new Echo())
                .start()) {
            WebSocket ws = to(server, virtual == 1 ? "/rows" : "/echo").connect(mine);
            assertThat(mine.next()).isEqualTo("open");
            if (virtual == 1) {
                ws.send("go");
            } else {
                rows.onText(ws, "go");
            }
            for (int i = 0; i < 3000; i++) {
                assertThat(mine.next()).isEqualTo("text " + "x".repeat(1000) + i);
            }
            ws.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http2://x/", "ws:///path", "ws://host/#fragment", "ws:opaque", "ws://host:70000/", "ws://a b/"})
    void aUriThatIsNoWebSocketsIsRefused(String uri) {
        assertThatThrownBy(() -> WebSocketClient.builder().uri(uri).connect(recorder))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void closingInOnCloseEndsAClientThatWouldHaveConnectedAgain() throws Exception {
        Recorder mine = new Recorder() {
            @Override
            public void onClose(WebSocket ws, int code, String reason) {
                ws.close();
                super.onClose(ws, code, reason);
            }
        };
        try (WebSocketServer server =
                WebSocketServer.builder().path("/", recorder).start()) {
            WebSocket ws = to(server, "/")
                    .reconnect(Duration.ofMillis(5), Duration.ofMillis(10))
                    .connect(mine);
            recorder.connection().close();
            assertThat(mine.next()).isEqualTo("open");
            assertThat(mine.next()).startsWith("close 1000");
            await().until(() -> ws.state() == WebSocket.State.CLOSED);
            assertThat(ws.send("nobody is there")).isFalse();
        }
    }

    @Test
    void aSenderThatMayBlockTakesNoMoreThanTheLimitWhileItsLoopIsBusy() throws Exception {
        int size = 200_000;
        AtomicInteger received = new AtomicInteger();
        AtomicInteger sent = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(1);
        WebSocketHandler counter = new WebSocketHandler() {
            @Override
            public void onBinary(WebSocket ws, ByteBuffer data) {
                received.incrementAndGet();
            }
        };
        try (WebSocketServer server = WebSocketServer.builder()
                .options(WebSocketOptions.DEFAULT.withMessageSizeLimit(size))
                .path("/", counter)
                .start()) {
            WebSocket ws = to(server, "/").connect(recorder);
            recorder.connection();
            ws.execute(() -> waitFor(done));
            Thread sender = Thread.ofPlatform().start(() -> {
                while (sent.get() < 50 && ws.send(ByteBuffer.allocate(size))) {
                    sent.incrementAndGet();
                }
            });
            await().until(() -> sender.getState() == Thread.State.WAITING);
            assertThat(sent.get() * size).isPositive().isLessThanOrEqualTo(1024 * 1024);
            done.countDown();
            await().until(() -> received.get() == 50);
            sender.join();
            assertThat(ws.state()).isEqualTo(WebSocket.State.OPEN);
            ws.close();
        }
    }

    @Test
    void emptyMessagesSentBeforeItIsOpenAreBoundedToo() throws Exception {
        try (ServerSocket mute = new ServerSocket(0)) {
            WebSocket ws = WebSocketClient.builder()
                    .uri("ws://127.0.0.1:" + mute.getLocalPort())
                    .connect(recorder);
            int taken = 0;
            while (taken < 200_000 && ws.send("")) {
                taken++;
            }
            assertThat(taken).isBetween(10_000, 100_000);
            ws.close();
        }
    }

    @Test
    void aQueueFullOfSmallMessagesThatWaitIsSentWhole() throws Exception {
        AtomicInteger received = new AtomicInteger();
        WebSocketHandler counter = new WebSocketHandler() {
            @Override
            public void onText(WebSocket ws, ByteBuffer utf8) {
                received.incrementAndGet();
            }
        };
        CountDownLatch filled = new CountDownLatch(1);
        try (WebSocketServer server = WebSocketServer.builder()
                .path(
                        "/",
                        counter,
                        (request, decision) -> Thread.ofVirtual().start(() -> {
                            waitFor(filled);
                            decision.accept();
                        }))
                .start()) {
            WebSocket ws = to(server, "/").connect(recorder);
            int taken = 0;
            while (ws.send("x")) {
                taken++;
            }
            filled.countDown();
            int all = taken;
            await().until(() -> received.get() == all);
            assertThat(ws.state()).isEqualTo(WebSocket.State.OPEN);
            ws.close();
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatIsNotAsciiInAUriGoesPercentEncoded() throws Exception {
        try (WebSocketServer server =
                WebSocketServer.builder().path("/{room}", recorder).start()) {
            WebSocket ws = to(server, "/ä€?q=ü").connect(new Recorder());
            UpgradeRequest request = recorder.connection().request();
            assertThat(request.parameter("room")).isEqualTo("ä€");
            assertThat(request.query("q")).isEqualTo("ü");
            ws.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ws://my_host,            my_host",
        "ws://my_host:80/,        my_host",
        "ws://my_host:81/,        my_host:81",
        "ws://me:secret@host:,    host",
        "ws://[::1]:81,           [::1]:81",
        "http://host/?q=1,        host"
    })
    void theHostHeaderSaysWhatTheUriSays(String uri, String host) throws Exception {
        try (WebSocketServer server =
                WebSocketServer.builder().path("/", recorder).start()) {
            WebSocket ws = WebSocketClient.builder()
                    .uri(uri)
                    .address(new Address.Tcp("127.0.0.1", server.port()))
                    .connect(new Recorder());
            assertThat(recorder.connection().request().headers().all("Host")).containsExactly(host);
            ws.close();
        }
    }

    @Test
    void aClientWhoseNetworkHasStoppedTakesNoMore() throws Exception {
        Network network = Network.start(NetworkOptions.DEFAULT.withLoops(1));
        WebSocketServer server = echo();
        int port = server.port();
        server.close();
        WebSocket ws = WebSocketClient.builder()
                .uri("ws://127.0.0.1:" + port)
                .network(network)
                .reconnect(Duration.ofHours(1), Duration.ofHours(1))
                .connect(recorder);
        assertThat(recorder.next()).startsWith("error ");
        network.close();
        assertThat(ws.send("nobody calls any more")).isFalse();
        ws.close();
    }
}
