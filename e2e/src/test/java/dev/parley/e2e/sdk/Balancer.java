package dev.parley.e2e.sdk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A load balancer of TCP connections, as HAProxy is one: it asks each node whether it is ready, and gives connections to
/// those that are, in turn; to the next one where one can't be reached.
final class Balancer implements AutoCloseable {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final List<Integer> nodes;
    private final ServerSocket listener;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private final Set<Integer> ready = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turn = new AtomicInteger();

    /// @param nodes their ports
    Balancer(List<Integer> nodes) throws IOException {
        this.nodes = List.copyOf(nodes);
        listener = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
        for (int node : nodes) {
            Thread.startVirtualThread(() -> watch(node));
        }
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /// Those that take clients.
    Set<Integer> ready() {
        return Set.copyOf(ready);
    }

    /// One that takes clients, in turn.
    int next() {
        for (int tries = 0; ; tries++) {
            int node = nodes.get(Math.floorMod(turn.getAndIncrement(), nodes.size()));
            if (ready.contains(node) || tries > 2 * nodes.size()) {
                return node;
            }
        }
    }

    private void watch(int node) {
        while (!listener.isClosed()) {
            try {
                if (status(node) == 200) {
                    ready.add(node);
                } else {
                    ready.remove(node);
                }
            } catch (IOException notThere) {
                ready.remove(node);
            } catch (InterruptedException interrupted) {
                return;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private int status(int node) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node + "/readyz"))
                .timeout(Duration.ofSeconds(2))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.startVirtualThread(() -> join(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void join(Socket client) {
        try (client;
                Socket server = reach()) {
            Thread up = Thread.startVirtualThread(() -> pass(client, server));
            pass(server, client);
            up.join();
        } catch (IOException nobodyThere) {
            // the client's connection closes, and it tries again
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Socket reach() throws IOException {
        IOException last = null;
        for (int tries = 0; tries < nodes.size(); tries++) {
            try {
                Socket server = new Socket();
                server.setTcpNoDelay(true);
                server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), next()), 1_000);
                return server;
            } catch (IOException refused) {
                last = refused;
            }
        }
        throw last == null ? new IOException("no node") : last;
    }

    /// To the end of what comes; then the other side is told that this is all.
    private static void pass(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[2_048];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                out.write(bytes, 0, read);
            }
            to.shutdownOutput();
        } catch (IOException ended) {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // it is what was wanted
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        http.shutdownNow();
    }
}
