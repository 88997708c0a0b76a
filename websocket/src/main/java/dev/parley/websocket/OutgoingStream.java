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
    private int owed;
    private @Nullable ArrayDeque<Runnable> waiting;

    /// Written on the loop.
    private volatile long waitingBytes;

    OutgoingStream(LiveWebSocket ws, int opcode) {
        this.ws = ws;
        this.loop = ws.loop();
        this.opcode = opcode;
    }

    @Override
    public boolean write(ByteBuffer part) {
        requireOpen();
        if (loop.inLoop()) {
            boolean written = partOnLoop(part, false, false, 0);
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
            if (!LiveWebSocket.post(loop, () -> partOnLoop(copy, false, true, length))) {
                lost = true;
            }
        }
        return !lost;
    }

    @Override
    public void close() {
        if (ended) {
            return;
        }
        ended = true;
        ByteBuffer nothing = ByteBuffer.allocate(0);
        LiveWebSocket.onLoop(loop, () -> partOnLoop(nothing, true, true, 0));
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("this message has been ended");
        }
    }

    /// @param paid whether its size is bounded by credit, or it is the empty end; then `part` is ours
    /// @param spent the credit that comes back once it is written
    private boolean partOnLoop(ByteBuffer part, boolean last, boolean paid, int spent) {
        Endpoint endpoint = ws.endpoint();
        if (endpoint == null || lost) {
            lost();
            return false;
        }
        OutgoingStream first = endpoint.stream(this);
        if (first != this) {
            ByteBuffer kept = paid ? part : LiveWebSocket.copyOf(part);
            return endpoint.waitBehind(first, () -> partOnLoop(kept, last, paid, spent), part.remaining(), paid);
        }
        boolean written = endpoint.streamPart(opcode, part, last, paid);
        settle(spent);
        return written;
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
            credit.release(WINDOW + PART);
            sendWaiting(); // nothing of it leaves, but another stream's writer may be among them
        }
    }

    // ---- messages that wait for this one to end

    /// @return false when more than `limit` bytes would wait
    boolean waitBehind(Runnable send, int bytes, int limit) {
        long before = waitingBytes;
        if (before > 0 && before + bytes > limit) {
            return false;
        }
        if (waiting == null) {
            waiting = new ArrayDeque<>();
        }
        waiting.add(send);
        waitingBytes = before + bytes;
        return true;
    }

    /// How many bytes of other messages wait. Any thread.
    long waitingBytes() {
        return waitingBytes;
    }

    void sendWaiting() {
        ArrayDeque<Runnable> held = waiting;
        waiting = null;
        while (held != null && !held.isEmpty()) {
            held.poll().run();
        }
    }
}
