package dev.parley.net;

import java.nio.ByteBuffer;

/// Bytes that never change, queued on any number of connections without being copied by the caller. Needs no release.
///
/// Made on any thread and used from any thread.
public final class SharedBytes {

    private final ByteBuffer bytes;

    private SharedBytes(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /// Takes over `array`, which nobody may change from now on.
    public static SharedBytes ofOwned(byte[] array) {
        return new SharedBytes(ByteBuffer.wrap(array).asReadOnlyBuffer());
    }

    /// Copies what remains in `bytes`, leaving its position alone.
    public static SharedBytes copyOf(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return ofOwned(copy);
    }

    public int length() {
        return bytes.limit();
    }

    /// A read-only view of all of it, with its own position.
    public ByteBuffer view() {
        return bytes.duplicate();
    }

    /// Puts all of it into `target` at its position, which moves on.
    ///
    /// @throws java.nio.BufferOverflowException when `target` has less room than [#length]
    public void copyTo(ByteBuffer target) {
        int length = bytes.limit();
        if (target.remaining() < length) {
            throw new java.nio.BufferOverflowException();
        }
        target.put(target.position(), bytes, 0, length);
        target.position(target.position() + length);
    }
}
