package dev.parley.bench.sidebyside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/// What figures depend on beside the code: figures without it are worth nothing later.
final class Surroundings {

    private Surroundings() {}

    /// One paragraph: machine, kernel, JVM, flags, load of the machine now.
    static String describe(Setting setting) throws IOException {
        return "%s; %s, %d cores; Linux %s; Java %s; load average %s; servers on core %d, load on core %d; JVM flags: %s%n"
                .formatted(
                        ZonedDateTime.now(ZoneId.systemDefault())
                                .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm z")),
                        processor(),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.version"),
                        Runtime.version(),
                        Files.readString(Path.of("/proc/loadavg")).split(" ")[0],
                        setting.serverCore(),
                        setting.loadCore(),
                        String.join(" ", setting.flags()));
    }

    private static String processor() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("an unnamed processor");
    }
}
