package dev.parley.net;

import java.nio.BufferOverflowException;
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

    /// The same for the first `length` bytes of `array`.
    public static SharedBytes ofOwned(byte[] array, int length) {
        return new SharedBytes(ByteBuffer.wrap(array, 0, length).slice().asReadOnlyBuffer());
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
        copyTo(target, 0, bytes.limit());
    }

    /// Puts `length` bytes from `from` on into `target` at its position, which moves on.
    ///
    /// @throws java.nio.BufferOverflowException when `target` has less room than that
    /// @throws IndexOutOfBoundsException when there are not so many bytes from there on
    public void copyTo(ByteBuffer target, int from, int length) {
        if (target.remaining() < length) {
            throw new BufferOverflowException();
        }
        target.put(target.position(), bytes, from, length);
        target.position(target.position() + length);
    }
}
