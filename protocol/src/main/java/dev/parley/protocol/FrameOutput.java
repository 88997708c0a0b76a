package dev.parley.protocol;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Where written frames go: room is reserved, filled in place, then committed.
public interface FrameOutput {

    /// Room for at least `bytes` bytes, to be written from the buffer's position on, in big-endian order; void after
    /// [#commit]. Null when the outgoing queue is at its limit.
    @Nullable ByteBuffer reserve(int bytes);

    /// Queues what was written, up to the buffer's position.
    void commit();
}
