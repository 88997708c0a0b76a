package dev.parley.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A node's way to a Redis on this machine, which can be cut.
public final class Cable implements AutoCloseable {

    private final int target;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    public Cable(RedisServer server) throws IOException {
        target = server.port();
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public String address() {
        return "redis://127.0.0.1:" + listener.getLocalPort();
    }

    /// Ends all connections, and lets none come up.
    public void cut() {
        cut = true;
        sockets.forEach(Cable::close);
    }

    public void mend() {
        cut = false;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket node = listener.accept();
                Thread.ofVirtual().start(() -> join(node));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void join(Socket node) {
        try (node;
                Socket redis = new Socket()) {
            sockets.add(node);
            sockets.add(redis);
            if (cut) {
                return;
            }
            redis.setTcpNoDelay(true);
            node.setTcpNoDelay(true);
            redis.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            Thread.ofVirtual().start(() -> pass(node, redis));
            pass(redis, node);
            sockets.remove(redis);
            sockets.remove(node);
        } catch (IOException refused) {
            sockets.remove(node); // Redis is not there; the node tries again
        }
    }

    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException ended) {
            // one side has gone, and takes the other with it
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException closed) {
            // as it should be
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
