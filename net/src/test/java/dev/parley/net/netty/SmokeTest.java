package dev.parley.net.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.net.*;
import dev.parley.net.http.*;
import java.io.*;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SmokeTest {
    @ParameterizedTest
    @EnumSource(names = {"IO_URING", "EPOLL", "NIO"})
    void echoesAndUpgrades(Transport transport) throws Exception {
        try (Network network =
                Network.start(NetworkOptions.DEFAULT.withTransport(transport).withLoops(2))) {
            Listener echo = network.listen(
                    new Address.Tcp("127.0.0.1", 0), ListenOptions.DEFAULT, () -> (c, in) -> c.write(in));
            int port = ((Address.Tcp) echo.address()).port();
            try (Socket s = new Socket("127.0.0.1", port)) {
                s.setSoTimeout(5000);
                byte[] big = new byte[300_000];
                new java.util.Random(1).nextBytes(big);
                Thread t = Thread.ofVirtual().start(() -> {
                    try {
                        s.getOutputStream().write(big);
                        s.shutdownOutput();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                assertThat(s.getInputStream().readAllBytes()).isEqualTo(big);
            }
            Listener http = network.listenHttp(
                    new Address.Tcp("127.0.0.1", 0), ListenOptions.DEFAULT, HttpOptions.DEFAULT, ex -> {
                        if (ex.request().isUpgradeTo("echo")) {
                            ex.loop()
                                    .schedule(
                                            30,
                                            () -> ex.upgrade(Headers.of("Upgrade", "echo"), (c, in) -> c.write(in)));
                        } else {
                            ex.readBody(1000, b -> ex.respond(HttpResponse.text(200, "hello " + b.remaining())));
                        }
                    });
            int hp = ((Address.Tcp) http.address()).port();
            try (Socket s = new Socket("127.0.0.1", hp)) {
                s.setSoTimeout(5000);
                s.getOutputStream()
                        .write(
                                "GET /a HTTP/1.1\r\nHost: x\r\n\r\nPOST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcGET /c HTTP/1.1\r\nHost: x\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nbehind"
                                        .getBytes());
                StringBuilder got = new StringBuilder();
                while (!got.toString().endsWith("behind")) {
                    int c = s.getInputStream().read();
                    if (c < 0) break;
                    got.append((char) c);
                }
                System.out.println(got);
                assertThat(got.toString())
                        .contains("hello 0")
                        .contains("hello 3")
                        .contains("101 Switching")
                        .endsWith("behind");
            }
            network.stop(Duration.ofSeconds(2));
            assertThat(network.connections()).isZero();
        }
    }
}
