package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Against the JDK's own decoder.
class Utf8Test {

    @Test
    void allSequencesOfOneToThreeBytes() {
        for (int length = 1; length <= 3; length++) {
            byte[] bytes = new byte[length];
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            var decoder = new Jdk();
            for (int number = 0; number < 1 << 8 * length; number++) {
                for (int i = 0; i < length; i++) {
                    bytes[i] = (byte) (number >>> 8 * (length - 1 - i));
                }
                if (Utf8.isValid(buffer, 0, length) != decoder.accepts(bytes)) {
                    throw new AssertionError(HexFormat.of().formatHex(bytes));
                }
            }
        }
    }

    /// Every first and second byte, and of the others those around each boundary.
    @Test
    void fourByteSequencesAroundEveryBoundary() {
        int[] others = {0x00, 0x7f, 0x80, 0x81, 0x8f, 0x90, 0x9f, 0xa0, 0xbe, 0xbf, 0xc0, 0xc2, 0xe0, 0xf0, 0xff};
        byte[] bytes = new byte[4];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        var decoder = new Jdk();
        for (int start = 0; start < 1 << 16; start++) {
            bytes[0] = (byte) (start >>> 8);
            bytes[1] = (byte) start;
            for (int third : others) {
                bytes[2] = (byte) third;
                for (int fourth : others) {
                    bytes[3] = (byte) fourth;
                    if (Utf8.isValid(buffer, 0, 4) != decoder.accepts(bytes)) {
                        throw new AssertionError(HexFormat.of().formatHex(bytes));
                    }
                }
            }
        }
    }

    @Test
    void everyCodePointButTheSurrogatesIsValid() {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            byte[] bytes = encoded(point);
            boolean surrogate = point >= 0xd800 && point <= 0xdfff;
            if (Utf8.isValid(ByteBuffer.wrap(bytes), 0, bytes.length) == surrogate) {
                throw new AssertionError("U+%04X".formatted(point));
            }
        }
    }

    @Test
    void randomBytesInPiecesFailNoEarlierAndNoLaterThanTheyMust() {
        var random = new Random(6455);
        var decoder = new Jdk();
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = mostlyText(random);
            boolean direct = random.nextBoolean();
            int before = random.nextInt(9);
            ByteBuffer buffer = direct
                    ? ByteBuffer.allocateDirect(before + bytes.length + 3)
                    : ByteBuffer.allocate(before + bytes.length + 3);
            for (int i = 0; i < buffer.capacity(); i++) {
                buffer.put(i, (byte) 0xff);
            }
            buffer.put(before, bytes);
            int state = Utf8.COMPLETE;
            int at = 0;
            while (at < bytes.length && state != Utf8.BROKEN) {
                int to = Math.min(bytes.length, at + random.nextInt(20));
                state = Utf8.check(state, buffer, before + at, before + to);
                at = to;
                byte[] soFar = Arrays.copyOf(bytes, at);
                assertThat(state != Utf8.BROKEN).as("%s", at).isEqualTo(Referee.startsUtf8(soFar));
                assertThat(state == Utf8.COMPLETE).isEqualTo(decoder.accepts(soFar));
            }
        }
    }

    @Test
    void nothingIsComplete() {
        assertThat(Utf8.isValid(ByteBuffer.allocate(0), 0, 0)).isTrue();
        assertThat(Utf8.check(3, ByteBuffer.allocate(0), 0, 0)).isEqualTo(3);
    }

    /// ASCII and other characters in runs, sometimes with a byte that does not belong.
    private static byte[] mostlyText(Random random) {
        ByteBuffer out = ByteBuffer.allocate(200);
        while (out.remaining() > 40) {
            int run = random.nextInt(10);
            int most = new int[] {0x80, 0x800, 0x10000, 0x110000}[random.nextInt(4)];
            for (int i = 0; i < run; i++) {
                out.put(encoded(random.nextInt(most)));
            }
            if (random.nextInt(10) == 0) {
                break;
            }
        }
        byte[] bytes = Recorder.bytes(out.flip());
        if (bytes.length > 0 && random.nextInt(3) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    /// As the formula of RFC 3629 section 3 has it, surrogates included.
    private static byte[] encoded(int point) {
        if (point < 0x80) {
            return new byte[] {(byte) point};
        }
        if (point < 0x800) {
            return new byte[] {(byte) (0xc0 | point >> 6), (byte) (0x80 | (point & 63))};
        }
        if (point < 0x10000) {
            return new byte[] {
                (byte) (0xe0 | point >> 12), (byte) (0x80 | (point >> 6 & 63)), (byte) (0x80 | (point & 63))
            };
        }
        return new byte[] {
            (byte) (0xf0 | point >> 18),
            (byte) (0x80 | (point >> 12 & 63)),
            (byte) (0x80 | (point >> 6 & 63)),
            (byte) (0x80 | (point & 63))
        };
    }

    /// The strict decoder, used again and again.
    private static final class Jdk {
        private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        private final CharBuffer out = CharBuffer.allocate(256);

        boolean accepts(byte[] bytes) {
            out.clear();
            decoder.reset();
            return decoder.decode(ByteBuffer.wrap(bytes), out, true).isUnderflow();
        }
    }
}
