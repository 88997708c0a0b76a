package dev.parley.e2e.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.e2e.process.Parley;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// `echo hello | parley chat`.
@Tag("slow")
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PipedChatTest {

    @TempDir
    Path folder;

    private Parley server;
    private int port;

    @BeforeEach
    void start() throws Exception {
        server = serve(0, "1000");
        port = server.port();
    }

    @AfterEach
    void stop() throws Exception {
        server.kill();
    }

    private Parley serve(int onPort, String burst) throws Exception {
        return Parley.in(
                Files.createDirectories(folder.resolve("server")),
                List.of(),
                "--port",
                String.valueOf(onPort),
                "--chat.rate",
                "1000",
                "--chat.burst",
                burst);
    }

    private Piped piped(String whose, String... more) throws Exception {
        String[] arguments = new String[more.length + 1];
        arguments[0] = "http://127.0.0.1:" + port;
        System.arraycopy(more, 0, arguments, 1, more.length);
        return new Piped(folder.resolve(whose), arguments);
    }

    @Test
    void aLineIsSaidAndWhoFollowsReadsIt() throws Exception {
        try (Piped reader = piped("bob", "--name", "Bob", "--room", "lobby", "--follow")) {
            reader.write("I listen");
            assertThat(reader.line()).isEqualTo("Bob: I listen");
            try (Piped writer = piped("ann", "--name", "Ann")) {
                assertThat(writer.takes(List.of("hello", "", "   ", "grüß dich, 你好")))
                        .isZero();
                assertThat(writer.errors()).isEmpty();
            }
            assertThat(reader.line()).isEqualTo("Ann: hello");
            assertThat(reader.line()).isEqualTo("Ann: grüß dich, 你好");
        }
    }

    @Test
    void whoSaysNoNameGoesByTheSystemsOneAndKeepsIt() throws Exception {
        try (Piped reader = piped("bob", "--name", "Bob", "--follow")) {
            reader.write("ready");
            assertThat(reader.line()).isEqualTo("Bob: ready");
            for (String line : List.of("first", "second")) {
                try (Piped writer = piped("me")) {
                    assertThat(writer.takes(List.of(line))).as(writer.errors()).isZero();
                }
                assertThat(reader.line()).isEqualTo(System.getProperty("user.name") + ": " + line);
            }
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void everyLineIsSaidOnceAndInOrderWhenTheServerDiesMeanwhile() throws Exception {
        List<String> said = IntStream.range(0, 300).mapToObj(i -> "line " + i).toList();
        try (Piped writer = piped("ann", "--name", "Ann")) {
            for (String line : said.subList(0, 100)) {
                writer.write(line);
            }
            server.freeze();
            for (String line : said.subList(100, 150)) {
                writer.write(line);
            }
            server.kill();
            server = serve(port, "1000");
            server.port();
            assertThat(writer.takes(said.subList(150, 300))).as(writer.errors()).isZero();
        }
        assertThat(history()).containsExactlyElementsOf(said);
    }

    @Test
    void aServerThatAsksToWaitIsObeyedAndEverythingArrives() throws Exception {
        server.kill();
        server = serve(port, "3");
        server.port();
        List<String> said = IntStream.range(0, 20).mapToObj(i -> "line " + i).toList();
        try (Piped writer = piped("ann", "--name", "Ann")) {
            assertThat(writer.takes(said)).as(writer.errors()).isZero();
        }
        assertThat(history()).containsExactlyElementsOf(said);
    }

    /// What was said, as the owner of the database reads it.
    private List<String> history() throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection database =
                        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("server/parley-data/chat.db"));
                Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery("select body from chat_messages order by room_id, position")) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    @Test
    void whatTheServerRefusesIsSaidInOneSentenceAndTheEndIsNoSuccess() throws Exception {
        try (Piped writer = piped("ann", "--name", "Ann")) {
            assertThat(writer.takes(List.of("fine", "x".repeat(20_000), "never sent")))
                    .isEqualTo(1);
            assertThat(writer.errors()).matches("parley chat: \"x{40}…\" was not sent: [^\\n]+\\.\\n");
        }
        assertThat(history()).containsExactly("fine");
    }

    @Test
    void whereNobodyListensThatIsSaid() throws Exception {
        server.kill();
        try (Piped writer = piped("ann", "--name", "Ann", "--timeout", "1s")) {
            assertThat(writer.takes(List.of("hello"))).isEqualTo(1);
            assertThat(writer.errors())
                    .isEqualTo("parley chat: http://127.0.0.1:" + port + "/ can't be reached: nobody listens there.\n");
        }
    }

    @Test
    void aNameThatIsSomebodyElsesIsRefused() throws Exception {
        try (Piped first = piped("ann", "--name", "Ann")) {
            assertThat(first.takes(List.of("hello"))).isZero();
        }
        try (Piped second = piped("eve", "--name", "ANN")) {
            assertThat(second.takes(List.of("hello"))).isEqualTo(1);
            assertThat(second.errors()).matches("parley chat: [^\\n]+ Choose one with --name\\.\\n");
        }
    }
}
