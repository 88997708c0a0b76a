package dev.parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.parley.server.access.RefusalLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AccessTest {

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(RefusalLog.class);

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    @Test
    void aForeignOriginIsRefusedAndTheLogNamesTheOption() throws Exception {
        try (Started server = Started.with()) {
            assertThat(server.upgrade("/echo", "Origin: https://evil.example"))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("client.allowed_origins (--allowed-origin)");
            assertThat(log.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .singleElement()
                    .asString()
                    .contains(
                            "https://evil.example", "/echo", "127.0.0.1", "client.allowed_origins (--allowed-origin)");
        }
    }

    @Test
    void ownPagesClientsWithoutPageAndPagesOnLoopbackPassInDevelopment() throws Exception {
        try (Started server = Started.with()) {
            assertThat(server.upgrade("/echo")).startsWith("HTTP/1.1 101 ");
            for (String origin : new String[] {
                "http://127.0.0.1:" + server.port(),
                "null",
                "http://localhost:3000",
                "https://127.0.0.1",
                "http://[::1]:5173",
                "http://app.localhost"
            }) {
                assertThat(server.upgrade("/echo", "Origin: " + origin))
                        .as(origin)
                        .startsWith("HTTP/1.1 101 ");
            }
            assertThat(server.upgrade("/echo", "Origin: http://localhost.evil.example"))
                    .startsWith("HTTP/1.1 403 ");
            assertThat(log.list).hasSize(1);
        }
    }

    @Test
    void whereOriginsAreConfiguredThoseCount() throws Exception {
        try (Started server = Started.with("client.allowed_origins", "https://*.example.com, https://b.org:8443")) {
            assertThat(server.upgrade("/echo", "Origin: https://www.example.com"))
                    .startsWith("HTTP/1.1 101 ");
            assertThat(server.upgrade("/echo", "Origin: https://b.org:8443")).startsWith("HTTP/1.1 101 ");
            assertThat(server.upgrade("/echo", "Origin: http://127.0.0.1:" + server.port()))
                    .startsWith("HTTP/1.1 101 ");
            for (String origin : new String[] {
                "https://example.com",
                "http://www.example.com",
                "https://www.example.com:444",
                "https://b.org",
                "null",
                "http://localhost:3000"
            }) {
                assertThat(server.upgrade("/echo", "Origin: " + origin))
                        .as(origin)
                        .startsWith("HTTP/1.1 403 ");
            }
        }
    }

    @Test
    void nullAndEverythingCanBeLetIn() throws Exception {
        try (Started files = Started.with("client.allowed_origins", "null");
                Started all = Started.with("client.allowed_origins", "*")) {
            assertThat(files.upgrade("/echo", "Origin: null")).startsWith("HTTP/1.1 101 ");
            assertThat(files.upgrade("/echo", "Origin: https://a.org")).startsWith("HTTP/1.1 403 ");
            assertThat(all.upgrade("/echo", "Origin: null")).startsWith("HTTP/1.1 101 ");
            assertThat(all.upgrade("/echo", "Origin: https://a.org")).startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void aNameThatAnAttackerHasPointedHereIsRefusedForPagesAndWebSockets() throws Exception {
        try (Started server = Started.with()) {
            String host = "Host: evil.example:" + server.port();
            assertThat(server.http("GET /", host)).startsWith("HTTP/1.1 421 ").contains("server.hosts (--server-name)");
            assertThat(server.upgrade("/echo", host, "Origin: http://evil.example:" + server.port()))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("server.hosts (--server-name)");
            assertThat(server.upgrade("/echo", host)).startsWith("HTTP/1.1 403 ");
            assertThat(log.list)
                    .hasSize(3)
                    .allSatisfy(line -> assertThat(line.getFormattedMessage())
                            .contains("evil.example", "server.hosts (--server-name)"));
        }
    }

    @Test
    void namesOfLoopbackAndConfiguredNamesAreServed() throws Exception {
        try (Started server = Started.with("server.hosts", "chat.example.com, *.example.org")) {
            for (String host : new String[] {
                "localhost:" + server.port(),
                "app.localhost",
                "[::1]:80",
                "127.0.0.2",
                "chat.example.com",
                "CHAT.example.com.:8443",
                "a.b.example.org"
            }) {
                assertThat(server.http("GET /console", "Host: " + host))
                        .as(host)
                        .startsWith("HTTP/1.1 200 ");
            }
            for (String host : new String[] {"example.com", "example.org", "10.9.8.7", "x.chat.example.com"}) {
                assertThat(server.http("GET /console", "Host: " + host))
                        .as(host)
                        .startsWith("HTTP/1.1 421 ");
            }
            assertThat(server.upgrade("/echo", "Host: chat.example.com", "Origin: http://chat.example.com"))
                    .startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void healthIsToldToWhoeverAsks() throws Exception {
        try (Started server = Started.with()) {
            assertThat(server.http("GET /healthz", "Host: probe.cluster.local"))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("ok\n");
        }
    }

    @Test
    void aTrustedProxysForwardedSchemeAndHostCount() throws Exception {
        try (Started trusting =
                        Started.with("server.trusted_proxies", "127.0.0.1", "server.hosts", "chat.example.com");
                Started not = Started.with("server.hosts", "chat.example.com")) {
            String[] forwarded = {
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: chat.example.com",
                "X-Forwarded-For: 203.0.113.9",
                "Origin: https://chat.example.com"
            };
            assertThat(trusting.upgrade("/echo", forwarded)).startsWith("HTTP/1.1 101 ");
            assertThat(not.upgrade("/echo", forwarded)).startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void aFloodOfRefusalsIsNoFloodOfLines() throws Exception {
        try (Started server = Started.with()) {
            for (int i = 0; i < 50; i++) {
                server.upgrade("/echo", "Origin: https://evil.example");
            }
            assertThat(log.list).hasSize(10);
        }
    }
}
