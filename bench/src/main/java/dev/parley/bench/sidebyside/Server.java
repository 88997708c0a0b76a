package dev.parley.bench.sidebyside;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A contender that runs in a process of its own and accepts connections.
final class Server implements AutoCloseable {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final int port;
    private final Duration startTime;

    private Server(Process process, int port, Duration startTime) {
        this.process = process;
        this.port = port;
        this.startTime = startTime;
    }

    /// Starts it on the server's core and waits until it accepts a connection.
    ///
    /// @throws IOException when it ends or does not listen within 30 s; the message says where its log is
    static Server start(Contender contender, Setting setting) throws IOException, InterruptedException {
        return start(contender, setting, List.of("taskset", "-c", Integer.toString(setting.serverCore())));
    }

    /// The same on whatever cores there are.
    static Server startUnpinned(Contender contender, Setting setting) throws IOException, InterruptedException {
        return start(contender, setting, List.of());
    }

    private static Server start(Contender contender, Setting setting, List<String> prefix)
            throws IOException, InterruptedException {
        if (contender.kind() == Contender.Kind.PARLEY
                && !Files.exists(setting.house().resolve(Contender.SHIPPED_SCRIPT))) {
            throw new IOException("the server has not been built: ./parley version builds it");
        }
        int port = freePort();
        List<String> command = new ArrayList<>(prefix);
        command.addAll(contender.command(setting, port));
        Path log = setting.results().resolve("logs").resolve(contender.name().replaceAll("[^a-z0-9_-]+", "-") + ".log");
        Files.createDirectories(log.getParent());
        Path home = Files.createDirectories(setting.results().resolve("home"));

        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().putAll(contender.environment(setting));
        long started = System.nanoTime();
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        while (!accepts(port)) {
            boolean late = System.nanoTime() - started > PATIENCE.toNanos();
            if (late || !process.isAlive()) {
                process.destroyForcibly();
                throw new IOException(contender.name()
                        + (late ? " did not listen within " + PATIENCE.toSeconds() + " s" : " ended at its start")
                        + "; its log is " + log);
            }
            Thread.sleep(1);
        }
        return new Server(process, port, Duration.ofNanos(System.nanoTime() - started));
    }

    int port() {
        return port;
    }

    /// `taskset` and Parley's scripts replace themselves by what they start, so this is the server's own.
    long pid() {
        return process.pid();
    }

    /// From starting the process to the first accepted connection.
    Duration startTime() {
        return startTime;
    }

    /// Resident memory in bytes.
    long residentBytes() throws IOException {
        for (String line : Files.readAllLines(proc("status"))) {
            if (line.startsWith("VmRSS:")) {
                return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no VmRSS in " + proc("status"));
    }

    /// Open file descriptors, which tell when connections have come or gone.
    int descriptors() throws IOException {
        try (Stream<Path> open = Files.list(proc("fd"))) {
            return (int) open.count();
        }
    }

    /// Runs a full garbage collection in it.
    void collectGarbage() throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid()),
                        "GC.run")
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IOException("jcmd GC.run failed: " + said.strip());
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(pid()), file);
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(LOOPBACK, port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /// A free port below those that the kernel gives to callers: a caller that tries one of its own range again and
    /// again ends up connected to itself.
    private static int freePort() throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, LOOPBACK)) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Somebody has it: try another.
            }
        }
        throw new IOException("no free port between 20000 and 32000");
    }
}
