package dev.parley.protocol;

import java.nio.ByteBuffer;

/// The head of a frame as it is written (RFC 6455 section 5.2). [MessageReader] reads what this writes.
public final class Frames {

    /// The longest head: two bytes, a 64-bit length, a masking key.
    public static final int MAX_HEAD = 14;

    static final int FIN = 0x80;
    static final int RSV1 = 0x40;
    static final int RSV = 0x70;
    static final int MASKED = 0x80;

    private Frames() {}

    /// The bytes that a frame of `length` bytes of payload needs before it.
    public static int headLength(long length, boolean masked) {
        int head = length < 126 ? 2 : length < 65536 ? 4 : 10;
        return masked ? head + 4 : head;
    }

    /// Writes the head of an unmasked frame, as servers send it.
    ///
    /// @param first opcode, FIN and RSV bits, as [#first] puts them together
    public static void writeHead(ByteBuffer out, int first, long length) {
        writeStart(out, first, length, 0);
    }

    /// Writes the head of a masked frame, as clients send it.
    ///
    /// @param key the masking key, its first byte highest
    public static void writeMaskedHead(ByteBuffer out, int first, long length, int key) {
        writeStart(out, first, length, MASKED);
        out.putInt(key);
    }

    private static void writeStart(ByteBuffer out, int first, long length, int masked) {
        if (length < 126) {
            out.putShort((short) (first << 8 | masked | (int) length));
        } else if (length < 65536) {
            out.putInt(first << 24 | (masked | 126) << 16 | (int) length);
        } else {
            out.putShort((short) (first << 8 | masked | 127));
            out.putLong(length);
        }
    }

    /// The first byte of a frame.
    public static int first(int opcode, boolean fin, boolean compressed) {
        return opcode | (fin ? FIN : 0) | (compressed ? RSV1 : 0);
    }
}
