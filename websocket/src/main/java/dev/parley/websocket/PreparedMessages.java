package dev.parley.websocket;

import dev.parley.net.SharedBytes;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Messages that leave together, in order, to any number of connections: their frames stand side by side and go out in
/// one write. Immutable; any thread; needs no release.
///
/// As with [PreparedMessage], what plain connections get is put together once, and for connections with compression
/// once more for each window size that comes up, when it is first needed. Two loops that need one at the same moment
/// may both do it; the bytes are the same.
public final class PreparedMessages {

    private final List<PreparedMessage> messages;
    private volatile @Nullable SharedBytes plain;
    private volatile @Nullable AtomicReferenceArray<@Nullable SharedBytes> deflated;

    private PreparedMessages(List<PreparedMessage> messages) {
        this.messages = messages;
    }

    /// @throws IllegalArgumentException when there is none
    public static PreparedMessages of(List<PreparedMessage> messages) {
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("at least one message");
        }
        return new PreparedMessages(List.copyOf(messages));
    }

    /// One by one, in order.
    public List<PreparedMessage> messages() {
        return messages;
    }

    /// Bytes of payload of all of them.
    public long size() {
        long size = 0;
        for (PreparedMessage message : messages) {
            size += message.size();
        }
        return size;
    }

    /// The frames for a connection that [Agreement#takesPreparedFrames].
    SharedBytes framesFor(Agreement agreement) {
        if (agreement.deflate() == null) {
            SharedBytes frames = plain;
            return frames == null ? plain = sideBySide(agreement) : frames;
        }
        AtomicReferenceArray<@Nullable SharedBytes> byWindow = deflated;
        if (byWindow == null) {
            deflated = byWindow = new AtomicReferenceArray<>(8);
        }
        int at = agreement.deflate().windowBits(agreement.role()) - 8;
        SharedBytes frames = byWindow.get(at);
        if (frames == null) {
            frames = sideBySide(agreement);
            byWindow.set(at, frames);
        }
        return frames;
    }

    private SharedBytes sideBySide(Agreement agreement) {
        if (messages.size() == 1) {
            return frame(messages.getFirst(), agreement);
        }
        int length = 0;
        for (PreparedMessage message : messages) {
            length = Math.addExact(length, frame(message, agreement).length());
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (PreparedMessage message : messages) {
            all.put(frame(message, agreement).view());
        }
        return SharedBytes.ofOwned(all.array());
    }

    private static SharedBytes frame(PreparedMessage message, Agreement agreement) {
        SharedBytes frame = message.frameFor(agreement);
        return frame == null ? message.plainFrame() : frame;
    }
}
