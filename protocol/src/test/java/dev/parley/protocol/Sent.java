package dev.parley.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Takes what a writer sends, up to a limit.
final class Sent implements FrameOutput {

    private static final int BEFORE = 3;

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final boolean direct;
    private final int limit;
    private @Nullable ByteBuffer reserved;

    Sent(boolean direct, int limit) {
        this.direct = direct;
        this.limit = limit;
    }

    Sent() {
        this(false, Integer.MAX_VALUE);
    }

    @Override
    public @Nullable ByteBuffer reserve(int bytes) {
        if (bytes > limit - sent.size()) {
            return null;
        }
        int capacity = BEFORE + bytes + 7;
        reserved = (direct ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity)).position(BEFORE);
        return reserved;
    }

    @Override
    public void commit() {
        if (reserved == null) {
            throw new IllegalStateException("nothing is reserved");
        }
        sent.writeBytes(Recorder.bytes(reserved.flip().position(BEFORE)));
        reserved = null;
    }

    byte[] bytes() {
        return sent.toByteArray();
    }
}
