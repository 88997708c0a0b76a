package dev.parley.protocol.deflate;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Turns messages into compressed payload for one direction of one connection (RFC 7692 section 7.2.1), or, without
/// context takeover, for any number of connections whose windows are as large. Got from a [DeflatePool].
///
/// Not thread-safe: one connection's loop uses it, the one that owns the pool.
public interface Deflation extends AutoCloseable {

    /// Compresses a whole message.
    ///
    /// @param message direct or not; keeps its position
    /// @return the payload for a frame with RSV1 set, valid until something else is compressed with the same pool; or
    ///     null when the message is better sent plain (too small, or it did not shrink and no context was changed by
    ///     trying)
    /// @throws IllegalStateException when closed, or inside a message of [#deflatePart]
    @Nullable ByteBuffer deflate(ByteBuffer message);

    /// Compresses a message piece by piece, for streams. The pieces that come out, one after another, are its payload;
    /// a piece may be empty, since the compressor gathers some 10 to 100 KB before it writes a block.
    ///
    /// @param part direct or not; may be empty; keeps its position
    /// @return payload for the next frame, the first one with RSV1 set; valid until something else is compressed with
    ///     the same pool
    /// @throws IllegalStateException when closed
    ByteBuffer deflatePart(ByteBuffer part, boolean last);

    /// Gives back memory, lent or owned. Also in the middle of a message; once or more.
    @Override
    void close();
}
