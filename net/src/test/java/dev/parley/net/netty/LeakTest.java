package dev.parley.net.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.parley.net.Address;
import dev.parley.net.Connection;
import dev.parley.net.ConnectionHandler;
import dev.parley.net.ListenOptions;
import dev.parley.net.Network;
import dev.parley.net.NetworkOptions;
import dev.parley.net.SharedBytes;
import dev.parley.net.Transport;
import dev.parley.net.http.BodyPieces;
import dev.parley.net.http.Headers;
import dev.parley.net.http.HttpExchange;
import dev.parley.net.http.HttpOptions;
import dev.parley.net.http.HttpResponse;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/// Ends connections in every ugly way, with Netty's leak detector looking at every buffer.
@Tag("slow")
class LeakTest {

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private ResourceLeakDetector.Level before;

    @TempDir
    private Path folder;

    @BeforeEach
    void look() {
        before = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void stopLooking() {
        root.detachAppender(log);
        ResourceLeakDetector.setLevel(before);
    }

    /// Pauses with something left, floods, and resumes now and then.
    private static final class Awkward implements ConnectionHandler {
        private int reads;

        @Override
        public void onRead(Connection connection, ByteBuffer in) {
            reads++;
            connection.write(SharedBytes.copyOf(in));
            connection.write(SharedBytes.ofOwned(new byte[20_000]));
            connection.write(SharedBytes.ofOwned(new byte[300_000]));
            if (reads % 3 == 0) {
                connection.pauseReading();
                in.position(in.position() + in.remaining() / 2);
                if (reads % 2 == 0) {
                    connection.loop().schedule(20, connection::resumeReading);
                }
            } else {
                in.position(in.limit());
            }
            if (reads == 7) {
                throw new IllegalStateException("on purpose");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"IO_URING", "EPOLL", "NIO"})
    void nothingIsLeftOfUglyEndings(Transport transport) throws Exception {
        List<NettyLoop> loops = new ArrayList<>();
        try (Network network =
                Network.start(NetworkOptions.DEFAULT.withTransport(transport).withLoops(2))) {
            network.loops().forEach(loop -> loops.add((NettyLoop) loop));
            Address any = new Address.Tcp("127.0.0.1", 0);
            ListenOptions secure = ListenOptions.DEFAULT.withTls(Certificates.make(folder, "one", "localhost"));
            int bare = port(
                    network.listen(any, ListenOptions.DEFAULT, Awkward::new).address());
            int tls = port(network.listen(any, secure, Awkward::new).address());
            int http = port(network.listenHttp(any, ListenOptions.DEFAULT, HttpOptions.DEFAULT, exchange -> {
                        switch (exchange.request().path()) {
                            case "/up" -> exchange.upgrade(Headers.of("Upgrade", "x"), new Awkward());
                            case "/late" ->
                                exchange.loop().schedule(30, () -> {
                                    if (exchange.isOpen()) {
                                        exchange.upgrade(Headers.of("Upgrade", "x"), new Awkward());
                                    }
                                });
                            case "/body" -> exchange.readBody(50_000, b -> exchange.respond(HttpResponse.empty(204)));
                            case "/pieces" -> exchange.readPieces(50_000, 100, new AskingLate(exchange));
                            default -> exchange.respond(HttpResponse.text(200, "ok"));
                        }
                    })
                    .address());
            SSLSocketFactory trusting = trusting();
            for (int i = 0; i < 24; i++) {
                ugly(new Socket("127.0.0.1", bare), i, new byte[1 + i * 700]);
                ugly(trusting.createSocket("127.0.0.1", tls), i, new byte[1 + i * 100]);
                ugly(new Socket("127.0.0.1", tls), i, new byte[i * 10]);
                String upgrade =
                        " HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n" + "x".repeat(i * 50);
                ugly(new Socket("127.0.0.1", http), i, ("GET /up" + upgrade).getBytes());
                ugly(new Socket("127.0.0.1", http), i, ("GET /late" + upgrade).getBytes());
                String body = "POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: " + i * 3_000 + "\r\n\r\n"
                        + "y".repeat(i * 1_400);
                ugly(new Socket("127.0.0.1", http), i, body.getBytes());
                ugly(
                        new Socket("127.0.0.1", http),
                        i,
                        body.replace("/body", "/pieces").getBytes());
                ugly(new Socket("127.0.0.1", http), i, ("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HT").getBytes());
            }
            network.stop(Duration.ofMillis(500));
            assertThat(network.connections()).isZero();
        }
        for (NettyLoop loop : loops) {
            assertThat(loop.buffers.lent()).isZero();
        }
        // The detector speaks when a buffer is made after a lost one was collected.
        await().during(Duration.ofMillis(300)).atMost(Duration.ofSeconds(5)).until(() -> {
            System.gc();
            io.netty.buffer.PooledByteBufAllocator.DEFAULT.directBuffer(64).release();
            return leaks().isEmpty();
        });
        assertThat(leaks()).isEmpty();
    }

    private record AskingLate(HttpExchange exchange) implements BodyPieces {
        @Override
        public void piece(ByteBuffer piece) {
            exchange.loop().schedule(5, exchange::nextPiece);
        }

        @Override
        public void end() {
            exchange.respond(HttpResponse.empty(204));
        }

        @Override
        public void gone() {}

        @Override
        public HttpResponse tooLong() {
            return HttpResponse.empty(413);
        }
    }

    private List<String> leaks() {
        return List.copyOf(log.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.contains("LEAK"))
                .toList();
    }

    private static int port(Address address) {
        return ((Address.Tcp) address).port();
    }

    private static void ugly(Socket socket, int how, byte[] bytes) throws IOException {
        try (socket) {
            socket.setSoTimeout(30);
            socket.getOutputStream().write(bytes);
            switch (how % 4) {
                case 0 -> socket.setSoLinger(true, 0);
                case 1 -> socket.getInputStream().read();
                case 2 -> {
                    socket.getInputStream().read(new byte[1_000]);
                    socket.setSoLinger(true, 0);
                }
                default -> {}
            }
        } catch (IOException expected) {
            // The server may have cut it first: that is one of the ways.
            assertThat(expected).isNotNull();
        }
    }

    private static SSLSocketFactory trusting() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                null,
                new TrustManager[] {
                    new X509TrustManager() {
                        @Override
                        public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String type) {}

                        @Override
                        public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String type) {}

                        @Override
                        public java.security.cert.X509Certificate[] getAcceptedIssuers() {
                            return new java.security.cert.X509Certificate[0];
                        }
                    }
                },
                null);
        return context.getSocketFactory();
    }
}
