package dev.parley.server.php;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The PHP of this machine.
final class Php {

    static final Path EXAMPLES = Path.of("../docs/php").toAbsolutePath().normalize();

    /// What a script printed, and how it ended.
    record Ran(int status, String out, String err) {}

    private static final String MISSING =
            "These tests run the examples in docs/php: install PHP (apt-get install php-cli php-curl).";

    private Php() {}

    static void mustBeThere() {
        try {
            if (run(Map.of(), "-v").status() == 0) {
                return;
            }
        } catch (IOException | InterruptedException missing) {
            throw new AssertionError(MISSING, missing);
        }
        throw new AssertionError(MISSING);
    }

    static ProcessBuilder process(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of("php"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(EXAMPLES.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PARLEY_"));
        builder.environment().putAll(environment);
        return builder;
    }

    static Ran run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        File errors = Files.createTempFile("php", ".err").toFile();
        Process process = process(environment, arguments).redirectError(errors).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("php did not end within 30 s");
        }
        String err = Files.readString(errors.toPath());
        Files.delete(errors.toPath());
        return new Ran(process.exitValue(), out, err);
    }
}
