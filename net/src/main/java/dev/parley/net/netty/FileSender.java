package dev.parley.net.netty;

import dev.parley.net.http.HttpResponse;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Semaphore;

/// Sends a part of a file: a virtual thread reads one piece at a time, the loop queues it, and asks for the next once
/// the connection is writable. Holds one piece of memory however large the file.
final class FileSender {

    private static final int PIECE = 64 * 1024;

    private final HttpConnection http;
    private final HttpResponse.Body.File from;
    private final Runnable done;
    private final Semaphore wanted = new Semaphore(1);
    private volatile boolean stopped;
    /// On the loop: whether a piece was queued and the next has not been asked for.
    private boolean waiting;

    FileSender(HttpConnection http, HttpResponse.Body.File from, Runnable done) {
        this.http = http;
        this.from = from;
        this.done = done;
    }

    void start() {
        http.progress();
        Thread.ofVirtual().name("parley-file").start(this::read);
    }

    private void read() {
        NettyConnection connection = http.connection();
        try (FileChannel channel = FileChannel.open(from.path(), StandardOpenOption.READ)) {
            ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, Math.max(1, from.length())));
            long at = from.offset();
            long end = from.offset() + from.length();
            while (at < end) {
                wanted.acquire();
                if (stopped) {
                    return;
                }
                piece.clear().limit((int) Math.min(piece.capacity(), end - at));
                while (piece.hasRemaining()) {
                    if (channel.read(piece, at + piece.position()) < 0) {
                        throw new EOFException(from.path() + " became shorter while it was sent");
                    }
                }
                at += piece.limit();
                piece.flip();
                connection.loop().execute(() -> queue(piece));
            }
            wanted.acquire();
            if (!stopped) {
                connection.loop().execute(() -> {
                    if (!stopped) {
                        done.run();
                    }
                });
            }
        } catch (IOException e) {
            NettyNetwork.LOG.warn("A file could not be sent: {}", e.toString());
            connection.loop().execute(connection::abort);
        } catch (InterruptedException e) {
            connection.loop().execute(connection::abort);
        }
    }

    private void queue(ByteBuffer piece) {
        if (stopped) {
            return;
        }
        NettyConnection connection = http.connection();
        connection.writeBeyondLimit(piece);
        http.progress();
        waiting = true;
        if (connection.isWritable()) {
            more();
        }
    }

    /// The connection takes more.
    void more() {
        if (waiting) {
            waiting = false;
            wanted.release();
        }
    }

    void stop() {
        stopped = true;
        wanted.release();
    }
}
