package dev.parley.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Node.js with the packages of `src/test/js`, which are installed into `target` once.
public final class Node {

    private static final Path SOURCES = Path.of("src/test/js");
    private static final Path FOLDER = Path.of("target/js");

    private Node() {}

    /// Starts a script of `src/test/js`; its errors go to our own.
    public static Process start(String script, String... arguments) throws IOException, InterruptedException {
        return start(Map.of(), script, arguments);
    }

    /// @param environment more variables
    public static Process start(Map<String, String> environment, String script, String... arguments)
            throws IOException, InterruptedException {
        install();
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(FOLDER.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return builder.start();
    }

    /// The first line that a process says.
    public static String firstLine(Process process) throws IOException {
        String line =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        if (line == null) {
            throw new IOException("the process said nothing and ended");
        }
        return line;
    }

    /// A file of the packages, such as `axe-core/axe.min.js`.
    public static Path file(String name) throws IOException, InterruptedException {
        install();
        return FOLDER.resolve("node_modules").resolve(name);
    }

    /// Once, whichever of the processes that run tests comes first.
    private static synchronized void install() throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        try (FileChannel file =
                        FileChannel.open(FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            assert lock.isValid();
            installAlone();
        }
    }

    private static void installAlone() throws IOException, InterruptedException {
        boolean changed = false;
        try (var files = Files.list(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                Path copy = FOLDER.resolve(file.getFileName());
                if (!Files.exists(copy) || !java.util.Arrays.equals(bytes, Files.readAllBytes(copy))) {
                    Files.write(copy, bytes);
                    changed |= file.toString().endsWith(".json");
                }
            }
        }
        if (changed || !Files.exists(FOLDER.resolve("node_modules/.package-lock.json"))) {
            Process npm = new ProcessBuilder("npm", "ci", "--no-fund", "--no-audit")
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(FOLDER.resolve("npm.log").toFile())
                    .start();
            if (!npm.waitFor(180, TimeUnit.SECONDS) || npm.exitValue() != 0) {
                throw new IOException("npm ci failed:\n" + Files.readString(FOLDER.resolve("npm.log")));
            }
        }
    }
}
