package dev.parley.websocket;

import dev.parley.net.SharedBytes;
import dev.parley.protocol.Frames;
import dev.parley.protocol.Opcode;
import dev.parley.protocol.deflate.Deflation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// A message that is encoded once and sent to any number of connections. Immutable; any thread; needs no release.
///
/// It keeps the frame that a plain connection gets, and for connections with compression one more for each window size
/// that comes up, deflated when it is first needed. Two loops that need one at the same moment may both deflate it; the
/// bytes are the same.
public final class PreparedMessage {

    private static final SharedBytes NOT_SMALLER = SharedBytes.ofOwned(new byte[0]);

    /// Bytes of memory that a message takes beside its frame, about.
    private static final int OWN_BYTES = 256;

    private final int opcode;
    private final ByteBuffer payload;
    private final SharedBytes plain;
    private volatile @Nullable AtomicReferenceArray<@Nullable SharedBytes> deflated;

    private PreparedMessage(int opcode, ByteBuffer payload) {
        this.opcode = opcode;
        int length = payload.remaining();
        int head = Frames.headLength(length, false);
        ByteBuffer frame = ByteBuffer.allocate(head + length);
        Frames.writeHead(frame, Frames.first(opcode, true, false), length);
        frame.put(payload.duplicate());
        this.payload = frame.slice(head, length).asReadOnlyBuffer();
        this.plain = SharedBytes.ofOwned(frame.array());
    }

    public static PreparedMessage text(String text) {
        return new PreparedMessage(Opcode.TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// Text that is UTF-8 already; a copy is taken. The bytes are not checked.
    public static PreparedMessage text(ByteBuffer utf8) {
        return new PreparedMessage(Opcode.TEXT, utf8);
    }

    /// A copy is taken.
    public static PreparedMessage binary(ByteBuffer data) {
        return new PreparedMessage(Opcode.BINARY, data);
    }

    /// Bytes of payload.
    public int size() {
        return payload.remaining();
    }

    /// Bytes of memory that it takes while it waits, about.
    int cost() {
        return plain.length() + OWN_BYTES;
    }

    int opcode() {
        return opcode;
    }

    ByteBuffer payload() {
        return payload.duplicate();
    }

    SharedBytes plainFrame() {
        return plain;
    }

    /// The frame for a connection, or null when that connection has to encode the message for itself.
    @Nullable SharedBytes frameFor(Agreement agreement) {
        if (!agreement.takesPreparedFrames()) {
            return null;
        }
        Deflation deflation = agreement.deflation();
        return deflation == null || agreement.deflate() == null
                ? plain
                : deflatedFrame(deflation, agreement.deflate().windowBits(agreement.role()));
    }

    private SharedBytes deflatedFrame(Deflation deflation, int windowBits) {
        AtomicReferenceArray<@Nullable SharedBytes> frames = deflated;
        if (frames == null) {
            deflated = frames = new AtomicReferenceArray<>(8);
        }
        SharedBytes frame = frames.get(windowBits - 8);
        if (frame == null) {
            frame = deflate(deflation);
            frames.set(windowBits - 8, frame);
        }
        return frame == NOT_SMALLER ? plain : frame;
    }

    private SharedBytes deflate(Deflation deflation) {
        ByteBuffer small = deflation.deflate(payload());
        if (small == null) {
            return NOT_SMALLER;
        }
        int length = small.remaining();
        ByteBuffer frame = ByteBuffer.allocate(Frames.headLength(length, false) + length);
        Frames.writeHead(frame, Frames.first(opcode, true, true), length);
        frame.put(small);
        return SharedBytes.ofOwned(frame.array());
    }
}
