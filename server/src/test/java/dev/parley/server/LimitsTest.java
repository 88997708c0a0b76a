package dev.parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitsTest {

    @Test
    void pastTheConnectionLimitThereIsAnAnswer() throws Exception {
        try (Started server = Started.with("client.connection_limit", "2");
                Peer one = Peer.open(server.ws("/echo"));
                Peer two = Peer.open(server.ws("/echo"))) {
            assertThat(server.upgrade("/echo")).startsWith("HTTP/1.1 503 ").contains("Retry-After");
            one.leave();
            assertThat(one.hears()).startsWith("close 1000");
            assertThat(two.say("still here").hears()).isEqualTo("still here");
        }
    }

    @Test
    void linesAndHeadersHaveTheirLimits() throws Exception {
        try (Started server = Started.with(
                "server.request_line_limit",
                "200",
                "server.header_size_limit",
                "512",
                "server.header_count_limit",
                "8")) {
            assertThat(server.http("GET /" + "x".repeat(300))).startsWith("HTTP/1.1 414 ");
            assertThat(server.http("GET /healthz", "X: " + "x".repeat(600))).startsWith("HTTP/1.1 431 ");
            String[] many = new String[9];
            for (int i = 0; i < many.length; i++) {
                many[i] = "X" + i + ": 1";
            }
            assertThat(server.http("GET /healthz", many)).startsWith("HTTP/1.1 431 ");
            assertThat(server.http("GET /healthz", "X: 1")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void whoNeverFinishesARequestIsCutOff() throws Exception {
        try (Started server = Started.with("server.request_timeout", "1s");
                Socket slow = new Socket("127.0.0.1", server.port())) {
            slow.setSoTimeout(10_000);
            slow.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost:".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(new String(slow.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void aConnectionThatAsksNothingMoreIsClosed() throws Exception {
        try (Started server = Started.with("server.idle_timeout", "200ms");
                Socket idle = new Socket("127.0.0.1", server.port())) {
            idle.setSoTimeout(10_000);
            idle.getOutputStream()
                    .write(("GET /healthz HTTP/1.1\r\nHost: localhost:" + server.port() + "\r\n\r\n")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(new String(idle.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII))
                    .endsWith("ok\n");
        }
    }

    @Test
    void whoDoesNotAnswerPingsIsGone() throws Exception {
        try (Started server = Started.with("client.ping_interval", "2s", "client.pong_timeout", "1500ms");
                Socket dead = new Socket("127.0.0.1", server.port());
                Peer alive = Peer.open(server.ws("/echo"))) {
            dead.setSoTimeout(10_000);
            dead.getOutputStream()
                    .write(("GET /echo HTTP/1.1\r\nHost: localhost:" + server.port()
                                    + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            List<Integer> first = new ArrayList<>();
            try {
                for (int b = dead.getInputStream().read();
                        b >= 0;
                        b = dead.getInputStream().read()) {
                    first.add(b);
                }
            } catch (java.net.SocketException reset) {
                assertThat(reset).hasMessageContaining("reset");
            }
            assertThat(first).as("a ping").contains(0x89);
            assertThat(alive.say("here").hears()).isEqualTo("here");
        }
    }

    @Test
    void whoDoesNotFinishTheClosingHandshakeIsCutOff() throws Exception {
        try (Started server = Started.with("websocket.close_timeout", "200ms", "websocket.message_size_limit", "10");
                Socket stubborn = new Socket("127.0.0.1", server.port())) {
            stubborn.setSoTimeout(10_000);
            stubborn.getOutputStream()
                    .write(("GET /raw/a HTTP/1.1\r\nHost: localhost:" + server.port()
                                    + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n\u0082\u00fe")
                            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            stubborn.getOutputStream().write(new byte[] {1, 0, 0, 0, 0, 0});
            long start = System.nanoTime();
            try {
                while (stubborn.getInputStream().read() >= 0) {
                    // until the server cuts it, or ends its side
                }
                stubborn.getOutputStream().write(1);
                while (System.nanoTime() - start < 5_000_000_000L) {
                    stubborn.getOutputStream().write(1);
                    Thread.onSpinWait();
                }
                throw new AssertionError("not cut off within 5 s");
            } catch (java.net.SocketException cut) {
                assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
            }
        }
    }
}
