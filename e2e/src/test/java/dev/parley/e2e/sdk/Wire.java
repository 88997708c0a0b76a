package dev.parley.e2e.sdk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// A line between clients and a server on this machine that can be cut, blocked and slowed down. It holds next to nothing:
/// what it doesn't pass on waits at the server.
final class Wire implements AutoCloseable {

    private static final int BUFFER = 16 * 1024;

    private final int target;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private boolean cut;
    private boolean blocked;
    private volatile long bytesPerSecond = Long.MAX_VALUE;

    /// @param target port of the server
    Wire(int target) throws IOException {
        this.target = target;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("wire").start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /// Ends all connections, and lets none come up.
    void cut() {
        change(() -> cut = true);
        sockets.forEach(Wire::close);
    }

    void mend() {
        change(() -> cut = false);
    }

    /// Passes nothing on to clients any more; connections stay.
    void block() {
        change(() -> blocked = true);
    }

    void unblock() {
        change(() -> blocked = false);
    }

    /// To each client.
    void slowDown(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> join(client));
            } catch (IOException ended) {
                return; // closed
            }
        }
    }

    private void join(Socket client) {
        try (client;
                Socket server = new Socket()) {
            sockets.add(client);
            sockets.add(server);
            if (isCut()) {
                return;
            }
            client.setTcpNoDelay(true);
            client.setSendBufferSize(BUFFER);
            server.setReceiveBufferSize(BUFFER); // before it connects: the window depends on it
            server.setTcpNoDelay(true);
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            Thread up = Thread.ofVirtual().start(() -> {
                pass(client, server, false);
                close(client);
                close(server);
            });
            pass(server, client, true);
            close(client);
            close(server);
            up.join();
        } catch (IOException refused) {
            // The server is not there; the client's socket closes, and it tries again.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(client);
        }
    }

    private boolean isCut() {
        lock.lock();
        try {
            return cut;
        } finally {
            lock.unlock();
        }
    }

    private void pass(Socket from, Socket to, boolean down) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[BUFFER];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                if (down) {
                    awaitUnblocked();
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(read) / bytesPerSecond);
                }
                out.write(bytes, 0, read);
            }
        } catch (IOException ended) {
            // One side has gone, and takes the other with it.
        }
    }

    private void awaitUnblocked() {
        lock.lock();
        try {
            while (blocked && !cut) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // It is what was wanted.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
