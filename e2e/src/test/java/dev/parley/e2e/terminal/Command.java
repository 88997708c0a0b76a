package dev.parley.e2e.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How `parley chat` is started by tests: with the JVM flags that it ships with, and settings of its own.
final class Command {

    private static final Path FLAGS = Path.of("../cli/src/main/dist/jvm.options");

    private Command() {}

    static List<String> chat(String... arguments) throws IOException {
        List<String> parts = new ArrayList<>();
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
            parts.add(new File(part).getAbsolutePath());
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + FLAGS.toRealPath());
        command.addAll(List.of("-cp", String.join(File.pathSeparator, parts), "dev.parley.cli.Main", "chat"));
        command.addAll(List.of(arguments));
        return command;
    }

    /// @param folder where the person's settings are
    static void settle(ProcessBuilder builder, Path folder, Map<String, String> environment) {
        builder.environment().keySet().removeIf(name -> name.startsWith("PARLEY_") || name.equals("NO_COLOR"));
        builder.environment().put("XDG_CONFIG_HOME", folder.toAbsolutePath().toString());
        builder.environment().put("LANG", "C.UTF-8");
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(environment);
    }
}
