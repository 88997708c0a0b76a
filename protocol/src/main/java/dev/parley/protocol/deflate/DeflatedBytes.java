package dev.parley.protocol.deflate;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Where compressed bytes are gathered: an array that grows, and shrinks again after an unusually large message.
final class DeflatedBytes {

    private static final int KEPT = 64 * 1024;
    private static final int MOST = Integer.MAX_VALUE - 16;

    byte[] array = new byte[4 * 1024];
    int length;

    /// Begins anew.
    ///
    /// @param expected how many bytes are likely to come
    void clear(long expected) {
        length = 0;
        if (array.length < expected || (array.length > KEPT && expected <= KEPT)) {
            array = new byte[(int) Math.min(Math.max(expected, 4 * 1024), MOST)];
        }
    }

    /// Makes room for at least 64 bytes more: zlib's flush wants more than 6.
    int room() {
        if (array.length - length < 64) {
            if (array.length == MOST) {
                throw new IllegalArgumentException("a message of 2 GiB can't be compressed whole; send it in parts");
            }
            array = Arrays.copyOf(array, (int) Math.min(2L * array.length, MOST));
        }
        return array.length - length;
    }

    void append(byte b) {
        room();
        array[length++] = b;
    }

    /// What is there, as a view.
    ByteBuffer bytes() {
        return ByteBuffer.wrap(array, 0, length);
    }
}
