package dev.parley.e2e.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/// A way to a port of this machine that can be cut, silenced and slowed down. Any thread.
final class Way implements AutoCloseable {

    private static final byte[] SUBSCRIBE = "SUBSCRIBE".getBytes(StandardCharsets.US_ASCII);

    private enum State {
        OPEN,
        CUT,
        SILENT
    }

    /// Two ends, and what goes between them.
    private final class Link {
        final Socket near;
        final Socket far = new Socket();
        volatile boolean listens;
        volatile boolean swallowed;

        Link(Socket near) {
            this.near = near;
        }

        void reset() {
            for (Socket each : List.of(near, far)) {
                try {
                    each.setSoLinger(true, 0);
                    each.close();
                } catch (IOException gone) {
                    // it is what was wanted
                }
            }
        }

        void run() {
            links.add(this);
            try {
                if (state == State.CUT) {
                    return;
                }
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target.getAsInt()));
                Thread up = Thread.ofVirtual().start(() -> pass(near, far, true));
                pass(far, near, false);
                up.join();
            } catch (IOException refused) {
                // nobody is there; the near end hears of it by its reset
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } finally {
                reset();
                links.remove(this);
            }
        }

        private void pass(Socket from, Socket to, boolean up) {
            byte[] bytes = new byte[16 * 1024];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                    if (up && !listens && holds(bytes, read)) {
                        listens = true;
                    }
                    slowDown(read);
                    if (state == State.SILENT) {
                        swallowed = true;
                    }
                    if (!swallowed) {
                        out.write(bytes, 0, read);
                    }
                }
            } catch (IOException ended) {
                // one side has gone, and takes the other with it
            }
            reset();
        }
    }

    private final IntSupplier target;
    private final ServerSocket listener;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private volatile State state = State.OPEN;
    private volatile long delayMillis;
    private volatile long bytesPerSecond = Long.MAX_VALUE;

    /// @param target the port that the next connection goes to
    Way(IntSupplier target) throws IOException {
        this.target = target;
        listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /// Resets all connections, and lets none come up.
    void cut() {
        state = State.CUT;
        links.forEach(Link::reset);
    }

    /// Swallows all that is said. Connections stay, and new ones come up, but nothing arrives.
    void silence() {
        state = State.SILENT;
    }

    /// What was swallowed can't be had again: those connections are reset.
    void mend() {
        State before = state;
        state = State.OPEN;
        delayMillis = 0;
        bytesPerSecond = Long.MAX_VALUE;
        if (before == State.SILENT) {
            links.forEach(Link::reset);
        }
    }

    /// Resets the connections over which somebody listens, once.
    void cutEars() {
        links.stream().filter(link -> link.listens).forEach(Link::reset);
    }

    /// From now on.
    void slow(long delayMillis, long bytesPerSecond) {
        this.delayMillis = delayMillis;
        this.bytesPerSecond = bytesPerSecond;
    }

    private void slowDown(int bytes) {
        long nanos = TimeUnit.MILLISECONDS.toNanos(delayMillis) + TimeUnit.SECONDS.toNanos(bytes) / bytesPerSecond;
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
    }

    private static boolean holds(byte[] bytes, int length) {
        for (int i = 0; i + SUBSCRIBE.length <= length; i++) {
            int same = 0;
            while (same < SUBSCRIBE.length && bytes[i + same] == SUBSCRIBE[same]) {
                same++;
            }
            if (same == SUBSCRIBE.length) {
                return true;
            }
        }
        return false;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                Thread.ofVirtual().start(new Link(near)::run);
            } catch (IOException closed) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
