package dev.parley.e2e.sdk;

import dev.parley.e2e.process.Parley;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// A server process in a folder of its own, on one port through all its lives.
final class Served implements AutoCloseable {

    private final Path folder;
    private final int port;
    private List<String> jvm = List.of();
    private @Nullable Parley process;

    private Served(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /// Without a configuration file, as somebody who tries Parley starts it.
    ///
    /// @param more arguments for its first start
    static Served plain(Path folder, String... more) throws IOException, InterruptedException {
        return new Served(folder, freePort()).startWith(more);
    }

    static Served configured(Path folder, String yaml) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("parley.yaml"), yaml);
        return plain(folder);
    }

    /// Below those that the system gives to clients, so that none of them takes it while the server is away.
    private static int freePort() throws IOException {
        for (int tries = 0; tries < 1_000; tries++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException taken) {
                // the next one
            }
        }
        throw new IOException("no free port");
    }

    /// For the next start.
    void properties(String... jvm) {
        this.jvm = List.of(jvm);
    }

    Served start() throws IOException, InterruptedException {
        return startWith();
    }

    /// @param more arguments
    Served startWith(String... more) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--port", String.valueOf(port)));
        arguments.addAll(List.of(more));
        Parley started = Parley.in(folder, jvm, arguments.toArray(String[]::new));
        process = started;
        started.port();
        return this;
    }

    /// SIGTERM; comes back when it has ended well.
    void stop() throws InterruptedException {
        Parley stopping = running();
        stopping.askToStop();
        int code = stopping.exitCode();
        if (code != 0) {
            throw new AssertionError("it ended with " + code);
        }
    }

    /// SIGKILL; comes back when it is dead.
    void kill() throws InterruptedException {
        running().kill();
    }

    private Parley running() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }

    Path folder() {
        return folder;
    }

    int port() {
        return port;
    }

    String url() {
        return url(port);
    }

    /// @param port of a [Wire] to it, or its own
    static String url(int port) {
        return "ws://127.0.0.1:" + port + "/connection/websocket";
    }

    @Override
    public void close() {
        if (process != null) {
            try {
                process.kill();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
