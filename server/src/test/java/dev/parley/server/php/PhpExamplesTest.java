package dev.parley.server.php;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.events.Signature;
import dev.parley.net.Address;
import dev.parley.server.Peer;
import dev.parley.server.Started;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples in docs/php, run by a real PHP against a real server.
class PhpExamplesTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @BeforeAll
    static void phpIsThere() {
        Php.mustBeThere();
    }

    private static Map<String, String> environment(Started server) {
        return Map.of(
                "PARLEY_URL",
                "http://127.0.0.1:" + server.port(),
                "PARLEY_API_KEY",
                Objects.requireNonNull(server.server().keys()).api(),
                "PARLEY_TOKEN_SECRET",
                server.tokenSecret());
    }

    // ---- calls

    @Test
    void notifyTellsAUserInEveryTab() throws Exception {
        try (Started server = Started.with();
                Peer tab = Peer.open(server.ws("/user?user=42"));
                Peer phone = Peer.open(server.ws("/user?user=42"))) {
            server.awaitSessions("42", 2);
            Php.Ran ran = Php.run(environment(server), "notify.php", "42", "Grüße, “42”");
            assertThat(ran).isEqualTo(new Php.Ran(0, "2 sessions\n", ""));
            assertThat(tab.hears()).isEqualTo("{\"title\":\"Grüße, “42”\"}");
            assertThat(phone.hears()).isEqualTo("{\"title\":\"Grüße, “42”\"}");
        }
    }

    @Test
    void notifyWorksWithoutTheCurlExtension() throws Exception {
        try (Started server = Started.with();
                Peer tab = Peer.open(server.ws("/user?user=42"))) {
            server.awaitSessions("42", 1);
            Php.Ran ran = Php.run(environment(server), "-n", "notify.php", "42", "without curl");
            assertThat(ran.out()).isEqualTo("1 sessions\n");
            assertThat(tab.hears()).isEqualTo("{\"title\":\"without curl\"}");
        }
    }

    @Test
    void aCallThatIsRefusedSaysWhy() throws Exception {
        try (Started server = Started.with()) {
            Map<String, String> wrong = new HashMap<>(environment(server));
            wrong.put("PARLEY_API_KEY", "wrong");
            Php.Ran ran = Php.run(wrong, "notify.php", "42");
            assertThat(ran.status()).isNotZero();
            assertThat(ran.out() + ran.err()).contains("send the API key in the header X-API-Key");
            wrong.remove("PARLEY_API_KEY");
            assertThat(Php.run(wrong, "notify.php", "42").err()
                            + Php.run(wrong, "notify.php", "42").out())
                    .contains("set PARLEY_API_KEY");
        }
    }

    @Test
    void theClientCallsEverythingThatItsReadmeShows() throws Exception {
        Path script = folder.resolve("all.php");
        Files.writeString(script, """
                <?php
                require '%s/parley.php';
                $parley = new Parley();
                $parley->userPublish(['42', 43], ['title' => 'mail']);
                $first = $parley->publish('news', ['n' => 1], ['idempotency_key' => 'article-17']);
                $again = $parley->publish('news', ['n' => 1], ['idempotency_key' => 'article-17']);
                $parley->publish('news', null, ['text' => 'bare text']);
                $parley->publish('news', null, ['b64data' => base64_encode("\\0\\1")]);
                $all = $parley->broadcast(['news', 'nowhere:x'], 1.0);
                $parley->allPublish(['notice' => []]);
                $history = $parley->history('news', ['limit' => 10, 'reverse' => true]);
                $status = $parley->call('user_status', ['users' => ['42']]);
                $batch = $parley->call('batch', ['commands' => [['publish' => ['channel' => 'news', 'data' => 5]]]]);
                $parley->disconnect(42, ['disconnect' => ['code' => 4501, 'reason' => 'signed out']]);
                try {
                    $parley->presence('nowhere:x');
                    $code = 0;
                } catch (ParleyException $failed) {
                    $code = $failed->getCode();
                }
                echo json_encode([
                    $first['offset'] === $again['offset'],
                    count($all), isset($all[1]['error']),
                    array_map(fn ($p) => $p['data'] ?? $p['b64data'], $history['publications']),
                    $status['statuses'][0]['online'],
                    isset($batch['replies'][0]['publish']),
                    $code,
                    $parley->presence('news'),
                ], JSON_PRESERVE_ZERO_FRACTION);
                """.formatted(Php.EXAMPLES));
        try (Started server = Started.with(
                        "channel.without_namespace.history_size",
                        "10",
                        "channel.without_namespace.history_ttl",
                        "1h",
                        "channel.without_namespace.presence",
                        "true");
                Peer user = Peer.open(server.ws("/user?user=42"))) {
            server.awaitSessions("42", 1);
            Php.Ran ran = Php.run(environment(server), script.toString());
            assertThat(ran.err()).isEmpty();
            assertThat(ran.out()).isEqualTo("[true,2,true,[1.0,\"AAE=\",\"bare text\",{\"n\":1}],true,true,102,[]]");
            assertThat(user.hears()).isEqualTo("{\"title\":\"mail\"}");
            assertThat(user.hears()).isEqualTo("{\"notice\":[]}");
            assertThat(user.hears()).isEqualTo("close 4501 signed out");
        }
    }

    // ---- tokens

    @Test
    void theTokenThatItMakesConnects() throws Exception {
        try (Started server = Started.with()) {
            Php.Ran ran = Php.run(environment(server), "token.php", "42");
            assertThat(ran.status()).isZero();
            try (Peer peer = Peer.open(server.ws("/user?token=" + ran.out().strip()))) {
                server.awaitSessions("42", 1);
                server.api().call("user_publish", "{'user':'42','text':'hello'}");
                assertThat(peer.hears()).isEqualTo("hello");
            }
        }
    }

    @Test
    void theTokenOfASubscriptionSubscribesToItsChannelAndNoOther() throws Exception {
        try (Started server = Started.with()) {
            String connection =
                    Php.run(environment(server), "token.php", "42").out().strip();
            String room = Php.run(environment(server), "token.php", "42", "$room")
                    .out()
                    .strip();
            try (Peer sdk = Peer.open(server.ws("/connection/websocket"))) {
                sdk.say("{\"id\":1,\"connect\":{\"token\":\"" + connection + "\"}}");
                assertThat(sdk.hears()).startsWith("{\"id\":1,\"connect\":{");
                sdk.say("{\"id\":2,\"subscribe\":{\"channel\":\"$room\",\"token\":\"" + room + "\"}}");
                assertThat(sdk.hears()).startsWith("{\"id\":2,\"subscribe\":{");
                sdk.say("{\"id\":3,\"subscribe\":{\"channel\":\"$other\",\"token\":\"" + room + "\"}}");
                assertThat(sdk.hears()).startsWith("{\"id\":3,\"error\":{\"code\":103");
            }
        }
    }

    // ---- lines

    @Test
    void aLineReachesTheUser() throws Exception {
        try (Started server = Started.with("line.enabled", "true", "line.port", "0");
                Peer user = Peer.open(server.ws("/user?user=42"))) {
            server.awaitSessions("42", 1);
            Address.Tcp line =
                    (Address.Tcp) Objects.requireNonNull(server.server().lineAddress());
            Map<String, String> environment = new HashMap<>(environment(server));
            environment.put("PARLEY_LINE", "127.0.0.1:" + line.port());
            assertThat(Php.run(environment, "line.php", "42", "You have mail")).isEqualTo(new Php.Ran(0, "", ""));
            assertThat(user.hears()).isEqualTo("{\"title\":\"You have mail\"}");
            environment.put("PARLEY_API_KEY", "wrong");
            assertThat(Php.run(environment, "line.php", "42"))
                    .isEqualTo(new Php.Ran(1, "", "unauthorized: `key` is missing or wrong\n"));
            server.close();
            assertThat(Php.run(environment, "line.php", "42").err())
                    .startsWith("Nobody takes lines at 127.0.0.1:" + line.port());
        }
    }

    // ---- scripts that Parley calls

    /// A script behind PHP's own server.
    private final class Serving implements AutoCloseable {

        private final Process process;
        private final int port;

        Serving(String script, Map<String, String> environment) throws IOException {
            try (ServerSocket free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            process = Php.process(
                            environment,
                            "-d",
                            "session.save_path=" + folder,
                            "-d",
                            "sys_temp_dir=" + folder,
                            "-S",
                            "127.0.0.1:" + port,
                            script)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("php.log").toFile())
                    .start();
            await().ignoreExceptions().until(() -> {
                new Socket("127.0.0.1", port).close();
                return true;
            });
        }

        HttpResponse<String> post(String body, String... headers) throws IOException, InterruptedException {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                    .POST(HttpRequest.BodyPublishers.ofString(body));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }

        String log() throws IOException {
            return Files.readString(folder.resolve("php.log"));
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private static final String SECRET = "events-secret-of-the-site";

    private static String[] signed(String body, long at, String secret) {
        return new String[] {
            "Content-Type",
            "application/json",
            "X-Parley-Timestamp",
            Long.toString(at),
            "X-Parley-Signature",
            Signature.of(secret, at, body.getBytes(StandardCharsets.UTF_8))
        };
    }

    @Test
    void eventsAreTakenWhenTheyAreSignedAndEachIsHandledOnce() throws Exception {
        String id = UUID.randomUUID().toString();
        String body = "{\"events\":[{\"id\":\"" + id + "\",\"type\":\"online\",\"time\":1,\"user\":\"42\"}]}";
        long now = Instant.now().getEpochSecond();
        try (Serving events = new Serving("events.php", Map.of("PARLEY_EVENTS_SECRET", SECRET))) {
            HttpResponse<String> taken = events.post(body, signed(body, now, SECRET));
            assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
            assertThat(events.post(body, signed(body, now, SECRET)).statusCode())
                    .isEqualTo(200);
            assertThat(events.log().lines().filter(line -> line.contains(id))).hasSize(1);
            assertThat(events.post(body, signed(body, now, "another secret")).statusCode())
                    .isEqualTo(401);
            assertThat(events.post(body, signed(body, now - 301, SECRET)).statusCode())
                    .isEqualTo(401);
            assertThat(events.post(body + " ", signed(body, now, SECRET)).statusCode())
                    .isEqualTo(401);
            assertThat(events.post(body).statusCode()).isEqualTo(401);
            assertThat(events.post("{}", signed("{}", now, SECRET)).statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void theServersOwnEventsAreTaken() throws Exception {
        try (Serving events = new Serving("events.php", Map.of("PARLEY_EVENTS_SECRET", SECRET));
                Started server =
                        Started.with("events.url", "http://127.0.0.1:" + events.port + "/", "events.secret", SECRET);
                Peer user = Peer.open(server.ws("/user?user=event-user"))) {
            server.awaitSessions("event-user", 1);
            await().untilAsserted(() -> assertThat(events.log()).contains("event-user"));
            await().untilAsserted(
                            () -> assertThat(server.api("").get("/metrics").body())
                                    .contains("parley_events_taken_total 1.0", "parley_events_waiting 0.0"));
            user.leave();
        }
    }

    @Test
    void theConnectHookAnswersByTheSitesSession() throws Exception {
        Files.writeString(folder.resolve("sess_abcdefabcdef"), "user_id|i:42;name|s:3:\"Ann\";");
        String asked = "{\"client\":\"c\",\"transport\":\"websocket\",\"protocol\":\"json\",\"encoding\":\"json\"}";
        try (Serving hook = new Serving("connect-hook.php", Map.of())) {
            assertThat(hook.post(asked, "Cookie", "PHPSESSID=abcdefabcdef").body())
                    .isEqualTo("{\"result\":{\"user\":\"42\",\"info\":{\"name\":\"Ann\"}}}");
            String unknown = "{\"disconnect\":{\"code\":4501,\"reason\":\"unauthorized\"}}";
            assertThat(hook.post(asked, "Cookie", "PHPSESSID=somebodyelse").body())
                    .isEqualTo(unknown);
            assertThat(hook.post(asked).body()).isEqualTo(unknown);
            assertThat(hook.post("{}").statusCode()).isEqualTo(400);
        }
    }

    @Test
    void theServerLetsInWhomTheHookNames() throws Exception {
        Files.writeString(folder.resolve("sess_abcdefabcdef"), "user_id|i:42;name|s:3:\"Ann\";");
        try (Serving hook = new Serving("connect-hook.php", Map.of());
                Started server = Started.with(
                        "client.proxy.connect.enabled",
                        "true",
                        "client.proxy.connect.endpoint",
                        "http://127.0.0.1:" + hook.port + "/",
                        "client.proxy.connect.timeout",
                        "10s",
                        "client.proxy.connect.http_headers",
                        "Cookie")) {
            assertThat(server.upgrade("/user", "Cookie: PHPSESSID=abcdefabcdef"))
                    .startsWith("HTTP/1.1 101 ");
            assertThat(server.upgrade("/user", "Cookie: PHPSESSID=somebodyelse"))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("unauthorized");
        }
    }
}
