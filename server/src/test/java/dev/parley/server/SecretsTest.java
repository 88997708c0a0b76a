package dev.parley.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.parley.net.Address;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Keys and tokens are used in every way there is, at the loudest level: none of them is written anywhere.
class SecretsTest {

    private static final String API_KEY = "api-key-1c7f0aa2";
    private static final String NAMED_KEY = "named-key-83be6b11";
    private static final String WRONG_KEY = "wrong-key-0d9c2e47";
    private static final String LINE_KEY = "line-key-5ac3f920";
    private static final String TOKEN_SECRET = "token-secret-9f0b6d38-long-enough-for-hs256";
    private static final String EVENTS_SECRET = "events-secret-44dd87c1-long-enough-to-sign";

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger ours = (Logger) LoggerFactory.getLogger("dev.parley");
    private Level before = Level.INFO;

    @BeforeEach
    void listen() {
        before = root.getLevel();
        root.setLevel(Level.DEBUG);
        ours.setLevel(Level.TRACE);
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        root.detachAppender(log);
        root.setLevel(before);
        ours.setLevel(null);
    }

    private List<String> written(Started server) {
        List<String> written = new ArrayList<>(server.lines);
        List<ILoggingEvent> logged;
        synchronized (log) { // as the appender does when it adds one
            logged = List.copyOf(log.list);
        }
        for (ILoggingEvent event : logged) {
            // the test's own client logs what it sends
            if (!event.getLoggerName().startsWith("jdk.")) {
                written.add(event.getFormattedMessage());
                if (event.getThrowableProxy() != null) {
                    written.add(ThrowableProxyUtil.asString(event.getThrowableProxy()));
                }
            }
        }
        return written;
    }

    private static String line(Started server, String line) throws Exception {
        Address.Tcp address =
                (Address.Tcp) Objects.requireNonNull(server.server().lineAddress());
        try (Socket socket = new Socket("127.0.0.1", address.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void noKeyTokenOrSecretIsEverWritten() throws Exception {
        String good = Signed.token(TOKEN_SECRET, "{\"sub\":\"42\",\"jti\":\"token-id-good\"}");
        String channel = Signed.token(TOKEN_SECRET, "{\"sub\":\"42\",\"channel\":\"$room\"}");
        String forged = Signed.token("another-secret-that-is-long-enough-too", "{\"sub\":\"42\"}");
        String expired = Signed.token(TOKEN_SECRET, "{\"sub\":\"42\",\"exp\":1000000000}");
        String revoked = Signed.token(TOKEN_SECRET, "{\"sub\":\"43\",\"jti\":\"token-id-gone\"}");
        String broken = "not.a-token-at-all.c2VjcmV0";
        String[] options = {
            "server.verbose",
            "true",
            "http_api.key",
            API_KEY,
            "http_api.keys",
            "[{name: named, key: " + NAMED_KEY + ", methods: [info]}]",
            "client.token.hmac_secret_key",
            TOKEN_SECRET,
            "line.enabled",
            "true",
            "line.port",
            "0",
            "line.key",
            LINE_KEY,
            "events.url",
            "http://127.0.0.1:9/events",
            "events.secret",
            EVENTS_SECRET
        };
        try (Started server = Started.with(options)) {
            for (String key : List.of(API_KEY, NAMED_KEY, WRONG_KEY)) {
                server.api(key).call("info", "{}");
                server.api(key).call("publish", "{'channel':'a'}");
                server.api("").call("info", "{}", "Authorization", "apikey " + key);
                server.api("").get("/api/info?key=" + key);
            }
            server.api(API_KEY).call("revoke_token", "{'uid':'token-id-gone'}");
            for (String token : List.of(good, forged, expired, revoked, broken)) {
                server.upgrade("/user?token=" + token);
                server.upgrade("/raw/news?token=" + token);
                server.upgrade("/user", "Sec-WebSocket-Protocol: parley, parley.token." + token);
                server.upgrade("/nowhere?token=" + token);
                server.http("GET /user?token=" + token);
                try (Peer sdk = Peer.open(server.ws("/connection/websocket?cf_token=" + token))) {
                    sdk.say("{\"id\":1,\"connect\":{\"token\":\"" + token + "\",\"name\":\"js\"}}");
                    sdk.hears();
                }
                try (Peer echo = Peer.open(server.ws("/user?token=" + good))) {
                    echo.say("{\"id\":1,\"method\":\"inbox.list\",\"params\":{}}");
                    echo.hears();
                }
            }
            try (Peer sdk = Peer.open(server.ws("/connection/websocket"))) {
                sdk.say("{\"id\":1,\"connect\":{\"token\":\"" + good + "\"}}");
                sdk.hears();
                for (String token : List.of(channel, good, forged, expired, broken)) {
                    sdk.say("{\"id\":2,\"subscribe\":{\"channel\":\"$room\",\"token\":\"" + token + "\"}}");
                }
                sdk.say("{\"id\":3,\"refresh\":{\"token\":\"" + good + "\"}}");
                sdk.say("{\"id\":4,\"refresh\":{\"token\":\"" + forged + "\"}}");
                await().untilAsserted(() -> assertThat(
                                server.lines.stream().filter(line -> line.contains("connection/websocket")))
                        .isNotEmpty());
            }
            for (String key : List.of(LINE_KEY, WRONG_KEY, API_KEY)) {
                assertThat(line(server, "{\"key\":\"" + key + "\",\"user\":\"42\",\"message\":\"x\"}\n"))
                        .contains("\"ok\":" + key.equals(LINE_KEY))
                        .doesNotContain(key);
            }
            assertThat(log.list).isNotEmpty();
            assertThat(server.lines).isNotEmpty();
            List<String> secrets =
                    new ArrayList<>(List.of(API_KEY, NAMED_KEY, WRONG_KEY, LINE_KEY, TOKEN_SECRET, EVENTS_SECRET));
            for (String token : List.of(good, channel, forged, expired, revoked, broken)) {
                secrets.add(token);
                secrets.add(token.substring(token.lastIndexOf('.') + 1)); // the signature
            }
            for (String secret : secrets) {
                assertThat(written(server)).noneMatch(line -> line.contains(secret));
            }
            assertThat(server.server().config().toString())
                    .doesNotContain(API_KEY, NAMED_KEY, LINE_KEY, TOKEN_SECRET, EVENTS_SECRET);
        }
    }

    @Test
    void keysThatTheServerHasMadeAreNotWrittenEither(@TempDir Path folder) throws Exception {
        try (Started server = Started.with(
                "engine.type", "sqlite", "engine.sqlite.path", folder.toString(), "server.verbose", "true")) {
            server.api().call("info", "{}");
            try (Peer user =
                    Peer.open(server.ws("/user?token=" + Signed.token(server.tokenSecret(), "{\"sub\":\"42\"}")))) {
                server.awaitSessions("42", 1);
                server.api().call("user_publish", "{'user':'42','text':'x'}");
                assertThat(user.hears()).isEqualTo("x");
            }
            String api = Objects.requireNonNull(server.server().keys()).api();
            assertThat(written(server))
                    .isNotEmpty()
                    .noneMatch(line -> line.contains(api) || line.contains(server.tokenSecret()));
        }
    }
}
