package dev.parley.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NotifyOneUserTest {

    private static final String COMPLAINT = "A line is a JSON object: {\"user\":\"NAME\",\"message\":\"TEXT\"}.";

    private NotifyOneUser.Running app;

    @BeforeEach
    void start() throws IOException {
        app = NotifyOneUser.start(0, 0);
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private Page page(String user) {
        return Page.open(app.pages().port(), "/?user=" + user);
    }

    private Socket process() throws IOException {
        Socket process = new Socket("127.0.0.1", app.lines().port());
        process.setSoTimeout(10_000);
        return process;
    }

    private void writeAndLeave(String lines) throws IOException {
        try (Socket process = process()) {
            process.getOutputStream().write(lines.getBytes(UTF_8));
        }
    }

    private String answerTo(String line) throws IOException {
        try (Socket process = process()) {
            process.getOutputStream().write((line + "\n").getBytes(UTF_8));
            return new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine();
        }
    }

    @Test
    void aProcessThatLeavesAtOnceHasItsMessageDelivered() throws Exception {
        try (Page page = page("tester01")) {
            writeAndLeave("{\"user\":\"tester01\",\"message\":\"test\"}\n");
            assertThat(page.hears()).isEqualTo("test");
        }
    }

    @Test
    void aProcessMayForgetTheNewlineOfItsLastLine() throws Exception {
        try (Page page = page("ann")) {
            writeAndLeave("{\"user\":\"ann\",\"message\":\"one\"}\n{\"user\":\"ann\",\"message\":\"two\"}");
            assertThat(page.hears()).isEqualTo("one");
            assertThat(page.hears()).isEqualTo("two");
        }
    }

    @Test
    void everyTabOfOneUserGetsItAndNobodyElse() throws Exception {
        try (Page one = page("ann");
                Page two = page("ann");
                Page bob = page("bob")) {
            writeAndLeave("{\"user\":\"ann\",\"message\":\"for Ann\"}\n{\"message\":\"for Bob\",\"user\":\"bob\"}\r\n");
            assertThat(one.hears()).isEqualTo("for Ann");
            assertThat(two.hears()).isEqualTo("for Ann");
            assertThat(bob.hears()).isEqualTo("for Bob");
        }
    }

    @Test
    void theOtherTabsGoOnWhenOneIsClosed() throws Exception {
        try (Page stays = page("ann")) {
            page("ann").close();
            writeAndLeave("{\"user\":\"ann\",\"message\":\"still there\"}\n");
            assertThat(stays.hears()).isEqualTo("still there");
        }
    }

    @Test
    void aUserWhoComesBackIsReached() throws Exception {
        page("ann").close();
        try (Page back = page("ann")) {
            writeAndLeave("{\"user\":\"ann\",\"message\":\"welcome back\"}\n");
            assertThat(back.hears()).isEqualTo("welcome back");
        }
    }

    @Test
    void aMessageMayHoldAnythingThatJsonCan() throws Exception {
        try (Page page = page("J%C3%BCrgen%20M.")) {
            writeAndLeave(
                    "{\"user\":\"Jürgen M.\",\"urgent\":{\"user\":\"x\"},\"message\":\"a\\n\\\"b\\\" \\u4e16 🌍\"}\n");
            assertThat(page.hears()).isEqualTo("a\n\"b\" 世 🌍");
        }
    }

    @Test
    void aBadLineIsAnsweredByASentence() throws Exception {
        for (String bad : new String[] {
            "",
            "hello",
            "[]",
            "{\"user\":\"ann\"}",
            "{\"user\":1,\"message\":\"x\"}",
            "{\"user\":\"ann\",\"message\":\"x\"",
            "{\"user\":\"ann\",\"message\":\"x\"} {}"
        }) {
            assertThat(answerTo(bad)).as(bad).isEqualTo(COMPLAINT);
        }
    }

    @Test
    void aLineOf16KiBIsTakenAndALongerOneRefused() throws Exception {
        String frame = "{\"user\":\"ann\",\"message\":\"\"}";
        String fits = "x".repeat(16 * 1024 - frame.length());
        try (Page page = page("ann")) {
            writeAndLeave("{\"user\":\"ann\",\"message\":\"" + fits + "\"}\n");
            assertThat(page.hears()).isEqualTo(fits);
            assertThat(answerTo("{\"user\":\"ann\",\"message\":\"" + fits + "x\"}"))
                    .isEqualTo("A line has at most 16384 bytes.");
            writeAndLeave("{\"user\":\"ann\",\"message\":\"next\"}\n");
            assertThat(page.hears()).isEqualTo("next");
        }
    }

    @Test
    void goodLinesAmongBadOnesAreDelivered() throws Exception {
        try (Page page = page("ann");
                Socket process = process();
                var answers = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (int i = 0; i < 10; i++) {
                process.getOutputStream()
                        .write(("bad\n{\"user\":\"ann\",\"message\":\"" + i + "\"}\n").getBytes(UTF_8));
                assertThat(answers.readLine()).isEqualTo(COMPLAINT);
                assertThat(page.hears()).isEqualTo(String.valueOf(i));
            }
        }
    }

    @Test
    void tenThousandLinesArriveInOrderThoughTheirWriterIsGone() throws Exception {
        StringBuilder lines = new StringBuilder();
        IntStream.range(0, 10_000).forEach(i -> lines.append("{\"user\":\"ann\",\"message\":\"" + i + "\"}\n"));
        try (Page page = page("ann")) {
            writeAndLeave(lines.toString());
            for (int i = 0; i < 10_000; i++) {
                assertThat(page.hears()).isEqualTo(String.valueOf(i));
            }
        }
    }

    @Test
    void aProcessThatNeverReadsItsAnswersLosesNoGoodLine() throws Exception {
        String bad = "bad\n".repeat(50_000);
        try (Page page = page("ann");
                Socket process = process()) {
            process.getOutputStream().write((bad + "{\"user\":\"ann\",\"message\":\"good\"}\n").getBytes(UTF_8));
            assertThat(page.hears()).isEqualTo("good");
        }
    }

    @Test
    void aPageThatDoesNotSayWhoItIsIsToldTo() throws Exception {
        try (Page page = Page.open(app.pages().port())) {
            assertThat(page.isClosed()).isEqualTo(new Page.Closed(1008, "Say who you are: ?user=NAME"));
        }
    }
}
