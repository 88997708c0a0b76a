package dev.parley.e2e.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// `parley chat` between two pipes.
final class Piped implements AutoCloseable {

    private static final long SECONDS = 90;

    private final Process process;
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final StringBuffer errors = new StringBuffer();
    private final Thread readsErrors;

    Piped(Path folder, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Command.chat(arguments));
        Command.settle(builder, folder, Map.of());
        process = builder.start();
        Thread.ofVirtual().start(() -> {
            try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                reader.lines().forEach(lines::add);
            } catch (IOException ended) {
                lines.add("(the pipe broke: " + ended + ")");
            }
        });
        readsErrors = Thread.ofVirtual().start(() -> {
            try (BufferedReader reader = process.errorReader(StandardCharsets.UTF_8)) {
                reader.lines().forEach(line -> errors.append(line).append('\n'));
            } catch (IOException ended) {
                errors.append("(the pipe broke: ").append(ended).append(")\n");
            }
        });
    }

    void write(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /// There are no more lines.
    void end() throws IOException {
        process.getOutputStream().close();
    }

    /// Writes all lines, and waits for the end.
    ///
    /// @return the exit code
    int takes(List<String> all) throws IOException, InterruptedException {
        for (String line : all) {
            write(line);
        }
        end();
        return exitCode();
    }

    /// Waits for the next line of its output.
    String line() throws InterruptedException {
        String line = lines.poll(SECONDS, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("it says nothing; it complained: " + errors);
        }
        return line;
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still running; it complained: " + errors);
        }
        readsErrors.join();
        return process.exitValue();
    }

    /// All that it has complained of; complete after its end.
    String errors() {
        return errors.toString();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
