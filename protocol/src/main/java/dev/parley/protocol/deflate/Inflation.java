package dev.parley.protocol.deflate;

import dev.parley.protocol.ProtocolException;
import java.nio.ByteBuffer;

/// Turns the compressed payload of one direction of one connection back into messages (RFC 7692 section 7.2.2). Got
/// from a [DeflatePool].
///
/// Not thread-safe: one connection's loop uses it, the one that owns the pool.
public interface Inflation extends AutoCloseable {

    /// Takes payload bytes and hands what they inflate to, piece by piece, to `out`. Pieces hold 16 KiB at most, so that
    /// a sink that counts stops a message that inflates to gigabytes right behind its limit.
    ///
    /// @param in compressed bytes of the present message, in order, direct or not. All of them are taken (its position
    ///     goes to its limit) unless something is thrown; nothing of it is kept after the call
    /// @param last whether they are the message's last
    /// @param out gets views that are valid for the call only and must not be written to; throws to stop (message over
    ///     its size limit). May close this inflation: then nothing more comes
    /// @throws ProtocolException [dev.parley.protocol.Violation#DEFLATE_BROKEN], or what `out` has thrown. After either
    ///     the inflation is closed
    /// @throws IllegalStateException when it is closed
    void inflate(ByteBuffer in, boolean last, Sink out) throws ProtocolException;

    /// Gives back memory, lent or owned. Also in the middle of a message; once or more.
    @Override
    void close();

    /// Where inflated bytes go.
    @FunctionalInterface
    interface Sink {
        void accept(ByteBuffer piece) throws ProtocolException;
    }
}
