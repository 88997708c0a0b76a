package dev.parley.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Who may come in when nobody has said it: keys of its own on this machine, and nothing on an address that others reach.
@Tag("slow")
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FirstStartTest {

    private static final Map<String, String> NOTHING = Map.of();
    private static final String EVERYWHERE = "listens on port (\\d+) of every address of this machine";
    private static final String KEY = "a key for the backend";
    private static final String SECRET = "a secret for its tokens";

    @TempDir
    Path folder;

    private Parley serve(String... more) throws IOException {
        return serve(NOTHING, more);
    }

    private Parley serve(Map<String, String> environment, String... more) throws IOException {
        String[] command = new String[more.length + 3];
        command[0] = "serve";
        command[1] = "--port";
        command[2] = "0";
        System.arraycopy(more, 0, command, 3, more.length);
        return Parley.run(folder, environment, command);
    }

    /// The head and body that a method of the API is answered with.
    private static String calls(int port, String key, String method, String body) throws IOException {
        try (BareClient http = BareClient.connect(port)) {
            String header = key.isEmpty() ? "" : "X-API-Key: " + key + "\r\n";
            http.sends("POST /api/" + method + " HTTP/1.1\r\nHost: localhost\r\n" + header
                    + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            return http.hearsAnswer();
        }
    }

    private static void ends(Parley parley) throws InterruptedException {
        parley.askToStop();
        assertThat(parley.exitCode()).isZero();
    }

    @Test
    void itsKeysAreSaidOnceAndOpenTheApi() throws Exception {
        String key;
        String secret;
        try (Parley parley = serve()) {
            int port = parley.port();
            key = parley.line("API key +(\\S{20,})").group(1);
            secret = parley.line("Token key +(\\S{20,})").group(1);
            assertThat(calls(port, key, "info", "{}"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\"num_clients\":0");
            assertThat(calls(port, "", "info", "{}")).startsWith("HTTP/1.1 401 ");
            assertThat(calls(port, secret, "info", "{}")).startsWith("HTTP/1.1 401 ");
            ends(parley);
        }
        Path file = folder.resolve("parley-data/keys.json");
        assertThat(Files.readString(file)).contains(key).contains(secret);
        try (Parley parley = serve()) {
            int port = parley.port();
            assertThat(parley.line("Keys +(\\S+)").group(1)).endsWith("parley-data/keys.json");
            assertThat(calls(port, key, "info", "{}")).startsWith("HTTP/1.1 200 ");
            parley.askToStop();
            assertThat(parley.said())
                    .noneMatch(line -> line.contains(key) || line.contains(secret) || line.contains("API key"));
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void onlyItsOwnerReadsThem() throws Exception {
        Path file = folder.resolve("parley-data/keys.json");
        try (Parley parley = serve()) {
            parley.port();
            assertThat(mode(file)).isEqualTo("rw-------");
            ends(parley);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        try (Parley parley = serve()) {
            parley.port();
            assertThat(mode(file)).isEqualTo("rw-------");
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void whatIsNotWhatItWroteIsSaidAndLeftAlone() throws Exception {
        Path file = Files.createDirectories(folder.resolve("parley-data")).resolve("keys.json");
        Files.writeString(file, "{\"api_key\":");
        try (Parley parley = serve()) {
            parley.line("^Parley can't start: .*keys\\.json .*delete it");
            assertThat(parley.exitCode()).isEqualTo(1);
        }
        assertThat(Files.readString(file)).isEqualTo("{\"api_key\":");
    }

    @Test
    void inMemoryTheKeysLastUntilItStops() throws Exception {
        try (Parley parley = serve("--engine.type", "memory")) {
            int port = parley.port();
            String key = parley.line("API key +(\\S{20,})").group(1);
            parley.line("Token key .*until it stops");
            assertThat(calls(port, key, "info", "{}")).startsWith("HTTP/1.1 200 ");
        }
        assertThat(folder.resolve("parley-data")).doesNotExist();
    }

    @Test
    void whereOthersReachItItDoesNotStartWithoutKeys() throws Exception {
        try (Parley parley = serve("--host", "0.0.0.0")) {
            Matcher sentence = parley.line("Others can reach this server.*");
            assertThat(sentence.group())
                    .contains("http_api.key")
                    .contains("client.token.hmac_secret_key")
                    .contains("--open");
            assertThat(parley.exitCode()).isEqualTo(2);
        }
        assertThat(folder.resolve("parley-data")).doesNotExist();
    }

    @Test
    void oneKeyOfTwoIsNotEnough() throws Exception {
        try (Parley parley = serve(Map.of("PARLEY_HTTP_API_KEY", KEY), "--host", "0.0.0.0")) {
            assertThat(parley.line("Others can reach this server.*").group())
                    .contains("client.token.hmac_secret_key")
                    .doesNotContain("http_api.key");
            assertThat(parley.exitCode()).isEqualTo(2);
        }
    }

    @Test
    void withBothFromTheEnvironmentItStartsAndStrangersStayOut() throws Exception {
        Map<String, String> keys = Map.of("PARLEY_HTTP_API_KEY", KEY, "PARLEY_CLIENT_TOKEN_HMAC_SECRET_KEY", SECRET);
        try (Parley parley = serve(keys, "--host", "0.0.0.0")) {
            int port = Integer.parseInt(parley.line(EVERYWHERE).group(1));
            assertThat(calls(port, KEY, "info", "{}")).startsWith("HTTP/1.1 200 ");
            try (BareClient stranger = BareClient.connect(port)) {
                assertThat(stranger.asksFor("/user?user=42").hearsAnswer()).startsWith("HTTP/1.1 401 ");
            }
            parley.askToStop();
            assertThat(parley.said()).noneMatch(line -> line.contains(KEY) || line.contains(SECRET));
        }
        // the chat signs with a secret of its own, and nothing else was missing
        assertThat(folder.resolve("parley-data/keys.json"))
                .content()
                .contains("chat_secret")
                .doesNotContain("api_key", "token_secret");
    }

    @Test
    void whoOpensItToStrangersIsWarned() throws Exception {
        try (Parley parley = serve("--host", "0.0.0.0", "--open")) {
            parley.line("WARN .*strangers.*--open");
            int port = Integer.parseInt(parley.line(EVERYWHERE).group(1));
            String key = parley.line("API key +(\\S{20,})").group(1);
            assertThat(calls(port, key, "info", "{}")).startsWith("HTTP/1.1 200 ");
            assertThat(calls(port, "", "info", "{}")).startsWith("HTTP/1.1 401 ");
            try (BareClient stranger = BareClient.connect(port)) {
                assertThat(stranger.asksFor("/raw/all").hearsAnswer()).startsWith("HTTP/1.1 101 ");
                stranger.says("hello");
                assertThat(stranger.hears()).isEqualTo("hello");
            }
            try (BareClient liar = BareClient.connect(port)) { // a name without a proof is for this machine alone
                assertThat(liar.asksFor("/user?user=42").hearsAnswer()).startsWith("HTTP/1.1 101 ");
                assertThat(calls(port, key, "user_status", "{\"users\":[\"42\"]}"))
                        .contains("\"online\":false");
            }
        }
    }

    @Test
    void onThisMachineOpenIsNoMoreThanItIsAnyway() throws Exception {
        try (Parley parley = serve("--open")) {
            parley.port();
            parley.askToStop();
            assertThat(parley.said()).noneMatch(line -> line.contains("WARN"));
        }
    }

    /// Whoever has read where it listens may ask it to stop.
    @Test
    void asSoonAsItHasSaidWhereItListensItStopsAsItShould() throws Exception {
        for (int i = 0; i < 5; i++) {
            try (Parley parley = serve()) {
                parley.port();
                ends(parley);
            }
        }
    }

    // ---- parley token

    private String says(int code, String... command) throws Exception {
        try (Parley parley = Parley.run(folder, NOTHING, command)) {
            List<String> said = parley.said();
            assertThat(parley.exitCode()).as(said.toString()).isEqualTo(code);
            return String.join("\n", said);
        }
    }

    @Test
    void aTokenOfTheCommandLineConnectsAndIsPushedTo() throws Exception {
        try (Parley parley = serve()) {
            int port = parley.port();
            String key = parley.line("API key +(\\S{20,})").group(1);
            String token = says(0, "token", "--user", "42");
            assertThat(token).matches("[-\\w]+\\.[-\\w]+\\.[-\\w]+");
            try (BareClient client = BareClient.connect(port)) {
                assertThat(client.asksFor("/user?token=" + token).hearsAnswer()).startsWith("HTTP/1.1 101 ");
                calls(port, key, "user_publish", "{\"user\":\"42\",\"keep\":true,\"data\":{\"n\":1}}");
                assertThat(client.hears()).isEqualTo("{\"n\":1}");
            }
        }
    }

    @Test
    void aTokenIsCheckedAndSaidToBeGoodOrWhyNot() throws Exception {
        try (Parley parley = serve()) { // makes the secret
            parley.port();
            ends(parley);
        }
        String token = says(0, "token", "--user", "42", "--info", "{\"name\":\"Ann\"}");
        assertThat(says(0, "token", "check", token))
                .startsWith("Good for a connection.")
                .contains("user: 42")
                .contains("{\"name\":\"Ann\"}");
        assertThat(says(1, "token", "check", token, "--client.token.hmac_secret_key", "another"))
                .startsWith("Not good: ")
                .contains("another key");
        assertThat(says(1, "token", "check", "nonsense")).startsWith("Not good: ");

        String subscription = says(0, "token", "--user", "42", "--channel", "$news", "--ttl", "0");
        assertThat(says(0, "token", "check", subscription))
                .startsWith("Good for a subscription.")
                .contains("channel: $news")
                .contains("until: for ever");

        String brief = says(0, "token", "--user", "42", "--ttl", "1s");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(says(1, "token", "check", brief, "--client.token.clock_skew", "0s"))
                        .startsWith("Not good: ")
                        .contains("expired"));
    }

    @Test
    void withoutASecretThereIsNoToken() throws Exception {
        assertThat(says(1, "token", "--user", "42")).contains("client.token.hmac_secret_key");
        assertThat(says(2, "token")).contains("--user");
        assertThat(says(2, "token", "--user", "42", "--ttl", "soon")).contains("--ttl");
    }
}
