package dev.parley.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Masking of payload (RFC 6455 section 5.3): each byte is combined with one of the key's four, in turn. Doing it twice
/// undoes it.
public final class Masking {

    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    private Masking() {}

    /// Masks the bytes from `from` to `to` (exclusive) in place.
    ///
    /// @param key the four bytes of the masking key, the first one highest, turned so that the first applies to `from`
    /// @return 0 when all the resulting bytes are ASCII
    public static long apply(ByteBuffer buffer, int from, int to, int key) {
        int turned = Integer.reverseBytes(key); // words are little-endian, as on the machines at hand
        long wide = ((long) turned << 32) | (turned & 0xffffffffL);
        long seen = 0;
        int at = from;
        for (int end = to - 7; at < end; at += 8) {
            long word = (long) LONGS.get(buffer, at) ^ wide;
            LONGS.set(buffer, at, word);
            seen |= word;
        }
        seen &= HIGH_BITS;
        for (; at < to; at++) {
            byte b = (byte) (buffer.get(at) ^ (int) wide);
            buffer.put(at, b);
            seen |= b & 0x80;
            wide = Long.rotateRight(wide, 8);
        }
        return seen;
    }

    /// The key as it stands `count` bytes further on.
    public static int turn(int key, long count) {
        return Integer.rotateLeft(key, (int) (count & 3) * 8);
    }
}
