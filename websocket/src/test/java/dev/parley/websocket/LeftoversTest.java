package dev.parley.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.parley.net.NetworkOptions;
import dev.parley.net.Transport;
import dev.parley.net.http.HttpOptions;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/// After all that clients can do to a server, nothing of them is left: no connection, no buffer, no thread.
@Tag("slow")
class LeftoversTest {

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final AtomicInteger open = new AtomicInteger();
    private final Group group = new Group();
    private final WebSocketHandler counting = new Echo() {
        @Override
        public void onOpen(WebSocket ws) {
            open.incrementAndGet();
            group.add(ws);
        }

        @Override
        public void onClose(WebSocket ws, int code, String reason) {
            open.decrementAndGet();
        }
    };
    private long threadsBefore;

    @BeforeEach
    void watch() {
        log.start();
        ((Logger) LoggerFactory.getLogger("ROOT")).addAppender(log);
        threadsBefore = loopThreads();
    }

    @AfterEach
    void nothingIsLeft() {
        ((Logger) LoggerFactory.getLogger("ROOT")).detachAppender(log);
        assertThat(open).hasValue(0);
        await().untilAsserted(() -> assertThat(loopThreads()).isLessThanOrEqualTo(threadsBefore));
        assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage).noneMatch(line -> line.contains("LEAK"));
    }

    private static long loopThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("loop"))
                .count();
    }

    private WebSocketServer start(Transport transport) throws Exception {
        return start(transport, 10_000);
    }

    private WebSocketServer start(Transport transport, int requestTimeoutMillis) throws Exception {
        return WebSocketServer.builder()
                .network(NetworkOptions.DEFAULT.withTransport(transport).withLoops(2))
                .http(new HttpOptions(8192, 16384, 100, 1 << 20, requestTimeoutMillis, 300))
                .path("/", counting)
                .start();
    }

    private void everythingEnds(WebSocketServer server) {
        await().untilAsserted(() -> {
            assertThat(open).hasValue(0);
            assertThat(server.network().connections()).isZero();
        });
        assertThat(group.size()).isZero();
        // Let the leak detector see what was collected, while buffers are still asked for.
        System.gc();
        try (RawClient client = RawClient.open(server.port(), "/")) {
            for (int i = 0; i < 50; i++) {
                client.binary(new byte[5000]).read();
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        await().untilAsserted(() -> assertThat(open).hasValue(0));
        server.close();
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void twoThousandConnectsAndResetsLeaveNothing(Transport transport) throws Exception {
        WebSocketServer server = start(transport);
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 2000; i++) {
                int how = i % 4;
                many.submit(() -> {
                    RawClient client = RawClient.open(server.port(), "/");
                    switch (how) {
                        case 0 -> client.reset();
                        case 1 -> client.text("hello").reset();
                        case 2 ->
                            client.send(RawClient.frame(RawClient.BINARY, new byte[3000]))
                                    .close();
                        default -> client.close(1000, "").read();
                    }
                    client.close();
                    return null;
                });
            }
        }
        everythingEnds(server);
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void handshakesThatNeverEndAreCutAndLeaveNothing(Transport transport) throws Exception {
        WebSocketServer server = start(transport, 300);
        List<Socket> slow = new ArrayList<>();
        String request = RawClient.request(server.port(), "/");
        for (int i = 0; i < 300; i++) {
            Socket socket = new Socket("127.0.0.1", server.port());
            socket.getOutputStream()
                    .write(request.substring(0, i % (request.length() - 4)).getBytes(StandardCharsets.ISO_8859_1));
            slow.add(socket);
        }
        await().untilAsserted(() -> assertThat(server.network().connections()).isZero());
        for (Socket socket : slow) {
            socket.close();
        }
        everythingEnds(server);
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void twoHundredConnectsAtTheSameInstantAreAllServed(Transport transport) throws Exception {
        WebSocketServer server = start(transport);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger served = new AtomicInteger();
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                String text = "client " + i;
                many.submit(() -> {
                    go.await();
                    try (RawClient client = RawClient.open(server.port(), "/")) {
                        if (client.text(text).read().text().equals(text)) {
                            served.incrementAndGet();
                        }
                    }
                    return null;
                });
            }
            go.countDown();
        }
        assertThat(served).hasValue(200);
        everythingEnds(server);
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void moreThan1024DescriptorsAreServedWhileOneOfThemNeverReads(Transport transport) throws Exception {
        WebSocketServer server = start(transport);
        List<RawClient> clients = new ArrayList<>();
        RawClient deaf = RawClient.openNarrow(server.port(), "/");
        Thread flood = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    deaf.binary(new byte[60_000]);
                }
            } catch (java.io.IOException closed) {
                // the test has ended
            }
        });
        for (int i = 0; i < 1200; i++) {
            clients.add(RawClient.open(server.port(), "/"));
        }
        for (int i = 0; i < clients.size(); i++) {
            assertThat(clients.get(i).text("m" + i).read().text()).isEqualTo("m" + i);
        }
        for (RawClient client : clients) {
            client.close();
        }
        deaf.reset();
        flood.join();
        everythingEnds(server);
    }
}
