package dev.parley.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.hub.ChannelName;
import dev.parley.hub.HubOptions;
import dev.parley.hub.Namespace;
import dev.parley.hub.Namespace.Allow;
import dev.parley.hub.Payload;
import dev.parley.hub.Retention;
import dev.parley.net.NetworkOptions;
import dev.parley.websocket.WebSocketOptions;
import dev.parley.websocket.WebSocketServer;
import java.io.BufferedInputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bare clients on real sockets.
class RawHandlerTest {

    static final Namespace OPEN = Namespace.named("")
            .allowing(Allow.values())
            .remembering(new Retention(100_000, null, null))
            .withRaw();

    private static Parley.Builder parley(int loops) {
        return Parley.builder()
                .server(WebSocketServer.builder().network(NetworkOptions.DEFAULT.withLoops(loops)))
                .anonymous()
                .withoutNamespace(OPEN)
                .namespace(Namespace.named("live").allowing(Allow.values()).withRaw())
                .namespace(Namespace.named("sdk").allowing(Allow.values()));
    }

    private static void present(Parley parley, int clients) {
        await().until(() -> parley.hub().sessions().size() == clients);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void everybodyHearsEverybodyInOneOrder(int loops) throws Exception {
        try (Parley parley = parley(loops).start()) {
            List<Caller> callers = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                callers.add(new Caller(parley.port(), "/raw/room?history=1000"));
            }
            for (int i = 0; i < 200; i++) {
                callers.get(i % 3).text("m" + i);
            }
            List<String> first = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                first.add(callers.getFirst().next());
            }
            assertThat(first).doesNotHaveDuplicates();
            for (int sender = 0; sender < 3; sender++) {
                int remainder = sender;
                assertThat(first.stream()
                                .map(text -> Integer.parseInt(text.substring(1)))
                                .filter(n -> n % 3 == remainder))
                        .isSorted()
                        .hasSizeBetween(66, 67);
            }
            for (Caller caller : callers.subList(1, 12)) {
                for (String expected : first) {
                    assertThat(caller.next()).isEqualTo(expected);
                }
                caller.close();
            }
        }
    }

    @Test
    void framesKeepTheirKind() throws Exception {
        try (Parley parley = parley(2).start();
                Caller anna = new Caller(parley.port(), "/raw/live:Gr%C3%B6%C3%9Fe");
                Caller bob = new Caller(parley.port(), "/raw/live:Gr%C3%B6%C3%9Fe")) {
            present(parley, 2);
            anna.ws.send(ByteBuffer.wrap(new byte[] {1, 2}));
            anna.text("🙂");
            parley.publish("live:Größe", Payload.json("[1]"));
            for (Caller caller : List.of(anna, bob)) {
                List<String> heard = List.of(caller.next(), caller.next(), caller.next());
                assertThat(heard).containsExactlyInAnyOrder("[1, 2]", "🙂", "[1]");
                assertThat(heard.indexOf("[1, 2]")).isLessThan(heard.indexOf("🙂"));
            }
        }
    }

    @Test
    void whatIsWrongIsSaidBeforeTheUpgrade() throws Exception {
        try (Parley parley = parley(1).start()) {
            assertThat(answer(parley.port(), "/raw/room")).startsWith("HTTP/1.1 101");
            assertThat(answer(parley.port(), "/raw/sdk:a"))
                    .startsWith("HTTP/1.1 403")
                    .contains("raw: true");
            assertThat(answer(parley.port(), "/raw/nowhere:a")).startsWith("HTTP/1.1 404");
            assertThat(answer(parley.port(), "/raw/a%01b")).startsWith("HTTP/1.1 400");
            assertThat(answer(parley.port(), "/raw/" + "a".repeat(256))).startsWith("HTTP/1.1 400");
            assertThat(answer(parley.port(), "/raw/room?history=x"))
                    .startsWith("HTTP/1.1 400")
                    .contains("history is a number");
            assertThat(answer(parley.port(), "/raw/room?since=x")).startsWith("HTTP/1.1 400");
        }
    }

    private static String answer(int port, String target) throws Exception {
        try (Socket socket = new Socket()) {
            open(socket, port, target);
            InputStream in = socket.getInputStream();
            byte[] bytes = new byte[2000];
            int length = 0;
            while (length < bytes.length) {
                int more = in.read(bytes, length, bytes.length - length);
                String text = new String(bytes, 0, length += Math.max(0, more), StandardCharsets.UTF_8);
                if (more < 0
                        || (text.contains("\r\n\r\n")
                                && (text.startsWith("HTTP/1.1 101") || !text.endsWith("\r\n\r\n")))) {
                    return text;
                }
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static void open(Socket socket, int port, String target) throws Exception {
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.setSoTimeout(10_000);
        socket.getOutputStream()
                .write(("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void whoComesBackWithItsPositionHasMissedNothing() throws Exception {
        try (Parley parley = parley(2).start()) {
            String epoch;
            try (Caller anna = new Caller(parley.port(), "/raw/room?envelope=json")) {
                epoch = anna.next().replaceAll(".*\"epoch\":\"([^\"]*)\".*", "$1");
                anna.text("m1");
                assertThat(anna.next()).contains("\"offset\":1,").contains("\"text\":\"m1\"");
            }
            for (int i = 2; i <= 3_000; i++) {
                parley.publish("room", Payload.text("m" + i + "x".repeat(200)));
            }
            try (Caller anna = new Caller(parley.port(), "/raw/room?since=" + epoch + ":1")) {
                for (int i = 2; i <= 3_000; i++) {
                    assertThat(anna.next()).startsWith("m" + i + "x");
                }
                parley.publish("room", Payload.text("live"));
                assertThat(anna.next()).isEqualTo("live");
            }
            try (Caller lost = new Caller(parley.port(), "/raw/room?since=other:1")) {
                assertThat(lost.next()).isEqualTo("close 4012 unrecoverable position");
            }
        }
    }

    @Test
    void theUpgradeIsAnsweredWhenTheSubscriptionWasDecided() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch decided = new CountDownLatch(1);
        try (Parley parley = parley(2)
                        .onSubscribing((_, _) -> {
                            asked.countDown();
                            decided.await();
                            return null;
                        })
                        .start();
                Socket socket = new Socket()) {
            open(socket, parley.port(), "/raw/live:a");
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            socket.setSoTimeout(200);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
            socket.setSoTimeout(10_000);
            decided.countDown();
            assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 101");
            parley.publish("live:a", Payload.text("enough"));
            StringBuilder rest = new StringBuilder();
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (rest.append((char) next).toString().endsWith("enough")) {
                    return;
                }
            }
            throw new AssertionError("ended after " + rest);
        }
    }

    @Test
    void theFirstPublicationMayBeLargerThanTheQueue() throws Exception {
        try (Parley parley = parley(1)
                .connections(WebSocketOptions.DEFAULT.withOutgoingLimit(10_000))
                .start()) {
            String incompressible = incompressible();
            parley.publish("room", Payload.text(incompressible));
            try (Caller anna = new Caller(parley.port(), "/raw/room?history=1")) {
                assertThat(anna.next()).isEqualTo(incompressible);
            }
        }
    }

    @Test
    void soItMayWhenSomethingElseWasSaidBefore() throws Exception {
        try (Parley parley = parley(1)
                .connections(WebSocketOptions.DEFAULT.withOutgoingLimit(10_000))
                .onSubscribing((session, _) -> {
                    session.tell(Payload.text("hi"));
                    Thread.sleep(50);
                    return null;
                })
                .start()) {
            String incompressible = incompressible();
            parley.publish("room", Payload.text(incompressible));
            try (Caller anna = new Caller(parley.port(), "/raw/room?history=1")) {
                assertThat(anna.next()).isEqualTo("hi");
                assertThat(anna.next()).isEqualTo(incompressible);
            }
        }
    }

    private static String incompressible() {
        return new Random(1)
                .ints(50_000, 'a', 'z' + 1)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    @Test
    void whoReadsSlowlyIsClosedAsSlowAndTheOthersDoNotWait() throws Exception {
        try (Parley parley = parley(1)
                        .connections(WebSocketOptions.DEFAULT
                                .withOutgoingLimit(200_000)
                                .withCloseTimeout(Duration.ofMinutes(1)))
                        .options(HubOptions.DEFAULT.withWriteDelay(Duration.ofMillis(1)))
                        .start();
                Socket slow = new Socket()) {
            slow.setReceiveBufferSize(4096);
            open(slow, parley.port(), "/raw/live:a");
            present(parley, 1);
            try (Caller quick = new Caller(parley.port(), "/raw/live:a")) {
                present(parley, 2);
                byte[] data = new byte[10_000];
                for (int i = 0; i < 20_000 && parley.hub().sessions().size() == 2; i++) {
                    parley.publish("live:a", Payload.binary(ByteBuffer.wrap(data)));
                    assertThat(quick.next()).hasSize(30_000);
                }
                present(parley, 1);
                InputStream in = new BufferedInputStream(slow.getInputStream(), 1 << 16);
                assertThat(in.readNBytes(150_000)).hasSize(150_000);
                assertThat(lastBytes(in)).contains("slow: ");
            }
        }
    }

    /// The end of what the server sends before it ends the connection: a close frame with its reason.
    private static String lastBytes(InputStream in) throws Exception {
        byte[] all = in.readAllBytes();
        return new String(all, Math.max(0, all.length - 125), Math.min(125, all.length), StandardCharsets.ISO_8859_1);
    }

    @Test
    void whoStopsTellsItsClientsToComeBack() throws Exception {
        Parley parley = parley(1).start();
        try (Caller anna = new Caller(parley.port(), "/raw/room")) {
            present(parley, 1);
            assertThat(parley.hub().sessions().iterator().next().link().toString())
                    .contains("/raw/room");
            parley.close();
            assertThat(anna.next()).isEqualTo("close 1001 shutdown");
        }
    }

    @Test
    void aSessionEndsWithItsConnection() throws Exception {
        try (Parley parley = parley(1).start()) {
            Caller anna = new Caller(parley.port(), "/raw/room");
            present(parley, 1);
            anna.ws.abort();
            present(parley, 0);
            assertThat(parley.hub().namespaces().of(new ChannelName("room"))).isSameAs(OPEN);
        }
    }
}
