package dev.parley.protocol.deflate;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// A second, naive inflater (RFC 1951) as the referee of what we send.
///
/// It keeps a window of exactly 2^bits bytes and not one more, so that a reference beyond it can't be resolved by
/// accident; it reads its input 16 bytes at a time and writes its output 64 bytes at a time; and it takes nothing that
/// the standard does not allow: incomplete or over-subscribed codes, reserved symbols, lengths that do not match their
/// complement, messages that do not end at the end of a block.
final class StrictInflater {

    static final class BrokenStream extends RuntimeException {
        private static final long serialVersionUID = 1;

        BrokenStream(String what) {
            super(what);
        }
    }

    private static final int IN = 16;
    private static final int OUT = 64;

    private static final int[] LENGTH_BASE = {
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258
    };
    private static final int[] LENGTH_EXTRA = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };
    private static final int[] DISTANCE_BASE = {
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145, 8193, 12289, 16385, 24577
    };
    private static final int[] DISTANCE_EXTRA = {
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13
    };
    private static final int[] CODE_LENGTH_ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private final byte[] window;
    private final boolean keepsContext;
    private long inflated;
    private int farthest;
    private int finalBlocks;

    private byte[] source = {};
    private int sourceAt;
    private byte[] in = {};
    private int inAt;
    private int bits;
    private int bitCount;
    private final byte[] out = new byte[OUT];
    private int outAt;
    private ByteArrayOutputStream message = new ByteArrayOutputStream();

    StrictInflater(int windowBits, boolean keepsContext) {
        this.window = new byte[1 << windowBits];
        this.keepsContext = keepsContext;
    }

    /// The farthest reference so far, in bytes.
    int farthest() {
        return farthest;
    }

    /// How many blocks so far were marked as final.
    int finalBlocks() {
        return finalBlocks;
    }

    /// Inflates one message's payload, to which the tail 00 00 FF FF is added first.
    byte[] message(byte[] payload) {
        if (!keepsContext) {
            inflated = 0;
        }
        source = Arrays.copyOf(payload, payload.length + 4);
        source[payload.length + 2] = -1;
        source[payload.length + 3] = -1;
        sourceAt = 0;
        in = new byte[] {};
        inAt = 0;
        bitCount = 0;
        message = new ByteArrayOutputStream();
        while (sourceAt < source.length || inAt < in.length) {
            block();
        }
        if (bitCount != 0) {
            throw new BrokenStream("the message ends in the middle of a byte");
        }
        flush();
        return message.toByteArray();
    }

    private void block() {
        boolean last = bits(1) == 1;
        switch (bits(2)) {
            case 0 -> stored();
            case 1 -> compressed(fixedLiterals(), new Code(filled(30, 5), Code.Of.FIXED));
            case 2 -> dynamic();
            default -> throw new BrokenStream("reserved block type");
        }
        if (last) {
            finalBlocks++;
            bitCount = 0;
        }
    }

    private void stored() {
        bitCount = 0;
        int length = bits(16);
        if ((bits(16) ^ 0xffff) != length) {
            throw new BrokenStream("the length of a stored block and its complement differ");
        }
        for (int i = 0; i < length; i++) {
            emit((byte) bits(8));
        }
    }

    private static Code fixedLiterals() {
        int[] lengths = new int[288];
        Arrays.fill(lengths, 0, 144, 8);
        Arrays.fill(lengths, 144, 256, 9);
        Arrays.fill(lengths, 256, 280, 7);
        Arrays.fill(lengths, 280, 288, 8);
        return new Code(lengths, Code.Of.LITERALS);
    }

    private static int[] filled(int size, int value) {
        int[] lengths = new int[size];
        Arrays.fill(lengths, value);
        return lengths;
    }

    private void dynamic() {
        int literals = bits(5) + 257;
        int distances = bits(5) + 1;
        int codes = bits(4) + 4;
        if (literals > 286 || distances > 30) {
            throw new BrokenStream("too many codes");
        }
        int[] codeLengths = new int[19];
        for (int i = 0; i < codes; i++) {
            codeLengths[CODE_LENGTH_ORDER[i]] = bits(3);
        }
        Code code = new Code(codeLengths, Code.Of.CODE_LENGTHS);
        int[] lengths = new int[literals + distances];
        int at = 0;
        while (at < lengths.length) {
            int symbol = symbol(code);
            if (symbol < 16) {
                lengths[at++] = symbol;
                continue;
            }
            if (symbol == 16 && at == 0) {
                throw new BrokenStream("nothing to repeat");
            }
            int value = symbol == 16 ? lengths[at - 1] : 0;
            int times = symbol == 16 ? 3 + bits(2) : symbol == 17 ? 3 + bits(3) : 11 + bits(7);
            if (at + times > lengths.length) {
                throw new BrokenStream("more code lengths than codes");
            }
            Arrays.fill(lengths, at, at + times, value);
            at += times;
        }
        if (lengths[256] == 0) {
            throw new BrokenStream("a block without an end");
        }
        compressed(
                new Code(Arrays.copyOf(lengths, literals), Code.Of.LITERALS),
                new Code(Arrays.copyOfRange(lengths, literals, lengths.length), Code.Of.DISTANCES));
    }

    private void compressed(Code literals, Code distances) {
        while (true) {
            int symbol = symbol(literals);
            if (symbol == 256) {
                return;
            }
            if (symbol < 256) {
                emit((byte) symbol);
                continue;
            }
            if (symbol > 285) {
                throw new BrokenStream("reserved length");
            }
            int length = LENGTH_BASE[symbol - 257] + bits(LENGTH_EXTRA[symbol - 257]);
            int far = symbol(distances);
            int distance = DISTANCE_BASE[far] + bits(DISTANCE_EXTRA[far]);
            if (distance > window.length || distance > inflated) {
                throw new BrokenStream("a reference " + distance + " bytes back, with a window of " + window.length
                        + " and " + inflated + " bytes there");
            }
            farthest = Math.max(farthest, distance);
            for (int i = 0; i < length; i++) {
                emit(window[(int) ((inflated - distance) & (window.length - 1))]);
            }
        }
    }

    private void emit(byte b) {
        window[(int) (inflated++ & (window.length - 1))] = b;
        out[outAt++] = b;
        if (outAt == OUT) {
            flush();
        }
    }

    private void flush() {
        message.write(out, 0, outAt);
        outAt = 0;
    }

    private int bits(int count) {
        while (bitCount < count) {
            if (bitCount == 0) {
                bits = 0;
            }
            bits |= nextByte() << bitCount;
            bitCount += 8;
        }
        int value = bits & ((1 << count) - 1);
        bits >>>= count;
        bitCount -= count;
        return value;
    }

    private int nextByte() {
        if (inAt == in.length) {
            if (sourceAt == source.length) {
                throw new BrokenStream("the message ends in the middle of a block");
            }
            in = Arrays.copyOfRange(source, sourceAt, Math.min(sourceAt + IN, source.length));
            sourceAt += in.length;
            inAt = 0;
        }
        return in[inAt++] & 0xff;
    }

    private int symbol(Code code) {
        int value = 0;
        for (int length = 1; length <= 15; length++) {
            value = value << 1 | bits(1);
            int symbol = code.find(value, length);
            if (symbol >= 0) {
                return symbol;
            }
        }
        throw new BrokenStream("no such code");
    }

    /// A canonical Huffman code (RFC 1951 section 3.2.2).
    private static final class Code {
        private final int[] first = new int[16];
        private final int[] count = new int[16];
        private final int[][] symbols = new int[16][];

        enum Of {
            CODE_LENGTHS,
            LITERALS,
            DISTANCES,
            FIXED;

            /// A single symbol has a code of one bit and leaves the other unused; and there may be no distances.
            boolean mayBeIncomplete(int used, int ofOneBit) {
                return switch (this) {
                    case CODE_LENGTHS -> false;
                    case LITERALS -> used == 1 && ofOneBit == 1;
                    case DISTANCES -> used == 0 || used == 1 && ofOneBit == 1;
                    case FIXED -> true;
                };
            }
        }

        Code(int[] lengths, Of kind) {
            for (int length : lengths) {
                count[length]++;
            }
            int used = lengths.length - count[0];
            count[0] = 0;
            int left = 1;
            int code = 0;
            for (int length = 1; length < 16; length++) {
                left = (left << 1) - count[length];
                if (left < 0) {
                    throw new BrokenStream("over-subscribed code");
                }
                code = (code + count[length - 1]) << 1;
                first[length] = code;
                symbols[length] = new int[count[length]];
            }
            if (left > 0 && !kind.mayBeIncomplete(used, count[1])) {
                throw new BrokenStream("incomplete code");
            }
            int[] at = new int[16];
            for (int symbol = 0; symbol < lengths.length; symbol++) {
                if (lengths[symbol] > 0) {
                    symbols[lengths[symbol]][at[lengths[symbol]]++] = symbol;
                }
            }
        }

        int find(int value, int length) {
            int index = value - first[length];
            return index >= 0 && index < count[length] ? symbols[length][index] : -1;
        }
    }
}
