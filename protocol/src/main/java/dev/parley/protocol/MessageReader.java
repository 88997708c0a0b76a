package dev.parley.protocol;

import dev.parley.protocol.deflate.Inflation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Bytes in, messages out: the receiving half of RFC 6455 sections 5 and 6, and of RFC 7692.
///
/// **Theory.** Two things are under way at any time, one inside the other. A *frame*: `remaining` bytes of its payload
/// are still to come, or its head is (then `headLength` bytes of that have come, kept in `head`). A *message*: `opcode`
/// says text or binary, 0 means none. Control frames may come between the frames of a message and touch none of its state.
///
/// Payload is unmasked where it lies in the caller's buffer. A whole message in one frame in one buffer, the common case,
/// is handed out right there: no copy, no allocation. Everything else passes through `body`, which grows with the
/// bytes that have really arrived, never with the length that a head announces; or, when parts are wanted, goes out as it comes.
///
/// A close frame is the last thing that is read. So is a broken rule, which throws, and whatever else the events throw:
/// then the reader is `over`, has let go of what it kept, and discards what still comes. One thread.
public final class MessageReader {

    private static final int SMALLEST_BODY = 512;

    private final MessageEvents events;
    private final ReadLimits limits;
    private final Role role;
    private final boolean parts;
    private final @Nullable Inflation inflation;
    private final Inflation.@Nullable Sink inflated;

    // The frame under way.
    private boolean inPayload;
    private boolean fin;
    private int frameOpcode;
    private int key;
    private long remaining;
    private byte @Nullable [] head;
    private int headLength;

    // The message under way.
    private int opcode;
    private boolean compressed;
    private int utf8;
    private long size;
    private long wireSize;
    private @Nullable ByteBuffer body;

    // A control frame in pieces.
    private @Nullable ByteBuffer control;

    private boolean over;

    /// @param role ours: a server reads masked frames, a client unmasked ones
    /// @param parts whether messages go out in parts as they arrive
    /// @param inflation what permessage-deflate agreed on, or null without it; owned by the caller
    public MessageReader(
            Role role, ReadLimits limits, boolean parts, @Nullable Inflation inflation, MessageEvents events) {
        this.role = role;
        this.limits = parts ? limits : limits.forWholeMessages();
        this.parts = parts;
        this.inflation = inflation;
        this.inflated = inflation == null ? null : this::inflated;
        this.events = events;
    }

    /// Reads what remains in `in`, all of it unless the events want no more. The bytes of payload are changed in place.
    public void read(ByteBuffer in) throws ProtocolException {
        int limit = in.limit();
        boolean thrown = true;
        try {
            readFrames(in);
            thrown = false;
        } finally {
            if (over || thrown) {
                over = true;
                body = null;
                control = null;
                in.limit(limit).position(limit);
            }
        }
    }

    private void readFrames(ByteBuffer in) throws ProtocolException {
        while (!over && events.wantsMore()) {
            in.order(ByteOrder.BIG_ENDIAN); // whoever got the last message may have turned it
            if (!inPayload && !readHead(in)) {
                return;
            }
            if (Opcode.isControl(frameOpcode)) {
                if (!readControl(in)) {
                    return;
                }
            } else if (!readData(in)) {
                return;
            }
        }
    }

    // ---- heads

    /// True once a whole head has been read and the frame's fields stand.
    private boolean readHead(ByteBuffer in) throws ProtocolException {
        int available = in.remaining();
        if (headLength == 0 && available >= 2) {
            int at = in.position();
            int start = in.getShort(at);
            int first = start >>> 8 & 0xff;
            int second = start & 0xff;
            int needed = neededHead(second);
            if (available >= needed) {
                checkStart(first, second);
                in.position(at + needed);
                startFrame(first, second, in, at + 2);
                return true;
            }
        }
        return available > 0 && gatherHead(in);
    }

    /// A head that comes in pieces.
    private boolean gatherHead(ByteBuffer in) throws ProtocolException {
        byte[] gathered = head;
        if (gathered == null) {
            gathered = head = new byte[Frames.MAX_HEAD];
        }
        while (in.hasRemaining()) {
            gathered[headLength++] = in.get();
            if (headLength < 2) {
                checkFirst(gathered[0] & 0xff);
                continue;
            }
            int first = gathered[0] & 0xff;
            int second = gathered[1] & 0xff;
            if (headLength == 2) {
                checkStart(first, second);
            }
            if (headLength == neededHead(second)) {
                headLength = 0;
                head = null;
                startFrame(first, second, ByteBuffer.wrap(gathered), 2);
                return true;
            }
        }
        return false;
    }

    private static int neededHead(int second) {
        int length = second & 0x7f;
        return 2 + (length < 126 ? 0 : length == 126 ? 2 : 8) + ((second & Frames.MASKED) != 0 ? 4 : 0);
    }

    private void checkFirst(int first) throws ProtocolException {
        int code = first & 0x0f;
        if (Opcode.isReserved(code)) {
            throw new ProtocolException(Violation.RESERVED_OPCODE);
        }
        if ((first & Frames.RSV) != 0) {
            checkReservedBits(first, code);
        }
        if (Opcode.isControl(code)) {
            if ((first & Frames.FIN) == 0) {
                throw new ProtocolException(Violation.CONTROL_FRAGMENTED);
            }
        } else if (code == Opcode.CONTINUATION) {
            if (opcode == 0) {
                throw new ProtocolException(Violation.CONTINUATION_WITHOUT_START);
            }
        } else if (opcode != 0) {
            throw new ProtocolException(Violation.MESSAGE_INSIDE_MESSAGE);
        }
    }

    private void checkReservedBits(int first, int code) throws ProtocolException {
        if ((first & Frames.RSV) != Frames.RSV1 || inflation == null) {
            throw new ProtocolException(Violation.RESERVED_BITS);
        }
        if (Opcode.isControl(code)) {
            throw new ProtocolException(Violation.CONTROL_COMPRESSED);
        }
        if (code == Opcode.CONTINUATION) {
            throw new ProtocolException(Violation.CONTINUATION_COMPRESSED);
        }
    }

    private void checkStart(int first, int second) throws ProtocolException {
        checkFirst(first);
        boolean masked = (second & Frames.MASKED) != 0;
        if (masked != (role == Role.SERVER)) {
            throw new ProtocolException(
                    role == Role.SERVER ? Violation.UNMASKED_FROM_CLIENT : Violation.MASKED_FROM_SERVER);
        }
        if (Opcode.isControl(first & 0x0f) && (second & 0x7f) > 125) {
            throw new ProtocolException(Violation.CONTROL_TOO_LONG);
        }
    }

    /// The head stands in `bytes`, its length field from `at` on; its first two bytes have been checked.
    private void startFrame(int first, int second, ByteBuffer bytes, int at) throws ProtocolException {
        long length = second & 0x7f;
        if (length == 126) {
            length = bytes.getShort(at) & 0xffff;
            at += 2;
            if (length < 126) {
                throw new ProtocolException(Violation.LENGTH_NOT_MINIMAL);
            }
        } else if (length == 127) {
            length = bytes.getLong(at);
            at += 8;
            if (length < 65536) {
                throw new ProtocolException(length < 0 ? Violation.LENGTH_NEGATIVE : Violation.LENGTH_NOT_MINIMAL);
            }
        }
        key = role == Role.SERVER ? bytes.getInt(at) : 0;
        fin = (first & Frames.FIN) != 0;
        frameOpcode = first & 0x0f;
        remaining = length;
        inPayload = true;
        if (!Opcode.isControl(frameOpcode)) {
            startData(first, length);
        }
    }

    private void startData(int first, long length) throws ProtocolException {
        if (frameOpcode != Opcode.CONTINUATION) {
            opcode = frameOpcode;
            compressed = (first & Frames.RSV1) != 0;
            utf8 = Utf8.COMPLETE;
            size = 0;
            wireSize = 0;
        }
        if (length > limits.frame()) {
            throw new ProtocolException(Violation.FRAME_TOO_BIG);
        }
        long most = compressed ? limits.compressed() : limits.message();
        if (length > most - wireSize) {
            throw new ProtocolException(Violation.MESSAGE_TOO_BIG);
        }
        wireSize += length;
    }

    // ---- data frames

    /// False when the frame needs more bytes than there are.
    private boolean readData(ByteBuffer in) throws ProtocolException {
        int from = in.position();
        int here = (int) Math.min(in.remaining(), remaining);
        if (here == 0 && remaining > 0) {
            return false;
        }
        int to = from + here;
        long notAscii = role == Role.SERVER ? Masking.apply(in, from, to, key) : 1;
        remaining -= here;
        boolean frameDone = remaining == 0;
        boolean last = frameDone && fin;
        if (frameDone) {
            inPayload = false;
        } else {
            key = Masking.turn(key, here);
        }
        int limit = in.limit();
        in.limit(to);
        if (compressed) {
            inflate(in, last);
        } else {
            if (opcode == Opcode.TEXT && (notAscii != 0 || utf8 != Utf8.COMPLETE)) {
                checkText(in, from, to);
            }
            deliver(in, last);
        }
        in.limit(limit);
        in.position(to);
        return frameDone;
    }

    private void inflate(ByteBuffer in, boolean last) throws ProtocolException {
        if (inflation == null || inflated == null) {
            throw new IllegalStateException("compressed without an agreement");
        }
        inflation.inflate(in, last, inflated);
        if (last) {
            deliver(in.position(in.limit()), true); // nothing more
        }
    }

    private void inflated(ByteBuffer piece) throws ProtocolException {
        if (piece.remaining() > limits.message() - size) {
            throw new ProtocolException(Violation.MESSAGE_TOO_BIG);
        }
        if (opcode == Opcode.TEXT) {
            checkText(piece, piece.position(), piece.limit());
        }
        deliver(piece.order(ByteOrder.BIG_ENDIAN), false); // the pool lends it again and again
    }

    private void checkText(ByteBuffer bytes, int from, int to) throws ProtocolException {
        utf8 = Utf8.check(utf8, bytes, from, to);
        if (utf8 == Utf8.BROKEN) {
            throw new ProtocolException(Violation.NOT_UTF8);
        }
    }

    /// Hands out, or keeps, what remains in `bytes`: payload of the present message, unmasked, inflated and checked.
    private void deliver(ByteBuffer bytes, boolean last) throws ProtocolException {
        size += bytes.remaining();
        if (last && utf8 != Utf8.COMPLETE) {
            throw new ProtocolException(Violation.NOT_UTF8);
        }
        if (parts) {
            if (last || bytes.hasRemaining()) {
                part(bytes, last);
            }
        } else if (!last) {
            if (bytes.hasRemaining()) {
                keep(bytes);
            }
        } else if (body == null) {
            whole(bytes);
        } else {
            keep(bytes);
            ByteBuffer message = body;
            body = null;
            whole(message.flip());
        }
    }

    private void part(ByteBuffer bytes, boolean last) {
        boolean text = opcode == Opcode.TEXT;
        if (last) {
            opcode = 0;
        }
        if (text) {
            events.onTextPart(bytes, last);
        } else {
            events.onBinaryPart(bytes, last);
        }
    }

    private void whole(ByteBuffer message) {
        boolean text = opcode == Opcode.TEXT;
        opcode = 0;
        if (text) {
            events.onText(message);
        } else {
            events.onBinary(message);
        }
    }

    /// Room doubles, so that a message in many small pieces is not copied again and again; but never past the end of the
    /// message, which the last frame tells, nor past its limit.
    private void keep(ByteBuffer bytes) {
        ByteBuffer kept = body;
        int needed = (kept == null ? 0 : kept.position()) + bytes.remaining();
        if (kept == null || kept.capacity() < needed) {
            long end = fin && !compressed ? needed + remaining : limits.message();
            long room = Math.min(end, Math.max(SMALLEST_BODY, 2L * needed));
            ByteBuffer larger = ByteBuffer.allocate((int) room);
            if (kept != null) {
                larger.put(kept.flip());
            }
            body = kept = larger;
        }
        kept.put(bytes);
    }

    // ---- control frames

    private boolean readControl(ByteBuffer in) throws ProtocolException {
        int length = (int) remaining;
        ByteBuffer gathered = control;
        if (gathered == null && in.remaining() >= length) {
            int from = in.position();
            int limit = in.limit();
            in.limit(from + length);
            control(in);
            in.limit(limit);
            in.position(from + length);
            return true;
        }
        if (gathered == null) {
            gathered = control = ByteBuffer.allocate(length);
        }
        while (gathered.hasRemaining() && in.hasRemaining()) {
            gathered.put(in.get());
        }
        if (gathered.hasRemaining()) {
            return false;
        }
        control = null;
        control(gathered.flip());
        return true;
    }

    private void control(ByteBuffer payload) throws ProtocolException {
        inPayload = false;
        if (role == Role.SERVER) {
            Masking.apply(payload, payload.position(), payload.limit(), key);
        }
        switch (frameOpcode) {
            case Opcode.PING -> events.onPing(payload);
            case Opcode.PONG -> events.onPong(payload);
            default -> close(payload);
        }
    }

    private void close(ByteBuffer payload) throws ProtocolException {
        over = true;
        if (!payload.hasRemaining()) {
            events.onClose(CloseCodes.NO_STATUS, "");
            return;
        }
        if (payload.remaining() == 1) {
            throw new ProtocolException(Violation.CLOSE_PAYLOAD_OF_ONE);
        }
        int code = payload.getShort() & 0xffff;
        if (!CloseCodes.maySend(code)) {
            throw new ProtocolException(Violation.CLOSE_CODE_FORBIDDEN);
        }
        if (!Utf8.isValid(payload, payload.position(), payload.limit())) {
            throw new ProtocolException(Violation.CLOSE_REASON_NOT_UTF8);
        }
        events.onClose(code, StandardCharsets.UTF_8.decode(payload).toString());
    }
}
