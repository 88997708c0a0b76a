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
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.Socket;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
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
/// are the business of [Outgoing].
///
/// ## The end
/// `close` sends what is queued, then says FIN, and reads and drops what the peer still sends until its FIN, at most
/// [#LINGER_MILLIS]: closing a socket with unread input would send RST, and the peer could lose our last words.
final class NettyConnection extends ChannelInboundHandlerAdapter implements Connection {

    private static final AtomicLong IDS = new AtomicLong();
    private static final int LINGER_MILLIS = 2_000;
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
    private final Outgoing out;
    /// Neighbours in the loop's list of connections.
    @Nullable NettyConnection next;

    @Nullable NettyConnection previous;
    /// The address that this connection is counted under, if any.
    @Nullable InetAddress countedFor;
    /// Whether it came in through a listener.
    boolean accepted;
    /// Written on the loop.
    private volatile State state = State.OPENING;
    /// Whether the handler is being lent bytes at the moment.
    boolean reading;
    private boolean paused;
    private boolean pauseCalled;
    private boolean autoRead = true;
    private boolean attending;
    private boolean inputEnded;
    private boolean endOfInputDue;
    private boolean shutdownDue;
    private boolean outputShut;
    private boolean everOpen;
    private boolean over;
    private @Nullable ByteBuf kept;
    /// Where TLS is: this handler's context, behind the one that encrypts.
    @Nullable ChannelHandlerContext tls;

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
        this.handler = handler;
        out = new Outgoing(this, loop, socket);
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
        everOpen = true;
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
        out.flushIfDirty();
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

    void attend() {
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
            out.goOn();
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

    /// Whether what is written now would still be sent.
    boolean takesWrites() {
        return state == State.OPEN && !outputShut && !shutdownDue;
    }

    /// Whether anything may be given to the channel.
    boolean sends() {
        return state != State.OPENING && state != State.CLOSED;
    }

    @Override
    public @Nullable ByteBuffer reserve(int bytes) {
        return out.reserve(bytes);
    }

    @Override
    public ByteBuffer reserveBeyondLimit(int bytes) {
        return out.reserveBeyondLimit(bytes);
    }

    @Override
    public void commit() {
        out.commit();
    }

    @Override
    public boolean write(ByteBuffer bytes) {
        return out.write(bytes);
    }

    @Override
    public boolean write(SharedBytes bytes) {
        return out.write(bytes);
    }

    /// Queues a copy whatever the limit says.
    void writeBeyondLimit(ByteBuffer bytes) {
        out.writeBeyondLimit(bytes);
    }

    @Override
    public void writeBeyondLimit(SharedBytes bytes) {
        out.writeBeyondLimit(bytes);
    }

    @Override
    public void limits(ConnectionLimits own) {
        out.limits(own);
    }

    @Override
    public ConnectionLimits limits() {
        return out.limits();
    }

    @Override
    public long bufferedBytes() {
        return loop.inLoop() ? out.buffered() : out.recentlyBuffered();
    }

    @Override
    public boolean isWritable() {
        return state == State.OPEN && out.writable();
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void cork() {
        out.cork(true);
    }

    @Override
    public void uncork() {
        out.cork(false);
    }

    void flushAtEndOfTurn() {
        out.flushIfDirty();
    }

    /// A write of ours failed: the channel is closing.
    void writeFailed(Throwable why) {
        if (cause == null && state != State.LINGERING && !outputShut) {
            cause = why;
        }
    }

    // ---- the end

    @Override
    public void shutdownOutput() {
        if (state == State.OPEN && !shutdownDue && !outputShut) {
            shutdownDue = true;
            out.flushLater();
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
                        limits().closeTimeoutMillis(),
                        () -> cut(new IOException("closing took longer than " + limits().closeTimeoutMillis()
                                + " ms, because the peer did not read")));
                out.flushLater();
            }
            case CLOSING, LINGERING, CLOSED -> {}
        }
    }

    /// Everything that was written has been taken by the operating system.
    void drained() {
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

    private void cut(Throwable why) {
        if (state == State.CLOSED) {
            return;
        }
        if (cause == null) {
            cause = why;
        }
        state = State.CLOSED;
        drop();
        if (channel.isOpen() && peer.address() != null) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        channel.unsafe().close(channel.unsafe().voidPromise());
    }

    /// Something went wrong here: this connection is lost, and no other.
    void fail(Throwable why) {
        cut(why);
    }

    private void drop() {
        out.drop();
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
        if (!everOpen && !(handler instanceof Call)) {
            return; // it has never heard of this connection
        }
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
