package dev.parley.net.netty;

import dev.parley.net.Connection;
import dev.parley.net.ConnectionHandler;
import dev.parley.net.ConnectionLimits;
import dev.parley.net.Loop;
import dev.parley.net.Peer;
import dev.parley.net.SharedBytes;
import dev.parley.net.Timer;
import dev.parley.net.TlsInfo;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.Socket;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.internal.SystemPropertyUtil;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A connection on a Netty channel, and the only handler in that channel's pipeline (but for TLS in front of it).
///
/// ## Bytes in
/// What the channel has read is lent to the handler as a view of the buffer it was read into, and the buffer goes
/// back to the loop when the call returns. What a pausing handler leaves is copied aside (`kept`); while anything is
/// kept, newer bytes go behind it, so the order holds whatever the transport does: on Linux the end of the peer's
/// input makes Netty read on in spite of a pause, up to what the kernel's receive buffer holds. Kept bytes are offered
/// again at the end of the turn in which the handler resumed, never from inside `resumeReading`.
///
/// ## Bytes out
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
///
/// ## The end
/// `close` sends what is queued, then says FIN, and reads and drops what the peer still sends until its FIN, at most
/// [#LINGER_MILLIS]: closing a socket with unread input would send RST, and the peer could lose our last words.
final class NettyConnection extends ChannelInboundHandlerAdapter implements Connection {

    private static final AtomicLong IDS = new AtomicLong();
    private static final VarHandle RECENTLY_BUFFERED;

    static {
        try {
            RECENTLY_BUFFERED =
                    MethodHandles.lookup().findVarHandle(NettyConnection.class, "recentlyBuffered", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final long ENTRY_OVERHEAD =
            SystemPropertyUtil.getInt("io.netty.transport.outboundBufferEntrySizeOverhead", 96);
    private static final int LINGER_MILLIS = 2_000;
    /// Segments up to this many bytes are gathered into one buffer; longer ones are handed over by themselves.
    private static final int GATHERED = 8 * 1024;
    /// Longer shared bytes are not copied off the heap whole but piece by piece, as the peer reads.
    private static final int COPIED_WHOLE = 256 * 1024;
    /// How much is handed to the transport at a time, about.
    private static final int HANDED_OVER = 512 * 1024;

    private enum State {
        /// Connecting, or in the TLS handshake.
        OPENING,
        OPEN,
        /// `close` was called; what is queued is leaving.
        CLOSING,
        /// All has left and FIN was sent; the peer's FIN is awaited.
        LINGERING,
        CLOSED
    }

    final Channel channel;
    private final NettyLoop loop;
    private final long id = IDS.incrementAndGet();
    private Peer peer;
    private ConnectionHandler handler;
    private final Admission admission;
    private ConnectionLimits limits;
    /// Neighbours in the loop's list of connections.
    @Nullable NettyConnection next;

    @Nullable NettyConnection previous;
    /// The address that this connection is counted under, if any.
    @Nullable InetAddress countedFor;
    /// Whether it came in through a listener.
    boolean accepted;
    /// The socket to send to directly; null where Netty must do it (other transports, TLS).
    private final @Nullable Socket socket;

    /// Written on the loop.
    private volatile State state = State.OPENING;
    /// Written on the loop.
    private volatile boolean unwritable;
    /// What [#bufferedBytes] answers off the loop; written on the loop, by way of [#RECENTLY_BUFFERED].
    @SuppressWarnings("UnusedVariable")
    private long recentlyBuffered;

    private boolean reading;
    private boolean paused;
    private boolean pauseCalled;
    private boolean autoRead = true;
    private boolean overflowed;
    private boolean dirty;
    private boolean attending;
    private boolean flushing;
    private boolean inputEnded;
    private boolean endOfInputDue;
    private boolean shutdownDue;
    private boolean outputShut;
    private int inFlight;
    /// Where the reserved room begins.
    private int reservedFrom;
    private @Nullable ByteBuffer reserved;

    private @Nullable SendQueue queue;
    private @Nullable ByteBuf kept;
    private @Nullable WriteSignal signal;
    private @Nullable ChannelHandlerContext tls;
    private @Nullable Timer closing;
    private @Nullable Throwable cause;

    NettyConnection(
            Channel channel,
            NettyLoop loop,
            Peer peer,
            Admission admission,
            ConnectionHandler handler,
            @Nullable Socket socket) {
        this.channel = channel;
        this.loop = loop;
        this.peer = peer;
        this.admission = admission;
        this.limits = loop.limits;
        this.handler = handler;
        this.socket = socket;
    }

    // ---- what it is

    @Override
    public long id() {
        return id;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    NettyLoop nettyLoop() {
        return loop;
    }

    @Override
    public Peer peer() {
        return peer;
    }

    /// What a trusted proxy said.
    void peer(Peer forwarded) {
        peer = forwarded;
    }

    @Override
    public @Nullable TlsInfo tls() {
        SslHandler ssl = tls == null ? null : tls.pipeline().get(SslHandler.class);
        return ssl == null ? null : TlsSessions.info(ssl);
    }

    @Override
    public ConnectionHandler handler() {
        return handler;
    }

    @Override
    public void handler(ConnectionHandler next) {
        handler = next;
        if (state == State.CLOSED) {
            return;
        }
        try {
            next.onOpen(this);
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    /// The handler to open with.
    void first(ConnectionHandler opening) {
        handler = opening;
    }

    /// Hands the connection over to `next`, with bytes that have arrived for it: they are delivered, before anything
    /// newer, at the end of this turn. `arrived` is direct and becomes this connection's.
    void handOver(ConnectionHandler next, @Nullable ByteBuf arrived) {
        if (arrived != null) {
            if (kept != null) {
                arrived.writeBytes(kept);
                kept.release();
            }
            kept = arrived;
        }
        handler(next);
        attend();
    }

    @Override
    public boolean isOpen() {
        return state == State.OPEN;
    }

    // ---- opening

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        loop.add(this);
        if (ctx.pipeline().get(SslHandler.class) != null) {
            tls = ctx;
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (tls == null) {
            opened();
        }
    }

    /// Asks the handler to say goodbye.
    void goodbye() {
        if (state == State.OPEN) {
            try {
                handler.onGoodbye(this);
            } catch (RuntimeException | Error e) {
                fail(e);
            }
        } else if (state == State.OPENING) {
            abort();
        }
    }

    private void opened() {
        if (state != State.OPENING) {
            return;
        }
        state = State.OPEN;
        handler(handler);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            endOfInput();
        } else if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                opened();
            } else {
                fail(handshake.cause());
            }
        } else if (event instanceof io.netty.handler.ssl.SslCloseCompletionEvent) {
            endOfInput();
        }
        ReferenceCountUtil.release(event);
    }

    // ---- bytes in

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (state != State.OPEN) {
            in.release();
            return;
        }
        try {
            if (paused || kept != null) {
                keep(in.internalNioBuffer(in.readerIndex(), in.readableBytes()));
            } else {
                ByteBuffer view = in.internalNioBuffer(in.readerIndex(), in.readableBytes());
                offer(view);
                if (view.hasRemaining() && state != State.CLOSED) {
                    keep(view);
                }
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        } finally {
            in.release();
        }
    }

    /// Lends `view` to the handler. What it leaves is allowed only if it has called [#pauseReading].
    private void offer(ByteBuffer view) {
        reading = true;
        pauseCalled = false;
        try {
            handler.onRead(this, view);
        } finally {
            reading = false;
        }
        if (view.hasRemaining() && !pauseCalled && state != State.CLOSED) {
            throw new IllegalStateException("onRead left " + view.remaining() + " bytes without pausing: "
                    + handler.getClass().getName());
        }
    }

    private void keep(ByteBuffer rest) {
        ByteBuf to = kept;
        if (to == null) {
            kept = to = channel.alloc().directBuffer(rest.remaining());
        }
        to.writeBytes(rest);
        if (!paused) {
            attend();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (state == State.OPEN && kept == null) {
            readComplete();
        }
        applyPause();
        if (dirty) {
            flushNow();
        }
    }

    private void readComplete() {
        try {
            handler.onReadComplete(this);
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void endOfInput() {
        if (inputEnded) {
            return;
        }
        inputEnded = true;
        switch (state) {
            case OPENING -> fail(new IOException("the peer went away during the opening"));
            case OPEN -> {
                if (paused || kept != null) {
                    endOfInputDue = true;
                } else {
                    tellEndOfInput();
                }
            }
            case LINGERING -> closeChannel();
            case CLOSING, CLOSED -> {}
        }
    }

    private void tellEndOfInput() {
        endOfInputDue = false;
        try {
            handler.onEndOfInput(this);
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    @Override
    public void pauseReading() {
        pauseCalled = true;
        if (!paused) {
            paused = true;
            if (!reading) {
                applyPause();
            }
        }
    }

    @Override
    public void resumeReading() {
        if (!paused) {
            return;
        }
        paused = false;
        if (kept != null || endOfInputDue) {
            attend();
        } else if (!reading) {
            applyPause();
        }
    }

    @Override
    public boolean readingPaused() {
        return paused;
    }

    /// Tells the channel, when it is not so already: a pause that is over by the end of the read costs nothing.
    private void applyPause() {
        boolean wanted = (!paused && kept == null) || state == State.CLOSING || state == State.LINGERING;
        if (wanted != autoRead && state != State.CLOSED) {
            autoRead = wanted;
            channel.config().setAutoRead(wanted);
        }
    }

    private void attend() {
        if (!attending) {
            attending = true;
            loop.attend(this);
        }
    }

    /// Called by the loop at the end of the turn in which [#attend] asked for it.
    void attended() {
        attending = false;
        if (state == State.CLOSED) {
            return;
        }
        try {
            deliverKept();
            if (inFlight == 0 && (queue != null || shutdownDue || state == State.CLOSING)) {
                flushNow();
            }
            tellWritable();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void deliverKept() {
        ByteBuf bytes = kept;
        if (bytes != null && !paused && state == State.OPEN) {
            kept = null;
            try {
                ByteBuffer view = bytes.internalNioBuffer(bytes.readerIndex(), bytes.readableBytes());
                offer(view);
                if (view.hasRemaining()) {
                    bytes.readerIndex(bytes.writerIndex() - view.remaining());
                    ByteBuf newer = kept;
                    if (newer != null) {
                        bytes.discardReadBytes();
                        bytes.writeBytes(newer);
                        newer.release();
                    }
                    kept = bytes;
                    bytes = null;
                }
            } finally {
                if (bytes != null) {
                    bytes.release();
                }
            }
            if (kept == null) {
                readComplete();
            } else if (!paused) {
                attend();
            }
        }
        if (kept == null && !paused && endOfInputDue && state == State.OPEN) {
            tellEndOfInput();
        }
        applyPause();
    }

    // ---- bytes out

    private boolean takesWrites() {
        return state == State.OPEN && !outputShut && !shutdownDue;
    }

    /// Whether something of `count` bytes may be queued.
    private boolean admits(long count) {
        if (!takesWrites()) {
            return false;
        }
        long waiting = exactlyBuffered();
        if (waiting == 0 || waiting + count <= limits.writeLimit()) {
            return true;
        }
        flushNow();
        waiting = exactlyBuffered();
        if (state != State.OPEN || waiting == 0 || waiting + count <= limits.writeLimit()) {
            return state == State.OPEN;
        }
        if (!overflowed) {
            overflowed = true;
            try {
                handler.onOverflow(this);
            } catch (RuntimeException | Error e) {
                fail(e);
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
        return reading && socket != null && inFlight == 0 ? BufferPool.LARGE : BufferPool.SMALL;
    }

    @Override
    public @Nullable ByteBuffer reserve(int bytes) {
        return admits(bytes) ? room(bytes) : null;
    }

    @Override
    public ByteBuffer reserveBeyondLimit(int bytes) {
        if (takesWrites()) {
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

    @Override
    public void commit() {
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
        } else if (takesWrites()) {
            // Too long for one buffer, so it has an array of its own: that is queued as it is.
            queue().append(SharedBytes.ofOwned(written.array(), written.position()));
        } else {
            return;
        }
        appended();
    }

    @Override
    public boolean write(ByteBuffer bytes) {
        if (!admits(bytes.remaining())) {
            bytes.position(bytes.limit());
            return false;
        }
        queue().append(bytes, freshSize(), loop.buffers);
        appended();
        return true;
    }

    @Override
    public boolean write(SharedBytes bytes) {
        if (!admits(bytes.length())) {
            return false;
        }
        queue().append(bytes);
        appended();
        return true;
    }

    /// Queues a copy whatever the limit says.
    void writeBeyondLimit(ByteBuffer bytes) {
        if (takesWrites()) {
            queue().append(bytes, freshSize(), loop.buffers);
            appended();
        }
    }

    /// The same for bytes that are shared: an answer of ours, which must not be refused whatever its size.
    void writeBeyondLimit(SharedBytes bytes) {
        if (takesWrites()) {
            queue().append(bytes);
            appended();
        }
    }

    private void appended() {
        if (!dirty) {
            dirty = true;
            loop.flushLater(this);
        }
        long waiting = exactlyBuffered();
        if (!unwritable && waiting > limits.writeHighWater()) {
            flushNow();
            waiting = exactlyBuffered();
            if (state == State.OPEN && waiting > limits.writeHighWater()) {
                unwritable = true;
                RECENTLY_BUFFERED.setOpaque(this, waiting);
                handler.onWritable(this, false);
                return;
            }
        }
        RECENTLY_BUFFERED.setOpaque(this, waiting);
    }

    @Override
    public void limits(ConnectionLimits own) {
        limits = own;
    }

    @Override
    public ConnectionLimits limits() {
        return limits;
    }

    private void tellWritable() {
        if (unwritable && state == State.OPEN && exactlyBuffered() <= limits.writeLowWater()) {
            unwritable = false;
            handler.onWritable(this, true);
        }
    }

    @Override
    public long bufferedBytes() {
        return loop.inLoop() ? exactlyBuffered() : (long) RECENTLY_BUFFERED.getOpaque(this);
    }

    private long exactlyBuffered() {
        SendQueue waiting = queue;
        long bytes = waiting == null ? 0 : waiting.bytes();
        if (inFlight != 0) {
            ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
            if (out != null) {
                bytes +=
                        Math.max(0, out.totalPendingWriteBytes() - out.size() * ENTRY_OVERHEAD - out.currentProgress());
            }
        }
        return bytes;
    }

    @Override
    public boolean isWritable() {
        return state == State.OPEN && !unwritable;
    }

    @Override
    public void flush() {
        flushNow();
    }

    void flushAtEndOfTurn() {
        if (dirty) {
            flushNow();
        }
    }

    private void flushNow() {
        dirty = false;
        if (flushing || state == State.CLOSED || state == State.OPENING) {
            return;
        }
        flushing = true;
        try {
            while (inFlight == 0) {
                SendQueue waiting = queue;
                if (waiting == null) {
                    drained();
                    break;
                }
                if (waiting.isEmpty()) {
                    queue = null;
                    loop.giveBack(waiting);
                } else if (socket != null && waiting.bytes() <= BufferPool.LARGE) {
                    send(waiting, socket);
                } else {
                    handOver(waiting);
                }
                if (state == State.CLOSED) {
                    return;
                }
            }
        } finally {
            flushing = false;
        }
        long waiting = exactlyBuffered();
        RECENTLY_BUFFERED.setOpaque(this, waiting);
        if (unwritable && waiting <= limits.writeLowWater()) {
            attend();
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
            fail(e);
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
            signal = written = new WriteSignal(this);
        }
        inFlight++;
        int count = out.readableBytes();
        if (tls != null) {
            tls.write(out, written);
        } else {
            channel.unsafe().write(out, written);
        }
        return count;
    }

    private void flushChannel() {
        loop.sends++;
        if (tls != null) {
            tls.flush();
        } else {
            channel.unsafe().flush();
        }
    }

    /// Called from inside the transport: only notes it.
    void written() {
        if (--inFlight == 0 && !flushing) {
            attend();
        }
    }

    /// Called from inside the transport: only notes it.
    void progressed() {
        if (unwritable && !flushing) {
            attend();
        }
    }

    void writeFailed(Throwable why) {
        inFlight--;
        if (cause == null && state != State.LINGERING && !outputShut) {
            cause = why;
        }
    }

    // ---- the end

    @Override
    public void shutdownOutput() {
        if (state == State.OPEN && !shutdownDue && !outputShut) {
            shutdownDue = true;
            if (!dirty) {
                dirty = true;
                loop.flushLater(this);
            }
        }
    }

    @Override
    public void close() {
        switch (state) {
            case OPENING -> abort();
            case OPEN -> {
                state = State.CLOSING;
                dropInput();
                applyPause();
                closing = loop.schedule(
                        limits.closeTimeoutMillis(),
                        () -> cut(new IOException("closing took longer than " + limits.closeTimeoutMillis()
                                + " ms, because the peer did not read")));
                if (!dirty) {
                    dirty = true;
                    loop.flushLater(this);
                }
            }
            case CLOSING, LINGERING, CLOSED -> {}
        }
    }

    /// Everything that was written has been taken by the operating system.
    private void drained() {
        if (shutdownDue) {
            shutdownDue = false;
            shutOutput();
        }
        if (state == State.CLOSING) {
            if (inputEnded) {
                closeChannel();
            } else {
                linger();
            }
        }
    }

    private void linger() {
        state = State.LINGERING;
        Timer timeout = closing;
        if (timeout != null) {
            timeout.cancel();
        }
        closing = loop.schedule(LINGER_MILLIS, this::closeChannel);
        shutOutput();
    }

    private void shutOutput() {
        if (outputShut) {
            return;
        }
        outputShut = true;
        if (tls != null) {
            SslHandler ssl = tls.pipeline().get(SslHandler.class);
            ssl.closeOutbound().addListener(done -> shutSocket());
        } else {
            shutSocket();
        }
    }

    private void shutSocket() {
        if (channel.isActive() && channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }

    private void closeChannel() {
        if (state != State.CLOSED) {
            channel.unsafe().close(channel.unsafe().voidPromise());
        }
    }

    @Override
    public void abort() {
        cut(ABORTED);
    }

    private static final IOException ABORTED = new Aborted();

    private static final class Aborted extends IOException {
        private static final long serialVersionUID = 1;

        Aborted() {
            super("the connection was aborted on this side");
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    private void cut(Throwable why) {
        if (state == State.CLOSED) {
            return;
        }
        if (cause == null) {
            cause = why;
        }
        state = State.CLOSED;
        drop();
        if (channel.isOpen() && !(peer.address() == null)) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        channel.unsafe().close(channel.unsafe().voidPromise());
    }

    /// Something went wrong here: this connection is lost, and no other.
    private void fail(Throwable why) {
        cut(why);
    }

    private void drop() {
        SendQueue waiting = queue;
        queue = null;
        if (waiting != null) {
            waiting.clear();
            loop.giveBack(waiting);
        }
        dropInput();
        Timer timeout = closing;
        closing = null;
        if (timeout != null) {
            timeout.cancel();
        }
    }

    private void dropInput() {
        ByteBuf bytes = kept;
        kept = null;
        if (bytes != null) {
            bytes.release();
        }
    }

    private boolean over;

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ended();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        ended();
    }

    private void ended() {
        if (over) {
            return;
        }
        over = true;
        state = State.CLOSED;
        drop();
        loop.remove(this);
        admission.left(this);
        try {
            handler.onClosed(this, cause);
        } catch (RuntimeException | Error e) {
            NettyNetwork.LOG.error("onClosed failed", e);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable why) {
        if (state == State.LINGERING) {
            closeChannel();
        } else {
            fail(why);
        }
    }

    @Override
    public String toString() {
        return "connection " + id + " with " + peer;
    }
}
