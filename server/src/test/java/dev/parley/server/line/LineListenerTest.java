package dev.parley.server.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.net.Address;
import dev.parley.server.Peer;
import dev.parley.server.Started;
import dev.parley.server.config.ConfigException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Pushes by lines, from a socket and nothing else.
class LineListenerTest {

    private static final String[] OPEN = {"line.enabled", "true", "line.port", "0", "line.key", "none"};

    private static Socket open(Started server) throws IOException {
        Address.Tcp address =
                (Address.Tcp) Objects.requireNonNull(server.server().lineAddress());
        Socket socket = new Socket("127.0.0.1", address.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void write(Socket socket, String singleQuoted) throws IOException {
        socket.getOutputStream().write(singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /// Writes, ends the output, and gives back the lines up to the listener's end.
    private static List<String> say(Started server, String singleQuoted) throws IOException {
        try (Socket socket = open(server)) {
            write(socket, singleQuoted);
            socket.shutdownOutput();
            return reader(socket).lines().toList();
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static String refusal(String sentence) {
        return "{\"ok\":false,\"error\":\"" + sentence + "\"}";
    }

    @Test
    void aLineReachesAUserAChannelOrEverybody() throws Exception {
        try (Started server = Started.with(OPEN);
                Peer user = Peer.open(server.ws("/user?user=42"));
                Peer raw = Peer.open(server.ws("/raw/news"))) {
            server.awaitSessions("42", 1);
            org.awaitility.Awaitility.await()
                    .untilAsserted(() -> assertThat(server.api()
                                    .call("channels", "{}")
                                    .result()
                                    .path("channels")
                                    .has("news"))
                            .isTrue());
            List<String> answers = say(
                    server,
                    "{'user':'42','data':{'title':'You have mail'}}\n{'channel':'news','message':'bare'}\r\n\n"
                            + "{'all':true,'message':'to all'}\n");
            assertThat(answers)
                    .hasSize(3)
                    .allSatisfy(answer -> assertThat(answer).startsWith("{\"ok\":true"));
            assertThat(answers.get(0)).contains("\"sessions\":1");
            assertThat(answers.get(1)).contains("\"sessions\":1");
            assertThat(answers.get(2)).contains("\"sessions\":2");
            assertThat(user.hears()).isEqualTo("{\"title\":\"You have mail\"}");
            assertThat(user.hears()).isEqualTo("to all");
            assertThat(raw.hears()).isEqualTo("bare");
            assertThat(raw.hears()).isEqualTo("to all");
        }
    }

    @Test
    void whatStandsBehindTheLastLineBreakCountsAndSoDoesWhatWasSentByWhoLeavesAtOnce() throws Exception {
        try (Started server = Started.with(OPEN);
                Peer user = Peer.open(server.ws("/user?user=42"))) {
            server.awaitSessions("42", 1);
            assertThat(say(server, "{'user':'42','message':'no line break'}")).hasSize(1);
            assertThat(user.hears()).isEqualTo("no line break");
            try (Socket socket = open(server)) {
                write(socket, "{'user':'42','message':'gone'}\n");
            }
            assertThat(user.hears()).isEqualTo("gone");
        }
    }

    @Test
    void linesInManyPiecesAreLines() throws Exception {
        try (Started server = Started.with(OPEN);
                Socket socket = open(server)) {
            BufferedReader answers = reader(socket);
            for (int i = 0; i < 3; i++) {
                for (char next : "{'user':'42','message':'x'}\n".toCharArray()) {
                    write(socket, String.valueOf(next));
                    socket.getOutputStream().flush();
                }
                assertThat(answers.readLine()).startsWith("{\"ok\":true");
            }
        }
    }

    @Test
    void answersComeInTheOrderOfTheLinesWhateverTheyHaveToWaitFor() throws Exception {
        try (Started server = Started.with(OPEN)) {
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < 1500; i++) {
                lines.append("{'user':'u").append(i).append("','message':'kept','keep':true}\n{broken\n");
            }
            List<String> answers = say(server, lines.toString());
            assertThat(answers).hasSize(3000);
            List<Long> ids = new ArrayList<>();
            for (int i = 0; i < answers.size(); i++) {
                JsonNode answer = JsonMapper.shared().readTree(answers.get(i));
                assertThat(answer.path("ok").asBoolean()).as("line " + i).isEqualTo(i % 2 == 0);
                if (i % 2 == 0) {
                    ids.add(answer.path("id").asLong());
                }
            }
            assertThat(ids).isSorted();
        }
    }

    /// A page in a browser may post to this machine's own addresses; what it sends is HTTP, and ends at its first line.
    @Test
    void whoSpeaksSomethingElseIsNotListenedToAnyLonger() throws Exception {
        try (Started server = Started.with(OPEN)) {
            assertThat(
                            say(
                                    server,
                                    "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 30\r\n\r\n{'all':true,'message':'boo'}\n"))
                    .containsExactly(refusal("each line is one JSON object; this is not HTTP"));
            assertThat(say(server, "[]\n{'all':true,'message':'boo'}\n"))
                    .containsExactly(refusal("each line is one JSON object; this is not HTTP"));
        }
    }

    @Test
    void aLineThatMakesNoSenseIsAnsweredByASentence() throws Exception {
        try (Started server = Started.with(OPEN)) {
            assertThat(say(server, "{hello\n").getFirst()).startsWith("{\"ok\":false,\"error\":\"bad request: ");
            assertThat(say(server, "{'user':'42'}\n").getFirst())
                    .contains("give either `data`, JSON, or `message`, a string that is delivered bare");
            assertThat(say(server, "{'user':'42','data':1,'message':'x'}\n").getFirst())
                    .contains("give either `data`");
            assertThat(say(server, "{'message':'x'}\n").getFirst())
                    .contains("say whom it is for: `user`, `channel` or `all`");
            assertThat(say(server, "{'user':'42','channel':'a','message':'x'}\n")
                            .getFirst())
                    .contains("say whom it is for");
            assertThat(say(server, "{'usr':'42','message':'x'}\n").getFirst()).contains("did you mean `user`?");
            assertThat(say(server, "{'channel':'nowhere:x','message':'x'}\n"))
                    .containsExactly(refusal("unknown channel"));
            assertThat(say(server, "{'user':'42','message':'\\ud800'}\n").getFirst())
                    .startsWith("{\"ok\":false");
            assertThat(say(server, "{'channel':'" + "x".repeat(256) + "','message':'x'}\n")
                            .getFirst())
                    .startsWith("{\"ok\":false");
        }
    }

    @Test
    void aLineThatIsTooLongIsSaidToBeAndEndsTheConnection() throws Exception {
        try (Started server = Started.with(OPEN)) {
            String fits = "{'user':'42','message':'" + "x".repeat(64 * 1024 - 27) + "'}";
            assertThat(fits.length()).isLessThanOrEqualTo(64 * 1024);
            assertThat(say(server, fits + "\n").getFirst()).startsWith("{\"ok\":true");
            assertThat(say(server, "{'user':'42','message':'first'}\n" + "x".repeat(64 * 1024 + 1)))
                    .satisfies(answers -> {
                        assertThat(answers).hasSize(2);
                        assertThat(answers.get(0)).startsWith("{\"ok\":true");
                        assertThat(answers.get(1)).isEqualTo(refusal("a line has at most 65536 bytes"));
                    });
        }
    }

    @Test
    void aKeyOfTheApiIsNeededAndItsRightsCount() throws Exception {
        try (Started server = Started.with(
                "line.enabled",
                "true",
                "line.port",
                "0",
                "http_api.key",
                "main-key",
                "http_api.keys",
                "[{name: mail, key: mail-key, methods: [user_publish]}]")) {
            String push = "{'key':'%s','user':'42','message':'x'}\n";
            assertThat(say(server, push.formatted("main-key")).getFirst()).startsWith("{\"ok\":true");
            assertThat(say(server, push.formatted("mail-key")).getFirst()).startsWith("{\"ok\":true");
            for (String wrong : List.of("", "main-kez", "none")) {
                assertThat(say(server, push.formatted(wrong)))
                        .containsExactly(refusal("unauthorized: `key` is missing or wrong"));
            }
            assertThat(say(server, "{'user':'42','message':'x'}\n"))
                    .containsExactly(refusal("unauthorized: `key` is missing or wrong"));
            assertThat(say(server, "{'key':'mail-key','all':true,'message':'x'}\n"))
                    .containsExactly(refusal("permission denied: the key mail may not call all_publish"));
            assertThat(say(server, "{'key':'mail-key','channel':'a','message':'x'}\n"))
                    .containsExactly(refusal("permission denied: the key mail may not call publish"));
        }
    }

    @Test
    void aKeyOfItsOwnIsTheOnlyOne() throws Exception {
        try (Started server = Started.with(
                "line.enabled", "true", "line.port", "0", "line.key", "line-key", "http_api.key", "main-key")) {
            assertThat(say(server, "{'key':'line-key','user':'42','message':'x'}\n")
                            .getFirst())
                    .startsWith("{\"ok\":true");
            assertThat(say(server, "{'key':'main-key','user':'42','message':'x'}\n")
                            .getFirst())
                    .contains("unauthorized");
        }
    }

    @Test
    void keylessLinesAreForThisMachineOnly() throws Exception {
        assertThatThrownBy(() -> Started.config(
                        "line.enabled",
                        "true",
                        "line.key",
                        "none",
                        "line.address",
                        "0.0.0.0",
                        "http_api.key",
                        "k",
                        "client.allow_anonymous_connect_without_token",
                        "true"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("`line.key: none` is for this machine's own addresses")
                .hasMessageContaining("set a key");
        assertThat(Started.config("line.enabled", "true", "line.key", "none")
                        .backend()
                        .line())
                .isNotNull();
        assertThat(Started.config().backend().line()).isNull();
    }

    @Test
    void aRepeatedKeyIsAnsweredAsBefore() throws Exception {
        try (Started server = Started.with(OPEN);
                Peer user = Peer.open(server.ws("/user?user=42"))) {
            server.awaitSessions("42", 1);
            String push = "{'user':'42','message':'%s','idempotency_key':'k'}\n";
            assertThat(say(server, push.formatted("one") + push.formatted("one") + push.formatted("two")))
                    .satisfies(answers -> {
                        assertThat(answers.get(0)).contains("\"offset\":1", "\"sessions\":1");
                        assertThat(answers.get(1)).contains("\"offset\":1", "\"sessions\":0");
                        assertThat(answers.get(2)).contains("idempotency key");
                    });
            say(server, "{'user':'42','message':'last'}\n");
            assertThat(user.hears()).isEqualTo("one");
            assertThat(user.hears()).isEqualTo("last");
        }
    }
}
