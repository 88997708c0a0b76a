package dev.parley.e2e.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file of `deploy/`, with what is of the operator's own machines put in for what is of the test's.
record Shipped(String text) {

    static final Path FOLDER = Path.of("../deploy");

    static Shipped of(String name) {
        try {
            return new Shipped(Files.readString(FOLDER.resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @throws AssertionError when the file does not say `what`, so that the test does not test another text
    Shipped with(String what, Object instead) {
        if (!text.contains(what)) {
            throw new AssertionError("there is no '" + what + "' in\n" + text);
        }
        return new Shipped(text.replace(what, instead.toString()));
    }

    /// Three nodes' ports for pages and WebSockets, then for the API.
    Shipped withNodes(int[] pages, int[] api) {
        Shipped shipped = this;
        for (int i = 0; i < 3; i++) {
            shipped = shipped.with("10.0.0.1" + (i + 1) + ":8000", "127.0.0.1:" + pages[i])
                    .with("10.0.0.1" + (i + 1) + ":9000", "127.0.0.1:" + api[i]);
        }
        return shipped;
    }

    /// Listens on IPv4 only: a test's machine may have no other.
    Shipped withoutIpv6() {
        return new Shipped(text.replaceAll("(?m)^ *listen \\[::\\].*\n", ""));
    }

    Path write(Path file) throws IOException {
        return Files.writeString(file, text);
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
