package dev.parley.bench.sdk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a server's process costs, by `/proc`.
public record ServerProcess(long pid) {

    private static final Pattern USED = Pattern.compile("used (\\d+)K");

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

    /// What is left of the Java heap after a collection, in bytes.
    long liveHeapBytes() throws IOException {
        jcmd("GC.run");
        long bytes = 0;
        for (String line : jcmd("GC.heap_info").split("\n")) {
            Matcher used = USED.matcher(line);
            if (line.contains(" total ") && used.find()) {
                bytes += 1024 * Long.parseLong(used.group(1));
            }
        }
        return bytes;
    }

    private String jcmd(String command) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
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
