package dev.parley.dialects.centrifuge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FossilDeltaTest {

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~";

    /// Puts a delta together again, and checks every word of it.
    static byte[] apply(byte[] base, byte[] delta) {
        int[] at = {0};
        long size = number(delta, at);
        assertThat(delta[at[0]++]).isEqualTo((byte) '\n');
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        while (true) {
            long number = number(delta, at);
            switch (delta[at[0]++]) {
                case '@' -> {
                    int offset = (int) number(delta, at);
                    assertThat(delta[at[0]++]).isEqualTo((byte) ',');
                    target.write(base, offset, (int) number);
                }
                case ':' -> {
                    target.write(delta, at[0], (int) number);
                    at[0] += (int) number;
                }
                case ';' -> {
                    assertThat(at[0]).isEqualTo(delta.length);
                    assertThat(target.size()).isEqualTo((int) size);
                    assertThat(number).isEqualTo(checksum(target.toByteArray()));
                    return target.toByteArray();
                }
                default -> throw new AssertionError("no such piece");
            }
        }
    }

    private static long number(byte[] delta, int[] at) {
        long value = 0;
        while (DIGITS.indexOf(delta[at[0]]) >= 0) {
            value = value * 64 + DIGITS.indexOf(delta[at[0]++]);
        }
        return value;
    }

    private static long checksum(byte[] bytes) {
        long sum = 0;
        for (int i = 0; i < bytes.length; i += 4) {
            long word = 0;
            for (int j = i; j < i + 4; j++) {
                word = word << 8 | (j < bytes.length ? bytes[j] & 0xFF : 0);
            }
            sum += word;
        }
        return sum & 0xFFFF_FFFFL;
    }

    @Test
    void whateverTheDifferenceItIsPutTogetherAgain() {
        Random random = new Random(5);
        for (int round = 0; round < 3_000; round++) {
            byte[] base = new byte[random.nextInt(2_000)];
            for (int i = 0; i < base.length; i++) {
                base[i] = (byte) ('a' + random.nextInt(1 + random.nextInt(26)));
            }
            byte[] target = changed(base, random);
            assertThat(apply(base, FossilDelta.create(base, target, false))).isEqualTo(target);
        }
    }

    private static byte[] changed(byte[] base, Random random) {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        int at = 0;
        while (at < base.length || random.nextInt(3) == 0) {
            int length = Math.min(random.nextInt(200), base.length - at);
            switch (random.nextInt(4)) {
                case 0 -> at += length; // left out
                case 1 -> {
                    byte[] own = new byte[random.nextInt(60)];
                    random.nextBytes(own);
                    target.writeBytes(own);
                }
                case 2 -> {
                    if (base.length > 0) {
                        int from = random.nextInt(base.length);
                        target.write(base, from, Math.min(length, base.length - from));
                    }
                }
                default -> {
                    target.write(base, at, length);
                    at += length;
                }
            }
        }
        return target.toByteArray();
    }

    @Test
    void aSmallChangeOfALongTextIsSmall() {
        byte[] base = "{\"player\":\"ann\",\"x\":1,\"y\":2,\"items\":[\"sword\",\"shield\",\"bow\"]}"
                .repeat(20)
                .getBytes(StandardCharsets.UTF_8);
        byte[] target = base.clone();
        target[700] = '7';
        assertThat(FossilDelta.smaller(base, target)).hasSizeLessThan(40);
    }

    @Test
    void noCharacterIsCut() {
        // all of these letters begin with one of two bytes
        byte[] base = "Съешь же ещё этих мягких французских булок, да выпей чаю. "
                .repeat(4)
                .getBytes(StandardCharsets.UTF_8);
        byte[] target = "Съешь же ещё этих мягких французских булок, да выпей чаю. "
                .repeat(4)
                .replace("мягких", "мягкіх")
                .getBytes(StandardCharsets.UTF_8);
        byte[] delta = FossilDelta.smaller(base, target);
        assertThat(delta).hasSizeLessThan(target.length / 3);
        assertThat(new String(delta, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8))
                .isEqualTo(delta);
        assertThat(apply(base, delta)).isEqualTo(target);
    }

    @Test
    void ofTextADeltaIsText() {
        Random random = new Random(6);
        String letters = "aé漢😀ж";
        int smaller = 0;
        for (int round = 0; round < 3_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(200); i > 0; i--) {
                text.appendCodePoint(letters.codePointAt(letters.offsetByCodePoints(0, random.nextInt(5))));
            }
            byte[] base = text.toString().getBytes(StandardCharsets.UTF_8);
            for (int edits = random.nextInt(5); edits > 0; edits--) {
                int at = text.offsetByCodePoints(0, random.nextInt(text.codePointCount(0, text.length()) + 1));
                text.insert(at, letters, 1, 2);
            }
            byte[] target = text.toString().getBytes(StandardCharsets.UTF_8);
            byte[] delta = FossilDelta.smaller(base, target);
            if (delta != target) {
                smaller++;
                assertThat(new String(delta, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8))
                        .isEqualTo(delta);
                assertThat(apply(base, delta)).isEqualTo(target);
            }
        }
        assertThat(smaller).isGreaterThan(1_500);
    }

    @Test
    void whatIsNotSmallerIsSentWhole() {
        byte[] base = "a".repeat(100).getBytes(StandardCharsets.UTF_8);
        byte[] target = "something else altogether".getBytes(StandardCharsets.UTF_8);
        assertThat(FossilDelta.smaller(base, target)).isSameAs(target);
        assertThat(FossilDelta.smaller(new byte[0], target)).isSameAs(target);
    }
}
