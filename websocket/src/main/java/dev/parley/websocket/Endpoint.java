package dev.parley.websocket;

import dev.parley.net.Connection;
import dev.parley.net.ConnectionHandler;
import dev.parley.net.SharedBytes;
import dev.parley.net.Timer;
import dev.parley.protocol.ClosingHandshake;
import dev.parley.protocol.FrameOutput;
import dev.parley.protocol.MessageEvents;
import dev.parley.protocol.MessageReader;
import dev.parley.protocol.MessageWriter;
import dev.parley.protocol.Opcode;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.ReadLimits;
import dev.parley.protocol.Role;
import dev.parley.websocket.WebSocket.State;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One open connection on its loop: between `net`, which has bytes, `protocol`, which knows what they mean, and the
/// handler. Everything here runs on the loop.
///
/// **Reading** stops for three reasons, counted together in `pauses`: the program asked for it; the handler's own
/// answers wait in the outgoing queue (`answersWait`, until it is writable again); the connection is closing and
/// nothing that comes matters any more.
///
/// **One timer** serves the heart and the end: a ping every `heartbeatInterval`, then `heartbeatTimeout` for a sign of
/// life, and once closing, `closeTimeout` for the peer's side.
final class Endpoint implements ConnectionHandler, MessageEvents, FrameOutput, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(WebSocket.class);

    /// What the timer waits for.
    private enum Waiting {
        NOTHING,
        NEXT_PING,
        SIGN_OF_LIFE,
        END
    }

    private final LiveWebSocket ws;
    private final WebSocketHandler handler;
    private final WebSocketOptions options;
    private final Agreement agreement;
    private final MessageReader reader;
    private final MessageWriter writer;
    private final ClosingHandshake closing = new ClosingHandshake();
    private final UpgradeRequest request;

    private @Nullable Connection connection;

    private int pauses;
    private boolean inRead;
    private boolean inPart;
    private boolean patient;
    private boolean answersWait;
    private boolean corked;
    private boolean everCorked;
    private boolean corkedAtOpening;

    /// Whether the queue counts as empty for the next message whatever is in it: as long as that is only our answer to the
    /// opening handshake, and what was kept back with it.
    private boolean opening = true;

    /// Whether the queue has been full: the handler hears of that once.
    private boolean slow;

    private Waiting waiting = Waiting.NOTHING;
    private @Nullable Timer timer;
    private boolean heard;
    private long pingSent;

    /// Bytes queued so far; up to and with the latest ping; and how many had left when the timer last looked.
    private long queued;

    private long queuedWithPing;
    private long leftAtLook;
    private int reserved;
    private volatile long roundTripNanos;

    // Written on the loop.
    private volatile @Nullable OutgoingStream stream;

    /// Why we cut the connection ourselves; null as long as we have not.
    private @Nullable String cutReason;

    Endpoint(
            LiveWebSocket ws,
            WebSocketHandler handler,
            WebSocketOptions options,
            Agreement agreement,
            UpgradeRequest request) {
        this.ws = ws;
        this.handler = handler;
        this.options = options;
        this.agreement = agreement;
        this.request = request;
        reader = new MessageReader(
                agreement.role(),
                new ReadLimits(options.messageSizeLimit(), options.frameSizeLimit()),
                handler.wantsParts(),
                agreement.inflation(),
                this);
        writer = new MessageWriter(agreement.masks(), agreement.deflation());
    }

    Connection connection() {
        Connection open = connection;
        if (open == null) {
            throw new IllegalStateException("not open yet");
        }
        return open;
    }

    Agreement agreement() {
        return agreement;
    }

    // ---- from net

    @Override
    public void onOpen(Connection connection) {
        this.connection = connection;
        if (connection.limits().writeLimit() != options.outgoingLimit()) {
            connection.limits(connection.limits().withWriteLimit(options.outgoingLimit()));
        }
        ws.opened(this, request, agreement.subprotocol());
        long interval = options.heartbeatInterval().toMillis();
        if (interval > 0) {
            await(Waiting.NEXT_PING, interval);
        }
        guarded(() -> handler.onOpen(ws));
        ws.sendWaiting();
    }

    @Override
    public void onRead(Connection connection, ByteBuffer in) {
        heard = true;
        ClosingHandshake.State state = closing.state();
        if (state != ClosingHandshake.State.OPEN && state != ClosingHandshake.State.CLOSE_SENT) {
            in.position(in.limit());
            return;
        }
        inRead = true;
        try {
            reader.read(in);
        } catch (ProtocolException broken) {
            in.position(in.limit());
            violated(broken);
        } catch (Throwable thrown) {
            in.position(in.limit());
            handlerThrew(thrown);
        } finally {
            inRead = false;
        }
    }

    @Override
    public void onWritable(Connection connection, boolean writable) {
        if (writable && answersWait) {
            answersWait = false;
            resume();
        }
        if (writable) {
            ws.roomChanged();
            OutgoingStream open = stream;
            if (open != null) {
                open.drained();
            }
        }
        if (closing.isOpen()) {
            guarded(() -> handler.onWritable(ws, writable));
        }
    }

    @Override
    public void onOverflow(Connection connection) {
        if (slow || !closing.isOpen()) {
            return;
        }
        slow = true;
        guarded(() -> patiently(() -> handler.onSlow(ws)));
        if (closing.isOpen()) {
            String reason = "slow: more than " + options.outgoingLimit() + " bytes wait to be read";
            fail(CloseCode.TRY_AGAIN_LATER, reason, null);
        } else {
            connection.shutdownOutput(); // who doesn't read needn't answer either to see the end
        }
    }

    /// The peer has gone without a close frame; what still waits for it may leave.
    @Override
    public void onEndOfInput(Connection connection) {
        ws.state(State.CLOSING);
        connection.close();
    }

    @Override
    public void onGoodbye(Connection connection) {
        close(CloseCode.GOING_AWAY, "the server is stopping");
    }

    @Override
    public void onClosed(Connection connection, @Nullable Throwable cause) {
        boolean wasOpen = closing.isOpen();
        String why = cutReason;
        if (why == null) {
            why = cause == null ? "the connection ended without a close frame" : reason(cause);
        }
        closing.ended(why);
        stopTimer();
        agreement.release();
        ws.lost(closing.code());
        OutgoingStream open = stream;
        if (open != null) {
            stream = null;
            open.lost();
        }
        if (wasOpen && cause != null && cutReason == null) {
            lastWords(() -> handler.onError(ws, cause));
        }
        lastWords(() -> handler.onClose(ws, closing.code(), closing.reason()));
        ws.gone();
    }

    /// What the handler is told of a loss; [WebSocketHandler#onError] has the particulars.
    private static String reason(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.contains("reset") || message.contains("Broken pipe")
                ? "the connection was reset by the peer"
                : "the connection was lost: " + cause.getClass().getSimpleName();
    }

    private void lastWords(Runnable code) {
        try {
            code.run();
        } catch (RuntimeException thrown) {
            LOG.error("the handler of {} threw", ws, thrown);
        }
    }

    // ---- from protocol

    @Override
    public boolean wantsMore() {
        return pauses == 0;
    }

    @Override
    public void onText(ByteBuffer utf8) {
        if (closing.isOpen()) {
            handler.onText(ws, utf8);
        }
    }

    @Override
    public void onBinary(ByteBuffer data) {
        if (closing.isOpen()) {
            handler.onBinary(ws, data);
        }
    }

    @Override
    public void onTextPart(ByteBuffer utf8, boolean last) {
        if (closing.isOpen()) {
            handler.onTextPart(ws, utf8, last);
        }
    }

    @Override
    public void onBinaryPart(ByteBuffer data, boolean last) {
        if (closing.isOpen()) {
            handler.onBinaryPart(ws, data, last);
        }
    }

    @Override
    public void onPing(ByteBuffer data) {
        if (closing.isOpen()) {
            afterWriting(writer.control(Opcode.PONG, data, this));
        }
    }

    @Override
    public void onPong(ByteBuffer data) {
        if (data.remaining() == Long.BYTES && pingSent != 0 && data.getLong(data.position()) == pingSent) {
            roundTripNanos = Math.max(1, System.nanoTime() - pingSent);
            pingSent = 0;
        }
        if (closing.isOpen()) {
            handler.onPong(ws, data);
        }
    }

    @Override
    public void onClose(int code, String reason) {
        ws.state(State.CLOSING);
        if (closing.received(code, reason)) {
            writeClose(code, reason);
        }
        if (agreement.role() == Role.SERVER) {
            connection().close();
            waitForEnd();
        } else {
            waitForEnd(); // the server closes the stream (section 7.1.1)
        }
    }

    @Override
    public @Nullable ByteBuffer reserve(int bytes) {
        Connection open = connection();
        // Who waits for room has been let in already. An answer, or a part that is sent on the loop, is taken while
        // the queue is below its limit, whatever its size: the one who causes it waits until it has left. What others
        // send must fit.
        reserved = bytes;
        return patient
                        || (opening && open.isOpen())
                        || ((inRead || inPart) && open.bufferedBytes() < options.outgoingLimit())
                ? open.reserveBeyondLimit(bytes)
                : open.reserve(bytes);
    }

    @Override
    public void commit() {
        opening = false;
        queued += reserved;
        connection().commit();
    }

    // ---- sending

    boolean message(int opcode, ByteBuffer payload) {
        if (!closing.isOpen()) {
            return false;
        }
        OutgoingStream open = stream;
        if (open != null) {
            ByteBuffer copy = LiveWebSocket.copyOf(payload);
            return waitBehind(open, () -> message(opcode, copy), copy.remaining());
        }
        return afterWriting(writer.message(opcode, payload, this));
    }

    boolean prepared(PreparedMessage message) {
        if (!closing.isOpen()) {
            return false;
        }
        OutgoingStream open = stream;
        if (open != null) {
            return waitBehind(open, () -> prepared(message), message.size());
        }
        SharedBytes frame = patient ? null : message.frameFor(agreement);
        return frame == null ? message(message.opcode(), message.payload()) : frames(frame);
    }

    boolean prepared(PreparedMessages messages) {
        if (!closing.isOpen()) {
            return false;
        }
        return patient || streams() || !agreement.takesPreparedFrames()
                ? oneByOne(messages)
                : frames(messages.framesFor(agreement));
    }

    private boolean oneByOne(PreparedMessages messages) {
        boolean before = patient;
        patient |= opening && connection().isOpen() && !streams();
        try {
            for (PreparedMessage message : messages.messages()) {
                if (!prepared(message)) {
                    return false;
                }
            }
            return true;
        } finally {
            patient = before;
        }
    }

    /// Whole frames that are the same for many connections. Not while it [#streams].
    private boolean frames(SharedBytes frames) {
        boolean written = true;
        if (opening && connection().isOpen()) {
            opening = false;
            connection().writeBeyondLimit(frames);
        } else {
            written = connection().write(frames);
        }
        if (written) {
            queued += frames.length();
        }
        return afterWriting(written);
    }

    /// Sends for someone who has waited for room: whatever the limit says.
    void patiently(Runnable send) {
        boolean before = patient;
        patient = true;
        try {
            send.run();
        } finally {
            patient = before;
        }
    }

    void cork() {
        if (closing.isOpen()) {
            corked = true;
            corkedAtOpening |= !everCorked && opening;
            everCorked = true;
            connection().cork();
        }
    }

    void uncork() {
        if (corked) {
            corked = false;
            opening |= corkedAtOpening;
            corkedAtOpening = false;
            connection().uncork();
        }
    }

    boolean streams() {
        return stream != null;
    }

    private boolean afterWriting(boolean written) {
        if (!written) {
            if (connection().isOpen()) {
                onOverflow(connection());
            }
        } else if (inRead && !answersWait && !connection().isWritable()) {
            answersWait = true;
            pause();
        }
        return written;
    }

    /// Any thread.
    long bufferedAmount() {
        Connection open = connection;
        OutgoingStream under = stream;
        return (open == null ? 0 : open.bufferedBytes()) + (under == null ? 0 : under.waitingBytes());
    }

    /// Whether it is writable and no message waits for a stream to end. Any thread.
    boolean hasRoom() {
        OutgoingStream under = stream;
        return isWritable() && (under == null || under.waitingBytes() == 0);
    }

    boolean isWritable() {
        Connection open = connection;
        return open != null && closing.isOpen() && open.isWritable();
    }

    // ---- streams

    /// Makes `next` the stream whose parts go out, when there is none.
    ///
    /// @return the one whose parts do
    OutgoingStream stream(OutgoingStream next) {
        OutgoingStream open = stream;
        return open == null ? stream = next : open;
    }

    /// Sends the next part of the stream.
    ///
    /// @param paid whether its sender has waited for room, so that it is taken whatever the limit says
    boolean streamPart(int opcode, ByteBuffer part, boolean last, boolean paid) {
        if (!closing.isOpen()) {
            return false;
        }
        boolean before = patient;
        patient |= paid;
        inPart = true;
        boolean written;
        try {
            written = afterWriting(writer.part(opcode, part, last, this));
        } finally {
            inPart = false;
            patient = before;
        }
        OutgoingStream ended = stream;
        if (last && ended != null) {
            stream = null;
            ended.sendWaiting();
            ws.roomChanged();
        }
        return written;
    }

    private boolean waitBehind(OutgoingStream open, Runnable send, int bytes) {
        return waitBehind(open, patient ? () -> patiently(send) : send, bytes, patient);
    }

    /// Keeps back what is sent while a stream is under way.
    ///
    /// @param paid whether its sender has waited for room, so that it is bounded already
    boolean waitBehind(OutgoingStream open, Runnable send, int bytes, boolean paid) {
        if (paid) {
            open.waitBehind(send, bytes, Integer.MAX_VALUE);
            return true;
        }
        if (open.waitBehind(send, bytes, options.outgoingLimit())) {
            return true;
        }
        onOverflow(connection());
        return false;
    }

    // ---- reading

    /// Once closing, reading goes on whatever the program wants: the peer's side of it must be seen.
    void pause() {
        if (closing.isOpen() && pauses++ == 0) {
            connection().pauseReading();
        }
    }

    void resume() {
        if (pauses > 0 && --pauses == 0) {
            connection().resumeReading();
        }
    }

    // ---- closing

    void close(int code, String reason) {
        if (closing.start()) {
            ws.state(State.CLOSING);
            writeClose(code, reason);
            waitForEnd();
            readAgain();
        }
    }

    void abort() {
        cut("aborted on this side");
    }

    private void cut(String reason) {
        cutReason = reason;
        connection().abort();
    }

    private void violated(ProtocolException broken) {
        fail(broken.violation().closeCode(), broken.violation().rule(), broken);
    }

    void handlerThrew(Throwable thrown) {
        LOG.error("the handler of {} threw; closing it with 1011", ws, thrown);
        fail(CloseCode.INTERNAL_ERROR, "the handler failed", thrown);
        if (thrown instanceof VirtualMachineError error) {
            throw error;
        }
    }

    /// Fails the connection (section 7.1.7): says why, sends no more, and discards what comes until the peer has gone,
    /// since closing with unread bytes would reset the connection before the peer has read the reason.
    private void fail(int code, String reason, @Nullable Throwable error) {
        ClosingHandshake.State before = closing.state();
        if (closing.fail(code, reason)) {
            writeClose(code, reason);
        }
        if (before != ClosingHandshake.State.OPEN && before != ClosingHandshake.State.CLOSE_SENT) {
            return;
        }
        ws.state(State.CLOSING);
        connection().shutdownOutput();
        waitForEnd();
        readAgain();
        if (error != null) {
            lastWords(() -> handler.onError(ws, error));
        }
    }

    private void writeClose(int code, String reason) {
        ByteBuffer payload = MessageWriter.closePayload(code, reason);
        writer.control(Opcode.CLOSE, payload, new FrameOutput() {
            @Override
            public ByteBuffer reserve(int bytes) {
                return connection().reserveBeyondLimit(bytes);
            }

            @Override
            public void commit() {
                connection().commit();
            }
        });
        uncork();
    }

    /// A close frame of the peer, or its end, must be seen even if the program has paused reading.
    private void readAgain() {
        if (pauses > 0) {
            pauses = 0;
            answersWait = false;
            connection().resumeReading();
        }
    }

    // ---- the timer

    private void await(Waiting what, long millis) {
        waiting = what;
        timer = connection().loop().schedule(millis, this);
    }

    private void waitForEnd() {
        stopTimer();
        await(Waiting.END, options.closeTimeout().toMillis());
    }

    private void stopTimer() {
        Timer running = timer;
        timer = null;
        waiting = Waiting.NOTHING;
        if (running != null) {
            running.cancel();
        }
    }

    @Override
    public void run() {
        switch (waiting) {
            case NOTHING -> {}
            case NEXT_PING -> {
                if (corked) {
                    await(Waiting.NEXT_PING, options.heartbeatInterval().toMillis());
                    return;
                }
                ping();
                if (!closing.isOpen()) {
                    return; // there was no room for it
                }
                connection().flush();
                queuedWithPing = queued;
                leftAtLook = left();
                heard = false;
                await(Waiting.SIGN_OF_LIFE, options.heartbeatTimeout().toMillis());
            }
            case SIGN_OF_LIFE -> {
                if (pingMadeItsWay()) {
                    await(Waiting.SIGN_OF_LIFE, options.heartbeatTimeout().toMillis());
                } else if (heard || (corked && leftAtLook < queuedWithPing) || (pauses > 0 && !answersWait)) {
                    long rest = options.heartbeatInterval()
                            .minus(options.heartbeatTimeout())
                            .toMillis();
                    await(Waiting.NEXT_PING, Math.max(1, rest));
                } else {
                    cut("no answer to a ping within "
                            + options.heartbeatTimeout().toMillis() + " ms");
                }
            }
            case END -> {
                cut("the peer did not finish the closing handshake within "
                        + options.closeTimeout().toMillis() + " ms");
            }
        }
    }

    /// Whether the ping waited behind what a slow reader was still to read, and has come nearer to it: then it could
    /// not be answered yet. Looked at once more after it has left.
    private boolean pingMadeItsWay() {
        long before = leftAtLook;
        leftAtLook = left();
        return !heard && before < queuedWithPing && leftAtLook > before;
    }

    private long left() {
        return queued - connection().bufferedBytes();
    }

    void ping() {
        if (!closing.isOpen()) {
            return;
        }
        long now = System.nanoTime();
        pingSent = now == 0 ? 1 : now;
        afterWriting(writer.control(
                Opcode.PING, ByteBuffer.allocate(8).putLong(pingSent).flip(), this));
    }

    long roundTripNanos() {
        return roundTripNanos;
    }

    /// Runs the program's code; what it throws costs this connection only.
    void guarded(Runnable code) {
        try {
            code.run();
        } catch (Throwable thrown) {
            handlerThrew(thrown);
        }
    }
}
