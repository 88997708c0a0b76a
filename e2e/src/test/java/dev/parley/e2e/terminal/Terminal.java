package dev.parley.e2e.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jline.utils.ScreenTerminal;
import org.jline.utils.WCWidth;

/// `parley chat` in a pseudo-terminal of 24 lines of 100, and what stands on its screen.
///
/// `script`, which every Linux has (util-linux), makes the pseudo-terminal; JLine's screen understands what is written to
/// it as a terminal would.
final class Terminal implements AutoCloseable {

    private static final int WIDTH = 100;
    private static final int HEIGHT = 24;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final ScreenTerminal screen = new ScreenTerminal(WIDTH, HEIGHT);
    private final StringBuffer written = new StringBuffer();

    /// @param folder where the person's settings are
    /// @param environment more variables
    Terminal(Path folder, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("exec"));
        Command.chat(arguments).stream().map(Terminal::quoted).forEach(command::add);
        String line = "stty rows " + HEIGHT + " cols " + WIDTH + "; " + String.join(" ", command);
        ProcessBuilder builder =
                new ProcessBuilder("script", "--quiet", "--flush", "--return", "--command", line, "/dev/null");
        Command.settle(builder, folder, environment);
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().put("SHELL", "/bin/sh");
        process = builder.redirectErrorStream(true).start();
        Thread.ofVirtual().start(this::watch);
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private void watch() {
        try (Reader reader = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            char[] some = new char[8_192];
            for (int count = reader.read(some); count >= 0; count = reader.read(some)) {
                String text = new String(some, 0, count);
                written.append(text);
                screen.write(text);
            }
        } catch (IOException ended) {
            written.append("(the terminal broke: ").append(ended).append(')');
        }
    }

    /// What has been written to the terminal so far, with all that only a terminal understands.
    String written() {
        return written.toString();
    }

    /// The lines of the screen, from the top, without spaces at their ends.
    List<String> screen() {
        long[] cells = new long[WIDTH * HEIGHT];
        screen.dump(cells, new int[2]);
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < HEIGHT; row++) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < WIDTH; column++) {
                int point = ScreenTerminal.cellCodePoint(cells[row * WIDTH + column]);
                line.appendCodePoint(point == 0 ? ' ' : point);
                column += WCWidth.wcwidth(point) == 2 ? 1 : 0; // a wide one has two places
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    /// The last line: how things stand.
    String status() {
        return screen().getLast();
    }

    /// The lines above the one that is written, the empty ones left out.
    List<String> said() {
        List<String> lines = screen().subList(0, HEIGHT - 1).stream()
                .filter(line -> !line.isBlank())
                .toList();
        return lines.isEmpty() ? lines : lines.subList(0, lines.size() - 1);
    }

    /// The line that is being written, with its prompt.
    String writing() {
        List<String> lines = screen().subList(0, HEIGHT - 1).stream()
                .filter(line -> !line.isBlank())
                .toList();
        return lines.isEmpty() ? "" : lines.getLast();
    }

    void types(String text) throws IOException {
        process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /// Types a line, and Enter.
    void says(String text) throws IOException {
        types(text + "\r");
    }

    /// Waits until a line above the prompt ends so.
    void sees(String end) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(said()).anyMatch(line -> line.endsWith(end)));
    }

    void seesStatus(String part) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(status()).contains(part));
    }

    /// Waits for the line that is being written to be so.
    void seesWriting(String line) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(writing())
                        .as("below %s, written as %s", said(), writtenLast())
                        .isEqualTo(line));
    }

    /// The last of what has been written, with its escapes made visible.
    private String writtenLast() {
        String all = written();
        return all.substring(Math.max(0, all.length() - 2_000))
                .replace("\u001b", "␛")
                .replace("\r", "␍")
                .replace("\n", "␊");
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("it ends: " + String.join("\n", screen()))
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
