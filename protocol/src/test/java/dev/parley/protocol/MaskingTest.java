package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Against the loop of RFC 6455 section 5.3.
class MaskingTest {

    private static final int[] KEYS = {0, -1, 0x37fa213d, 0x80000000, 0x00000080, 0x01020304, 0xff00ff00};

    @Test
    void everyLengthAtEveryPlaceWithEveryKey() {
        var random = new Random(53);
        for (boolean direct : new boolean[] {false, true}) {
            for (int from = 0; from < 16; from++) {
                for (int length = 0; length <= 70; length++) {
                    for (int key : KEYS) {
                        byte[] bytes = new byte[from + length + 9];
                        random.nextBytes(bytes);
                        check(direct, bytes, from, from + length, key);
                    }
                    byte[] ascii = new byte[from + length + 9];
                    Arrays.fill(ascii, (byte) 'a');
                    check(direct, ascii, from, from + length, 0x01020304);
                }
            }
        }
    }

    private static void check(boolean direct, byte[] bytes, int from, int to, int key) {
        byte[] expected = bytes.clone();
        boolean ascii = true;
        for (int i = from; i < to; i++) {
            expected[i] ^= (byte) (key >>> (24 - 8 * ((i - from) % 4)));
            ascii &= expected[i] >= 0;
        }
        ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(bytes.length) : ByteBuffer.allocate(bytes.length);
        buffer.put(0, bytes).order(key % 2 == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);

        boolean notAscii = Masking.apply(buffer, from, to, key) != 0;

        byte[] masked = new byte[bytes.length];
        buffer.get(0, masked);
        assertThat(masked).isEqualTo(expected);
        assertThat(notAscii).isEqualTo(!ascii);
        assertThat(buffer.position()).isZero();
        Masking.apply(buffer, from, to, key);
        buffer.get(0, masked);
        assertThat(masked).as("undone").isEqualTo(bytes);
    }

    @Test
    void aSingleByteThatIsNotAsciiIsNoticedWhereverItIs() {
        for (int length = 1; length <= 70; length++) {
            for (int odd = 0; odd < length; odd++) {
                byte[] bytes = new byte[length];
                bytes[odd] = (byte) 0x80;
                assertThat(Masking.apply(ByteBuffer.wrap(bytes), 0, length, 0)).isNotZero();
            }
        }
    }

    @Test
    void aTurnedKeyGoesOnWhereTheFirstPieceEnded() {
        var random = new Random(54);
        for (int split = 0; split <= 70; split++) {
            byte[] whole = new byte[70];
            random.nextBytes(whole);
            byte[] pieces = whole.clone();
            int key = random.nextInt();
            Masking.apply(ByteBuffer.wrap(whole), 0, 70, key);
            ByteBuffer buffer = ByteBuffer.wrap(pieces);
            Masking.apply(buffer, 0, split, key);
            Masking.apply(buffer, split, 70, Masking.turn(key, split));
            assertThat(pieces).isEqualTo(whole);
        }
    }

    @Test
    void fourTurnsAreNone() {
        assertThat(Masking.turn(0x01020304, 0)).isEqualTo(0x01020304);
        assertThat(Masking.turn(0x01020304, 1)).isEqualTo(0x02030401);
        assertThat(Masking.turn(0x01020304, 2)).isEqualTo(0x03040102);
        assertThat(Masking.turn(0x01020304, 3)).isEqualTo(0x04010203);
        assertThat(Masking.turn(0x01020304, 4)).isEqualTo(0x01020304);
        assertThat(Masking.turn(0x01020304, (1L << 40) + 1)).isEqualTo(0x02030401);
    }
}
