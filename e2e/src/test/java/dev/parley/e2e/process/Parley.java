package dev.parley.e2e.process;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `parley serve`, or another command, in a process of its own, with the JVM flags that it ships with.
public final class Parley implements AutoCloseable {

    private static final Path FLAGS = Path.of("../cli/src/main/dist/jvm.options");
    private static final long SECONDS = 60;
    private static final String THE_END = "(it says no more)";

    private final Process process;
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();

    private Parley(Process process) {
        this.process = process;
        Thread.ofVirtual().start(() -> {
            try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.add(line);
                }
            } catch (IOException ended) {
                lines.add("(the pipe broke: " + ended + ")");
            }
            lines.add(THE_END);
        });
    }

    /// @param arguments behind `serve`
    public static Parley serve(String... arguments) throws IOException {
        return behind(List.of(), arguments);
    }

    /// @param wrapper a command that runs the one behind it, such as `nice`
    public static Parley behind(List<String> wrapper, String... arguments) throws IOException {
        return start(
                Files.createDirectories(Path.of("target/process")), wrapper, List.of(), serving(arguments), Map.of());
    }

    /// @param folder where it is started: its data and its configuration file are there
    /// @param jvm more for the JVM, such as system properties
    public static Parley in(Path folder, List<String> jvm, String... arguments) throws IOException {
        return start(folder, List.of(), jvm, serving(arguments), Map.of());
    }

    /// Any command.
    ///
    /// @param folder where it is started
    /// @param environment more variables
    public static Parley run(Path folder, Map<String, String> environment, String... command) throws IOException {
        return start(folder, List.of(), List.of(), List.of(command), environment);
    }

    private static List<String> serving(String... arguments) {
        List<String> command = new ArrayList<>(List.of("serve"));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Parley start(
            Path folder,
            List<String> wrapper,
            List<String> jvm,
            List<String> arguments,
            Map<String, String> environment)
            throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + FLAGS.toRealPath());
        command.addAll(jvm);
        command.addAll(List.of("-cp", absoluteClassPath(), "dev.parley.cli.Main"));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PARLEY_"));
        builder.environment().putAll(environment);
        return new Parley(builder.start());
    }

    private static String absoluteClassPath() {
        List<String> parts = new ArrayList<>();
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
            parts.add(new File(part).getAbsolutePath());
        }
        return String.join(File.pathSeparator, parts);
    }

    /// Waits for a line that holds `pattern`.
    public Matcher line(String pattern) throws InterruptedException {
        Pattern wanted = Pattern.compile(pattern);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (true) {
            String line = lines.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (line == null || line.equals(THE_END)) {
                throw new AssertionError("no line with " + pattern + " in " + seen);
            }
            seen.add(line);
            Matcher matcher = wanted.matcher(line);
            if (matcher.find()) {
                return matcher;
            }
        }
    }

    /// Waits until it says no more: all that it has said.
    public List<String> said() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (true) {
            String line = lines.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new AssertionError("it does not end; it said " + seen);
            }
            if (line.equals(THE_END)) {
                return List.copyOf(seen);
            }
            seen.add(line);
        }
    }

    /// Waits for the port that it says it listens on.
    public int port() throws InterruptedException {
        return Integer.parseInt(
                line("listens on https?://127\\.0\\.0\\.1:(\\d+)").group(1));
    }

    /// SIGTERM.
    public void askToStop() {
        process.toHandle().destroy(); // unlike Process.destroy, this leaves its output open
    }

    /// SIGSTOP: it does nothing more, but its connections stay, until [#thaw] or [#kill].
    public void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /// SIGCONT.
    public void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", signal, String.valueOf(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new IOException("can't send " + signal + " to process " + process.pid());
        }
    }

    /// SIGKILL; comes back when it is dead.
    public void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        exitCode();
    }

    /// Waits for its end.
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still running; it said " + seen + lines);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
