package dev.parley.e2e.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.e2e.process.Parley;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// People who talk in terminals.
@Tag("slow")
@EnabledOnOs(OS.LINUX)
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TerminalChatTest {

    @TempDir
    Path folder;

    private Parley server;
    private int port;

    @BeforeEach
    void start() throws Exception {
        server = serve(0);
        port = server.port();
    }

    @AfterEach
    void stop() throws Exception {
        server.kill();
    }

    private Parley serve(int onPort) throws Exception {
        return Parley.in(
                Files.createDirectories(folder.resolve("server")),
                List.of(),
                "--port",
                String.valueOf(onPort),
                "--chat.rate",
                "1000",
                "--chat.burst",
                "1000");
    }

    private Terminal terminal(String whose, String... more) throws Exception {
        return terminal(whose, Map.of(), more);
    }

    private Terminal terminal(String whose, Map<String, String> environment, String... more) throws Exception {
        String[] arguments = new String[more.length + 1];
        arguments[0] = "http://127.0.0.1:" + port;
        System.arraycopy(more, 0, arguments, 1, more.length);
        return new Terminal(folder.resolve(whose), environment, arguments);
    }

    @Test
    void twoPeopleTalkAndWhatComesDoesNotDisturbWhatIsWritten() throws Exception {
        try (Terminal ann = terminal("ann");
                Terminal bob = terminal("bob", "--name", "Bob", "--room", "lobby")) {
            ann.seesWriting("Your name:");
            ann.says("Ann");
            ann.seesWriting("#lobby>");
            bob.seesWriting("#lobby>");
            ann.seesStatus("connected · #lobby");
            ann.types("half a thou");
            bob.seesStatus("Ann is writing…");
            bob.says("Hello Ann, 你好");
            ann.sees("#1 Bob: Hello Ann, 你好");
            ann.seesWriting("#lobby> half a thou");
            ann.says("ght");
            bob.sees("#2 Ann: half a thought");
            ann.sees("#2 Ann: half a thought");
            assertThat(ann.said())
                    .filteredOn(line -> line.contains("half a thought"))
                    .hasSize(1);
            ann.says("/quit");
            assertThat(ann.exitCode()).isZero();
            bob.types("\u0004"); // Ctrl-D
            assertThat(bob.exitCode()).isZero();
        }
    }

    @Test
    void commandsDoWhatTheirHelpSays() throws Exception {
        try (Terminal ann = terminal("ann", "--name", "Ann");
                Terminal tom = terminal("tom", "--name", "Tom Baker")) {
            ann.seesWriting("#lobby>");
            tom.seesWriting("#lobby>");
            ann.says("Who has tea?");
            tom.sees("#1 Ann: Who has tea?");
            tom.says("/reply 1 I have");
            ann.sees("#2 Tom Baker: > Ann: Who has tea? < I have");
            tom.sees("#2 Tom Baker: > Ann: Who has tea? < I have");
            tom.says("/edit I have some");
            ann.sees("I have some (edited)");
            ann.says("to be taken back");
            tom.sees("#3 Ann: to be taken back");
            ann.sees("#3 Ann: to be taken back");
            ann.says("/delete");
            tom.sees("#3 Ann: (deleted)");
            ann.says("/who");
            ann.sees("2 here: Ann, Tom Baker");
            ann.says("/msg Tom Baker just for you");
            tom.sees("Ann: just for you");
            ann.says("/search tea");
            ann.sees("-- in #lobby:");
            ann.says("/join garden");
            ann.seesWriting("#garden>");
            tom.says("anybody?");
            ann.seesStatus("1 unread elsewhere");
            ann.says("/unread");
            ann.sees("1 unread in #lobby");
            ann.says("/rooms");
            ann.sees("#garden (1 here)");
            ann.says("//slash");
            ann.sees("Ann: /slash");
            ann.says("/nonsense");
            ann.sees("There is no command /nonsense: /help lists all.");
            ann.says("/leave");
            ann.seesWriting(">");
            ann.says("nobody hears me");
            ann.sees("You are in no room: /join ROOM.");
            ann.says("/me");
            ann.sees("You are Ann.");
        }
    }

    @Test
    void namesAreCompletedWhileOthersTalk() throws Exception {
        try (Terminal ann = terminal("ann", "--name", "Ann");
                Terminal bob = terminal("bob", "--name", "Bob")) {
            ann.seesWriting("#lobby>");
            bob.seesWriting("#lobby>");
            for (int i = 0; i < 300; i++) {
                bob.says("line " + i);
            }
            for (int i = 0; i < 3_000; i++) {
                ann.types("@b\t\u0015"); // Tab; then all that is written goes
            }
            ann.sees("#300 Bob: line 299");
            ann.types("for @bo\t");
            ann.seesWriting("#lobby> for @Bob");
            ann.says("");
            bob.sees("#301 Ann: for @Bob");
        }
    }

    @Test
    void whoComesBackIsTheSameAndReadsWhatWasSaid() throws Exception {
        try (Terminal ann = terminal("ann", "--name", "Ann")) {
            ann.seesWriting("#lobby>");
            ann.says("I was here");
            ann.sees("#1 Ann: I was here");
            ann.says("/quit");
            assertThat(ann.exitCode()).isZero();
        }
        Path kept = folder.resolve("ann/parley/chat.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                .isEqualTo("rw-------");
        try (Terminal again = terminal("ann");
                Terminal another = terminal("another", "--name", "Ann")) {
            again.sees("#1 Ann: I was here");
            again.says("/me");
            again.sees("You are Ann.");
            another.seesWriting("Your name:"); // it is hers
        }
    }

    @Test
    void aServerThatIsStartedAgainIsToldHonestlyAndNothingIsLostOrSaidTwice() throws Exception {
        try (Terminal ann = terminal("ann", "--name", "Ann");
                Terminal bob = terminal("bob", "--name", "Bob")) {
            ann.seesWriting("#lobby>");
            bob.seesWriting("#lobby>");
            ann.says("before");
            bob.sees("#1 Ann: before");
            server.kill();
            ann.seesStatus("connecting…");
            bob.seesStatus("connecting…");
            ann.says("while away, one");
            ann.says("while away, two");
            ann.seesStatus("2 to be sent");
            server = serve(port);
            server.port();
            bob.sees("#2 Ann: while away, one");
            bob.sees("#3 Ann: while away, two");
            bob.says("after");
            ann.sees("#4 Bob: after");
            bob.sees("#4 Bob: after");
            for (Terminal each : List.of(ann, bob)) {
                each.seesStatus("connected");
                assertThat(each.said().stream()
                                .filter(line -> line.matches(".*#\\d+ .*"))
                                .map(line -> line.substring(6)))
                        .containsExactly(
                                "#1 Ann: before",
                                "#2 Ann: while away, one",
                                "#3 Ann: while away, two",
                                "#4 Bob: after");
            }
        }
    }

    @Test
    void nothingThatOthersWriteReachesTheTerminalAsACommand() throws Exception {
        List<String> hostile = List.of(
                "\u001b]0;pwned\u0007title",
                "\u001b[2J\u001b[Hcleared",
                "\u001b]52;c;cHduZWQ=\u0007clipboard",
                "\u001b[6nasks",
                "\u009b2Jc1",
                "\u202egnp.exe",
                "\u2066isolated",
                "back\b\b\b\bspace",
                "line\rover",
                "bell\u0007",
                "[31mred[0m <b>\\e[1m");
        try (Terminal ann = terminal("ann", "--name", "Ann", "--room", "danger")) {
            ann.seesWriting("#danger>");
            try (Piped eve =
                    new Piped(folder.resolve("eve"), "http://127.0.0.1:" + port, "--name", "Eve", "--room", "danger")) {
                assertThat(eve.takes(hostile)).as(eve.errors()).isZero();
            }
            ann.sees("[31mred[0m <b>\\e[1m");
            assertThat(ann.written())
                    .doesNotContain("\u001b]0;pwned", "\u001b]52;", "\u001b[6n", "\u009b", "\u202e", "\u2066", "\u0007")
                    .doesNotContain("\b\b\b\bspace", "line\rover");
            assertThat(ann.written().split("\u001b\\[2J", -1)).hasSizeLessThanOrEqualTo(2); // its own, at most
            assertThat(ann.said())
                    .anyMatch(line -> line.endsWith("Eve: \ufffd]0;pwned\ufffdtitle"))
                    .anyMatch(line -> line.endsWith("Eve: \ufffd[2J\ufffd[Hcleared"))
                    .anyMatch(line -> line.endsWith("Eve: \ufffdgnp.exe"));
        }
    }

    @Test
    void withoutColoursThereAreNone() throws Exception {
        try (Terminal ann = terminal("ann", Map.of("NO_COLOR", "1"), "--name", "Ann")) {
            ann.seesWriting("#lobby>");
            ann.says("in black and white");
            ann.sees("#1 Ann: in black and white");
            ann.says("/nonsense");
            ann.sees("/help lists all.");
            assertThat(ann.written()).doesNotContainPattern("\u001b\\[[0-9;]*[1-9][0-9;]*m(?:Ann|!!|--)");
        }
    }

    @Test
    void tabCompletesCommandsAndNames() throws Exception {
        try (Terminal ann = terminal("ann", "--name", "Ann");
                Terminal tom = terminal("tom", "--name", "Tom Baker")) {
            ann.seesWriting("#lobby>");
            tom.seesWriting("#lobby>");
            tom.says("here I am");
            ann.sees("#1 Tom Baker: here I am");
            ann.types("/sea\t");
            ann.seesWriting("#lobby> /search");
            ann.types("\u0015/msg To\t"); // Ctrl-U empties the line
            await().untilAsserted(() -> assertThat(ann.writing()).isEqualTo("#lobby> /msg Tom Baker"));
            ann.says("psst");
            tom.sees("Ann: psst");
        }
    }
}
