package dev.parley.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Checks UTF-8 as it comes in, and fails at the first byte that can't belong to it (RFC 3629 section 4).
///
/// What has been seen of an unfinished character is one small number, the *state*: which continuation bytes may follow.
/// Between characters it is [#COMPLETE].
///
/// | state | after | next byte | then |
/// | --- | --- | --- | --- |
/// | 1 | a lead byte or continuation with one to go | 80–BF | 0 |
/// | 2 | a lead byte with two to go | 80–BF | 1 |
/// | 3 | F1–F3 | 80–BF | 2 |
/// | 4 | E0 (no overlong forms) | A0–BF | 1 |
/// | 5 | ED (no surrogates) | 80–9F | 1 |
/// | 6 | F0 (no overlong forms) | 90–BF | 2 |
/// | 7 | F4 (nothing above U+10FFFF) | 80–8F | 2 |
public final class Utf8 {

    public static final int COMPLETE = 0;
    public static final int BROKEN = -1;

    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private static final byte[] NEXT = transitions();

    private Utf8() {}

    private static byte[] transitions() {
        byte[] next = new byte[8 * 256];
        Arrays.fill(next, (byte) BROKEN);
        go(next, 0, 0x00, 0x7f, 0);
        go(next, 0, 0xc2, 0xdf, 1);
        go(next, 0, 0xe0, 0xe0, 4);
        go(next, 0, 0xe1, 0xec, 2);
        go(next, 0, 0xed, 0xed, 5);
        go(next, 0, 0xee, 0xef, 2);
        go(next, 0, 0xf0, 0xf0, 6);
        go(next, 0, 0xf1, 0xf3, 3);
        go(next, 0, 0xf4, 0xf4, 7);
        go(next, 1, 0x80, 0xbf, 0);
        go(next, 2, 0x80, 0xbf, 1);
        go(next, 3, 0x80, 0xbf, 2);
        go(next, 4, 0xa0, 0xbf, 1);
        go(next, 5, 0x80, 0x9f, 1);
        go(next, 6, 0x90, 0xbf, 2);
        go(next, 7, 0x80, 0x8f, 2);
        return next;
    }

    private static void go(byte[] next, int state, int first, int last, int to) {
        for (int b = first; b <= last; b++) {
            next[state << 8 | b] = (byte) to;
        }
    }

    /// Checks the bytes from `from` to `to` (exclusive), going on from `state`.
    ///
    /// @return the state behind them, or [#BROKEN]
    public static int check(int state, ByteBuffer bytes, int from, int to) {
        int at = from;
        while (at < to) {
            byte b = bytes.get(at);
            if (state == COMPLETE && b >= 0) {
                at = skipAscii(bytes, at, to);
                continue;
            }
            state = NEXT[state << 8 | (b & 0xff)];
            if (state < 0) {
                return BROKEN;
            }
            at++;
        }
        return state;
    }

    /// Whether the bytes from `from` to `to` are UTF-8 as a whole.
    public static boolean isValid(ByteBuffer bytes, int from, int to) {
        return check(COMPLETE, bytes, from, to) == COMPLETE;
    }

    private static int skipAscii(ByteBuffer bytes, int from, int to) {
        int at = from;
        for (; at <= to - 8; at += 8) {
            long high = (long) LONGS.get(bytes, at) & HIGH_BITS;
            if (high != 0) {
                return at + (Long.numberOfLeadingZeros(high) >>> 3);
            }
        }
        while (at < to && bytes.get(at) >= 0) {
            at++;
        }
        return at;
    }
}
