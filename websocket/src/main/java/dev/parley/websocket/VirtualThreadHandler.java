package dev.parley.websocket;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Runs another handler on a virtual thread, one call at a time and in order, so that it may block. One per connection.
///
/// What waits for the handler is bounded: past 64 KiB or 256 calls the connection is not read from until half has gone.
final class VirtualThreadHandler implements WebSocketHandler {

    private static final int MOST_BYTES = 64 * 1024;
    private static final int MOST_CALLS = 256;

    private final WebSocketHandler handler;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Call> calls = new ArrayDeque<>();
    private int bytes;
    private boolean running;
    private boolean paused;
    private volatile @Nullable Thread runner;

    /// Whether messages that wait are not for the handler any more.
    private volatile boolean muted;

    private record Call(Runnable code, int bytes) {}

    VirtualThreadHandler(WebSocketHandler handler) {
        this.handler = handler;
    }

    void run(WebSocket ws, Runnable code) {
        add(ws, code, 0);
    }

    /// It has thrown, or the program has closed the connection: no message comes after that.
    void mute() {
        muted = true;
    }

    private void hear(WebSocket ws, Runnable message, int size) {
        add(
                ws,
                () -> {
                    if (!muted) {
                        message.run();
                    }
                },
                size);
    }

    private void add(WebSocket ws, Runnable code, int size) {
        boolean start;
        boolean pause;
        lock.lock();
        try {
            calls.add(new Call(code, size));
            bytes += size;
            start = !running;
            running = true;
            pause = !paused && (bytes > MOST_BYTES || calls.size() > MOST_CALLS);
            paused |= pause;
        } finally {
            lock.unlock();
        }
        if (pause) {
            ws.pause();
        }
        if (start) {
            Thread.ofVirtual().name("websocket-" + ws.id()).start(() -> drain(ws));
        }
    }

    /// Whether the calling thread is the one that runs the handler now.
    boolean isRunningHere() {
        return runner == Thread.currentThread();
    }

    private void drain(WebSocket ws) {
        runner = Thread.currentThread();
        for (Call call = next(ws, null); call != null; call = next(ws, call)) {
            try {
                call.code().run();
            } catch (Throwable thrown) {
                mute();
                ((LiveWebSocket) ws).handlerThrew(thrown);
            }
        }
    }

    private @Nullable Call next(WebSocket ws, @Nullable Call done) {
        boolean resume = false;
        Call call;
        lock.lock();
        try {
            if (done != null) {
                bytes -= done.bytes();
            }
            call = calls.poll();
            running = call != null;
            if (call == null) {
                runner = null;
            }
            if (paused && bytes <= MOST_BYTES / 2 && calls.size() <= MOST_CALLS / 2) {
                paused = false;
                resume = true;
            }
        } finally {
            lock.unlock();
        }
        if (resume) {
            ws.resume();
        }
        return call;
    }

    /// A client that has connected again may have much to hear from before.
    private void pauseAgain(WebSocket ws) {
        boolean pause;
        lock.lock();
        try {
            pause = paused;
        } finally {
            lock.unlock();
        }
        if (pause) {
            ws.pause();
        }
    }

    // ---- WebSocketHandler, on the loop

    @Override
    public void onOpen(WebSocket ws) {
        pauseAgain(ws);
        add(
                ws,
                () -> {
                    muted = false;
                    handler.onOpen(ws);
                },
                0);
    }

    @Override
    public void onText(WebSocket ws, ByteBuffer utf8) {
        ByteBuffer copy = LiveWebSocket.copyOf(utf8);
        hear(ws, () -> handler.onText(ws, copy), copy.remaining());
    }

    @Override
    public void onBinary(WebSocket ws, ByteBuffer data) {
        ByteBuffer copy = LiveWebSocket.copyOf(data);
        hear(ws, () -> handler.onBinary(ws, copy), copy.remaining());
    }

    @Override
    public boolean wantsParts() {
        return handler.wantsParts();
    }

    @Override
    public void onTextPart(WebSocket ws, ByteBuffer utf8, boolean last) {
        ByteBuffer copy = LiveWebSocket.copyOf(utf8);
        hear(ws, () -> handler.onTextPart(ws, copy, last), copy.remaining());
    }

    @Override
    public void onBinaryPart(WebSocket ws, ByteBuffer data, boolean last) {
        ByteBuffer copy = LiveWebSocket.copyOf(data);
        hear(ws, () -> handler.onBinaryPart(ws, copy, last), copy.remaining());
    }

    @Override
    public void onWritable(WebSocket ws, boolean writable) {
        add(ws, () -> handler.onWritable(ws, writable), 0);
    }

    /// Not later: what it sends must be in the queue before the connection is closed.
    @Override
    public void onSlow(WebSocket ws) {
        handler.onSlow(ws);
    }

    @Override
    public void onPong(WebSocket ws, ByteBuffer data) {
        ByteBuffer copy = LiveWebSocket.copyOf(data);
        hear(ws, () -> handler.onPong(ws, copy), copy.remaining());
    }

    @Override
    public void onClose(WebSocket ws, int code, String reason) {
        add(ws, () -> handler.onClose(ws, code, reason), 0);
    }

    @Override
    public void onError(WebSocket ws, Throwable error) {
        add(ws, () -> handler.onError(ws, error), 0);
    }
}
