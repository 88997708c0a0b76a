package dev.parley.websocket;

import dev.parley.net.Loop;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// A message that goes out in parts. Off the loop, `write` spends credit for each byte; what it has spent comes back as
/// long as the connection is writable, so that at most a window of bytes is on its way whatever the message's size.
final class OutgoingStream implements MessageStream {

    private static final int WINDOW = 256 * 1024;
    private static final int PART = 32 * 1024;

    private final LiveWebSocket ws;
    private final Loop loop;
    private final int opcode;
    private final Semaphore credit = new Semaphore(WINDOW);

    private volatile boolean ended;
    private volatile boolean lost;

    // On the loop only.
    private boolean started;
    private int owed;
    private @Nullable ArrayDeque<Runnable> waiting;
    private long waitingBytes;

    OutgoingStream(LiveWebSocket ws, int opcode) {
        this.ws = ws;
        this.loop = ws.loop();
        this.opcode = opcode;
    }

    @Override
    public boolean write(ByteBuffer part) {
        requireOpen();
        if (loop.inLoop()) {
            boolean written = partOnLoop(part, false);
            part.position(part.limit());
            return written;
        }
        while (part.hasRemaining() && !lost) {
            int length = Math.min(part.remaining(), PART);
            try {
                credit.acquire(length);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
            ByteBuffer copy = ByteBuffer.allocate(length);
            copy.put(0, part, part.position(), length);
            part.position(part.position() + length);
            loop.execute(() -> {
                partOnLoop(copy, false);
                settle(length);
            });
        }
        return !lost;
    }

    @Override
    public void close() {
        if (ended) {
            return;
        }
        ended = true;
        if (loop.inLoop()) {
            partOnLoop(ByteBuffer.allocate(0), true);
        } else {
            loop.execute(() -> partOnLoop(ByteBuffer.allocate(0), true));
        }
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("this message has been ended");
        }
    }

    private boolean partOnLoop(ByteBuffer part, boolean last) {
        Endpoint endpoint = ws.endpoint();
        if (endpoint == null || lost) {
            lost();
            return false;
        }
        if (!started) {
            if (!endpoint.startStream(this)) {
                lost();
                return false;
            }
            started = true;
        }
        return endpoint.streamPart(opcode, part, last);
    }

    /// Gives credit back now, or once the connection is writable again.
    private void settle(int bytes) {
        owed += bytes;
        if (ws.isWritable()) {
            drained();
        }
    }

    /// The connection is writable again.
    void drained() {
        int bytes = owed;
        owed = 0;
        credit.release(bytes);
    }

    /// The connection has gone: whoever waits for credit is let go.
    void lost() {
        if (!lost) {
            lost = true;
            waiting = null;
            credit.release(WINDOW + PART);
        }
    }

    // ---- messages that wait for this one to end

    /// @return false when more than `limit` bytes would wait
    boolean waitBehind(Runnable send, int bytes, int limit) {
        if (waitingBytes > 0 && waitingBytes + bytes > limit) {
            return false;
        }
        if (waiting == null) {
            waiting = new ArrayDeque<>();
        }
        waiting.add(send);
        waitingBytes += bytes;
        return true;
    }

    void sendWaiting() {
        ArrayDeque<Runnable> held = waiting;
        waiting = null;
        while (held != null && !held.isEmpty()) {
            held.poll().run();
        }
    }
}
