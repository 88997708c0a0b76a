package dev.parley.bench.sdk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What a server's process costs, by `/proc`.
public record ServerProcess(long pid) {

    public static long cpuNanos(long pid) throws IOException {
        return new ServerProcess(pid).cpuNanos();
    }

    /// Nanoseconds of CPU that all its live threads have used.
    long cpuNanos() throws IOException {
        long nanos = 0;
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path task : tasks.toList()) {
                try {
                    nanos += Long.parseLong(
                            Files.readString(task.resolve("schedstat")).split(" ", 2)[0]);
                } catch (IOException _) {
                    // the thread has just ended
                    continue;
                }
            }
        }
        return nanos;
    }

    /// Resident memory in bytes.
    long residentBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no VmRSS");
    }
}
