package dev.parley.net.netty;

import dev.parley.net.ConnectionLimits;
import dev.parley.net.SharedBytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.unix.Socket;
import io.netty.util.internal.SystemPropertyUtil;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What one connection sends: its queue, its limits, its flushes.
///
/// What is written waits in a [SendQueue] and is flushed once per turn: at the end of this connection's own read, or
/// with all others that were written to at the end of the loop's turn. A flush hands the queue to the transport only
/// when the transport holds nothing of this connection any more (`inFlight` is 0); while the peer does not read,
/// everything waits here, where small writes share buffers and a broadcast costs a reference. Handing over gathers
/// small segments into one buffer, so that the messages of one turn leave in one call. On epoll that buffer goes
/// to `send` directly, past Netty's outbound queue; only what the socket did not take is left to Netty, which watches
/// for the socket to take more. When the transport reports the last of it gone, the rest follows at the turn's end.
///
/// `bufferedBytes` is exact: the queue's bytes, plus Netty's pending bytes without its own constant per entry and
/// without the part of the first entry that has already left.
///
/// A connection becomes unwritable when more than the high-water mark waits although it has just been flushed, so a
/// burst that the socket swallows whole raises no events; it becomes writable again once no more than the low-water
/// mark waits. The limit is judged by the same measure: before a write is refused, what waits is offered to the socket.
final class Outgoing {

    private static final VarHandle RECENTLY_BUFFERED;

    static {
        try {
            RECENTLY_BUFFERED = MethodHandles.lookup().findVarHandle(Outgoing.class, "recentlyBuffered", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// What Netty counts for an entry of its queue beside its bytes.
    private static final long ENTRY_OVERHEAD =
            SystemPropertyUtil.getInt("io.netty.transport.outboundBufferEntrySizeOverhead", 96);
    /// Segments up to this many bytes are gathered into one buffer; longer ones are handed over by themselves.
    private static final int GATHERED = 8 * 1024;
    /// Longer shared bytes are not copied off the heap whole but piece by piece, as the peer reads.
    private static final int COPIED_WHOLE = 256 * 1024;
    /// How much is handed to the transport at a time, about.
    private static final int HANDED_OVER = 512 * 1024;

    private final NettyConnection connection;
    private final NettyLoop loop;
    /// The socket to send to directly; null where Netty must do it (other transports, TLS).
    private final @Nullable Socket socket;

    private ConnectionLimits limits;
    private @Nullable SendQueue queue;
    private @Nullable WriteSignal signal;
    /// Room that was handed out by `reserve` and has not been committed.
    private @Nullable ByteBuffer reserved;
    private int reservedFrom;
    /// Buffers that the transport has and has not reported gone.
    private int inFlight;
    /// Whether something was written since the last flush; then the loop knows of it.
    private boolean dirty;
    private boolean flushing;
    private boolean corked;
    private boolean overflowed;
    /// Written on the loop.
    private volatile boolean unwritable;
    /// What is known off the loop of [#buffered]; written on the loop, by way of [#RECENTLY_BUFFERED].
    @SuppressWarnings("UnusedVariable")
    private long recentlyBuffered;

    Outgoing(NettyConnection connection, NettyLoop loop, @Nullable Socket socket) {
        this.connection = connection;
        this.loop = loop;
        this.socket = socket;
        limits = loop.limits;
    }

    // ---- into the queue

    /// Whether something of `count` bytes may be queued.
    private boolean admits(long count) {
        if (!connection.takesWrites()) {
            return false;
        }
        long waiting = buffered();
        if (waiting == 0 || waiting + count <= limits.writeLimit()) {
            return true;
        }
        flush();
        waiting = buffered();
        if (!connection.takesWrites()) {
            return false;
        }
        if (waiting == 0 || waiting + count <= limits.writeLimit()) {
            return true;
        }
        if (!overflowed) {
            overflowed = true;
            try {
                connection.handler().onOverflow(connection);
            } catch (RuntimeException | Error e) {
                connection.fail(e);
            }
        }
        return false;
    }

    private SendQueue queue() {
        SendQueue present = queue;
        if (present == null) {
            queue = present = loop.takeQueue();
        }
        return present;
    }

    /// A send from within a read is over before the next begins (unless the kernel does it later), so it may take the
    /// buffer that is warm whatever its size; others may have to wait side by side with thousands.
    private int freshSize() {
        return connection.reading && socket != null && inFlight == 0 && !corked ? BufferPool.LARGE : BufferPool.SMALL;
    }

    @Nullable ByteBuffer reserve(int bytes) {
        return admits(bytes) ? room(bytes) : null;
    }

    ByteBuffer reserveBeyondLimit(int bytes) {
        if (connection.takesWrites()) {
            return room(bytes);
        }
        ByteBuffer nowhere = ByteBuffer.allocate(bytes);
        reserved = nowhere;
        return nowhere;
    }

    private ByteBuffer room(int bytes) {
        LoopBuffer room = queue().room(bytes, freshSize(), loop.buffers);
        if (room == null) {
            ByteBuffer big = ByteBuffer.allocate(bytes);
            reserved = big;
            return big;
        }
        reservedFrom = room.view.position();
        reserved = room.view;
        return room.view;
    }

    void commit() {
        ByteBuffer written = reserved;
        if (written == null) {
            throw new IllegalStateException("commit without reserve");
        }
        reserved = null;
        if (written.isDirect()) {
            int count = written.position() - reservedFrom;
            if (queue == null) {
                return;
            }
            queue.filled(count);
            if (count == 0) {
                return;
            }
        } else if (connection.takesWrites()) {
            // Too long for one buffer, so it has an array of its own: that is queued as it is.
            queue().append(SharedBytes.ofOwned(ownArray(written), written.position()));
        } else {
            return;
        }
        appended();
    }

    /// The array that [#reserve] has made for this buffer alone.
    @SuppressWarnings("ByteBufferBackingArray") // it begins where the buffer begins
    private static byte[] ownArray(ByteBuffer reserved) {
        return reserved.array();
    }

    boolean write(ByteBuffer bytes) {
        if (!admits(bytes.remaining())) {
            bytes.position(bytes.limit());
            return false;
        }
        queue().append(bytes, freshSize(), loop.buffers);
        appended();
        return true;
    }

    boolean write(SharedBytes bytes) {
        if (!admits(bytes.length())) {
            return false;
        }
        queue().append(bytes);
        appended();
        return true;
    }

    /// Queues a copy whatever the limit says.
    void writeBeyondLimit(ByteBuffer bytes) {
        if (connection.takesWrites()) {
            queue().append(bytes, freshSize(), loop.buffers);
            appended();
        }
    }

    /// The same for bytes that are shared: an answer of ours, which must not be refused whatever its size.
    void writeBeyondLimit(SharedBytes bytes) {
        if (connection.takesWrites()) {
            queue().append(bytes);
            appended();
        }
    }

    /// Has the loop flush this connection when the turn ends.
    void flushLater() {
        if (!dirty) {
            dirty = true;
            loop.flushLater(connection);
        }
    }

    private void appended() {
        flushLater();
        long waiting = buffered();
        if (!unwritable && waiting > limits.writeHighWater()) {
            flush();
            waiting = buffered();
            if (connection.isOpen() && waiting > limits.writeHighWater()) {
                unwritable = true;
                RECENTLY_BUFFERED.setOpaque(this, waiting);
                connection.handler().onWritable(connection, false);
                return;
            }
        }
        RECENTLY_BUFFERED.setOpaque(this, waiting);
    }

    void limits(ConnectionLimits own) {
        limits = own;
    }

    ConnectionLimits limits() {
        return limits;
    }

    private void tellWritable() {
        if (unwritable && connection.isOpen() && buffered() <= limits.writeLowWater()) {
            unwritable = false;
            connection.handler().onWritable(connection, true);
        }
    }

    /// The latest figure of [#buffered]. Any thread.
    long recentlyBuffered() {
        return (long) RECENTLY_BUFFERED.getOpaque(this);
    }

    /// Bytes that were written and that the operating system has not taken yet.
    long buffered() {
        SendQueue waiting = queue;
        long bytes = waiting == null ? 0 : waiting.bytes();
        if (inFlight != 0) {
            ChannelOutboundBuffer out = connection.channel.unsafe().outboundBuffer();
            if (out != null) {
                bytes +=
                        Math.max(0, out.totalPendingWriteBytes() - out.size() * ENTRY_OVERHEAD - out.currentProgress());
            }
        }
        return bytes;
    }

    boolean writable() {
        return !unwritable;
    }

    // ---- out of the queue

    void cork(boolean keepBack) {
        boolean was = corked;
        corked = keepBack;
        if (keepBack && queue != null) {
            queue.settle(loop.buffers);
        } else if (was && !keepBack) {
            flush();
        }
    }

    void flushIfDirty() {
        if (dirty) {
            flush();
        }
    }

    /// Called at the end of a turn in which the transport reported progress.
    void goOn() {
        if (inFlight == 0) {
            flush();
        }
        tellWritable();
    }

    /// Gives the transport what it takes now.
    void flush() {
        dirty = false;
        if (flushing || !connection.sends() || (corked && connection.takesWrites())) {
            return;
        }
        flushing = true;
        try {
            while (inFlight == 0) {
                SendQueue waiting = queue;
                if (waiting == null) {
                    connection.drained();
                    break;
                }
                if (waiting.bytes() == 0) {
                    queue = null;
                    waiting.clear();
                    loop.giveBack(waiting);
                } else if (socket != null && waiting.bytes() <= BufferPool.LARGE) {
                    send(waiting, socket);
                } else {
                    handOver(waiting);
                }
                if (!connection.sends()) {
                    return;
                }
            }
        } finally {
            flushing = false;
        }
        long waiting = buffered();
        RECENTLY_BUFFERED.setOpaque(this, waiting);
        if (unwritable && waiting <= limits.writeLowWater()) {
            connection.attend();
        }
    }

    /// The short way: everything into one buffer and that to the socket.
    private void send(SendQueue waiting, Socket to) {
        int count = (int) waiting.bytes();
        LoopBuffer out;
        if (waiting.segments() == 1 && waiting.firstSegment() instanceof LoopBuffer) {
            out = (LoopBuffer) waiting.take();
        } else {
            out = loop.buffers.take(count);
            waiting.gather(out, count);
        }
        int sent;
        loop.sends++;
        try {
            sent = out.address != 0 ? to.sendAddress(out.address, 0, count) : to.send(out.view, 0, count);
        } catch (IOException e) {
            out.release();
            connection.fail(e);
            return;
        }
        if (sent >= count) {
            out.release();
            return;
        }
        ByteBuf rest = out.setIndex(Math.max(0, sent), count);
        if (rest.readableBytes() * 4 < rest.capacity()) {
            LoopBuffer smaller = loop.buffers.take(rest.readableBytes());
            smaller.writeBytes(rest);
            rest.release();
            rest = smaller;
        }
        toChannel(rest);
        flushChannel();
    }

    /// The long way: through the channel (and TLS).
    private void handOver(SendQueue waiting) {
        int handed = 0;
        while (!waiting.isEmpty() && handed < HANDED_OVER) {
            handed += toChannel(next(waiting));
        }
        flushChannel();
    }

    /// The next bytes of the queue, as a buffer for the transport.
    private ByteBuf next(SendQueue waiting) {
        int run = waiting.run(GATHERED, BufferPool.LARGE);
        if (run > waiting.firstLength() || (run > 0 && waiting.firstSegment() instanceof SharedBytes)) {
            LoopBuffer gathered = loop.buffers.take(run);
            waiting.gather(gathered, run);
            return gathered.filled();
        }
        if (waiting.firstSegment() instanceof SharedBytes shared && shared.length() > COPIED_WHOLE) {
            return waiting.takePiece(loop.buffers);
        }
        return switch (waiting.take()) {
            case LoopBuffer own -> own.filled();
            case SharedBytes shared -> loop.copies.take(shared);
            default -> throw new AssertionError("not a segment");
        };
    }

    /// Answers how many bytes that were.
    private int toChannel(ByteBuf out) {
        WriteSignal written = signal;
        if (written == null) {
            signal = written = new WriteSignal(connection.channel, this);
        }
        inFlight++;
        int count = out.readableBytes();
        ChannelHandlerContext tls = connection.tls;
        if (tls != null) {
            tls.write(out, written);
        } else {
            connection.channel.unsafe().write(out, written);
        }
        return count;
    }

    private void flushChannel() {
        loop.sends++;
        ChannelHandlerContext tls = connection.tls;
        if (tls != null) {
            tls.flush();
        } else {
            connection.channel.unsafe().flush();
        }
    }

    /// Called from inside the transport: only notes it.
    void written() {
        if (--inFlight == 0 && !flushing) {
            connection.attend();
        }
    }

    /// Called from inside the transport: only notes it.
    void progressed() {
        if (unwritable && !flushing) {
            connection.attend();
        }
    }

    /// Called from inside the transport, which is closing the channel.
    void writeFailed(Throwable why) {
        inFlight--;
        connection.writeFailed(why);
    }

    /// Forgets what was not sent.
    void drop() {
        SendQueue waiting = queue;
        queue = null;
        if (waiting != null) {
            waiting.clear();
            loop.giveBack(waiting);
        }
    }
}
