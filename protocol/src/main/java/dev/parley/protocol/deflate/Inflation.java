package dev.parley.protocol.deflate;

import dev.parley.protocol.ProtocolException;
import java.nio.ByteBuffer;

/// Turns the compressed payload of one direction of one connection back into messages (RFC 7692 section 7.2.2).
///
/// Not thread-safe: one connection's loop uses it.
public interface Inflation extends AutoCloseable {

    /// Takes payload bytes (position advanced, all of them) and hands what they inflate to, piece by piece, to `out`.
    ///
    /// @param in compressed bytes of the present message, in order
    /// @param last whether they are the message's last
    /// @param out gets views that are valid for the call only; throws to stop (message over its size limit)
    void inflate(ByteBuffer in, boolean last, Sink out) throws ProtocolException;

    /// Gives back memory, lent or owned. Also after a message that broke off.
    @Override
    void close();

    /// Where inflated bytes go.
    @FunctionalInterface
    interface Sink {
        void accept(ByteBuffer piece) throws ProtocolException;
    }
}
