package dev.parley.net.netty;

import dev.parley.net.Connection;
import dev.parley.net.ConnectionHandler;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A handler that writes down what it hears. Everything may be read from any thread.
class Probe implements ConnectionHandler {

    final CompletableFuture<Connection> opened = new CompletableFuture<>();
    final CompletableFuture<Void> ended = new CompletableFuture<>();
    final CompletableFuture<Boolean> goodbye = new CompletableFuture<>();
    /// Completed with null for an orderly end.
    final CompletableFuture<@Nullable Throwable> closed = new CompletableFuture<>();
    final List<Boolean> writability = new CopyOnWriteArrayList<>();
    final List<Long> overflows = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    static Connection connection(Probe probe) throws Exception {
        return probe.opened.get(10, TimeUnit.SECONDS);
    }

    byte[] received() {
        synchronized (received) {
            return received.toByteArray();
        }
    }

    int count() {
        synchronized (received) {
            return received.size();
        }
    }

    void take(ByteBuffer in, int most) {
        byte[] bytes = new byte[Math.min(most, in.remaining())];
        in.get(bytes);
        synchronized (received) {
            received.writeBytes(bytes);
        }
    }

    @Override
    public void onOpen(Connection connection) {
        opened.complete(connection);
    }

    @Override
    public void onRead(Connection connection, ByteBuffer in) {
        take(in, in.remaining());
    }

    @Override
    public void onWritable(Connection connection, boolean writable) {
        writability.add(writable);
    }

    @Override
    public void onOverflow(Connection connection) {
        overflows.add(connection.bufferedBytes());
    }

    @Override
    public void onEndOfInput(Connection connection) {
        ended.complete(null);
    }

    @Override
    public void onGoodbye(Connection connection) {
        goodbye.complete(true);
        connection.close();
    }

    @Override
    public void onClosed(Connection connection, @Nullable Throwable cause) {
        closed.complete(cause);
    }
}
