package dev.parley.protocol.deflate;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Turns messages into compressed payload for one direction of one connection (RFC 7692 section 7.2.1).
///
/// Not thread-safe: one connection's loop uses it.
public interface Deflation extends AutoCloseable {

    /// Compresses a whole message.
    ///
    /// @return the payload for a frame with RSV1 set, valid until the next call; or null when the message is better
    ///     sent plain (too small, or it did not shrink and no context was changed by trying). `message` keeps its
    ///     position either way
    @Nullable ByteBuffer deflate(ByteBuffer message);

    /// Compresses a message piece by piece, for streams. The pieces that come out, one after another, are its payload;
    /// a piece may be empty.
    ///
    /// @return payload for the next frame, valid until the next call
    ByteBuffer deflatePart(ByteBuffer part, boolean last);

    @Override
    void close();
}
