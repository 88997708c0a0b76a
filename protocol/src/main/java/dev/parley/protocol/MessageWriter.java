package dev.parley.protocol;

import dev.parley.protocol.deflate.Deflation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Messages in, bytes out: the sending half of RFC 6455 sections 5 and 6, and of RFC 7692. [MessageReader] reads what
/// this writes.
///
/// Whole messages leave in one frame. Between the parts of a streamed message only control frames may be written, which
/// the caller sees to. Payload buffers keep their position. One thread.
public final class MessageWriter {

    private final @Nullable MaskKeys masks;
    private final @Nullable Deflation deflation;
    private boolean streaming;

    /// @param masks null for a server, which must not mask (section 5.1)
    /// @param deflation what permessage-deflate agreed on, or null without it; owned by the caller
    public MessageWriter(@Nullable MaskKeys masks, @Nullable Deflation deflation) {
        this.masks = masks;
        this.deflation = deflation;
    }

    /// Writes a whole message.
    ///
    /// @param opcode [Opcode#TEXT] or [Opcode#BINARY]
    /// @return false when `out` had no room; nothing was written then
    public boolean message(int opcode, ByteBuffer payload, FrameOutput out) {
        ByteBuffer small = deflation == null ? null : deflation.deflate(payload);
        return small == null
                ? frame(Frames.first(opcode, true, false), payload, out)
                : frame(Frames.first(opcode, true, true), small, out);
    }

    /// Writes the next part of a streamed message as one frame. A part that compresses to nothing yet writes nothing.
    ///
    /// @param opcode of the message
    public boolean part(int opcode, ByteBuffer payload, boolean last, FrameOutput out) {
        boolean compressed = deflation != null;
        ByteBuffer bytes = deflation == null ? payload : deflation.deflatePart(payload, last);
        if (!last && !bytes.hasRemaining()) {
            return true;
        }
        int first = streaming ? Frames.first(Opcode.CONTINUATION, last, false) : Frames.first(opcode, last, compressed);
        if (!frame(first, bytes, out)) {
            return false;
        }
        streaming = !last;
        return true;
    }

    /// Writes a ping or a pong of at most 125 bytes.
    public boolean control(int opcode, ByteBuffer payload, FrameOutput out) {
        if (payload.remaining() > 125) {
            throw new IllegalArgumentException("a control frame carries at most 125 bytes, got " + payload.remaining()
                    + " (RFC 6455 section 5.5)");
        }
        return frame(Frames.first(opcode, true, false), payload, out);
    }

    private boolean frame(int first, ByteBuffer payload, FrameOutput out) {
        int length = payload.remaining();
        int head = Frames.headLength(length, masks != null);
        ByteBuffer room = length > Integer.MAX_VALUE - head ? null : out.reserve(head + length);
        if (room == null) {
            return false;
        }
        if (masks == null) {
            Frames.writeHead(room, first, length);
            copy(payload, room, length);
        } else {
            int key = masks.next();
            Frames.writeMaskedHead(room, first, length, key);
            int from = room.position();
            copy(payload, room, length);
            Masking.apply(room, from, from + length, key);
        }
        out.commit();
        return true;
    }

    private static void copy(ByteBuffer payload, ByteBuffer room, int length) {
        room.put(room.position(), payload, payload.position(), length);
        room.position(room.position() + length);
    }

    /// The payload of a close frame (section 5.5.1).
    ///
    /// @param code as [CloseCodes#maySend] allows, or 1005 for a frame without one
    /// @throws IllegalArgumentException for another code, or a reason of more than 123 bytes of UTF-8
    public static ByteBuffer closePayload(int code, String reason) {
        if (code == CloseCodes.NO_STATUS) {
            return ByteBuffer.allocate(0);
        }
        CloseCodes.requireSendable(code);
        byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > 123) {
            throw new IllegalArgumentException(
                    "a close reason is at most 123 bytes of UTF-8, got " + utf8.length + " (RFC 6455 section 5.5)");
        }
        return ByteBuffer.allocate(2 + utf8.length)
                .putShort((short) code)
                .put(utf8)
                .flip();
    }
}
