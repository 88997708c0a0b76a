package dev.parley.dialects.centrifuge;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The difference between two payloads in the delta format of Fossil SCM, which SDKs that ask for `fossil` put together again.
///
/// A delta is the target's size and a line break; then pieces: `LENGTH@OFFSET,` copies from the base, `LENGTH:` is followed by
/// so many bytes of its own; then `CHECKSUM;`. Numbers are in base 64, the checksum is the sum of the target's big-endian
/// 32-bit words.
///
/// Blocks of the base are found by the hash of their bytes; each match is extended both ways.
final class FossilDelta {

    private static final byte[] DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~".getBytes(StandardCharsets.ISO_8859_1);

    /// Bytes of a block; a shorter match costs as much as it saves.
    private static final int BLOCK = 16;

    private FossilDelta() {}

    /// The delta from `base` to `target`, both valid UTF-8, where it is smaller than `target`; otherwise `target` itself.
    /// No piece of it ends inside a character, so that it is text, too.
    static byte[] smaller(byte[] base, byte[] target) {
        return smaller(base, target, true);
    }

    /// The same where nothing needs to be text.
    static byte[] smallerBinary(byte[] base, byte[] target) {
        return smaller(base, target, false);
    }

    private static byte[] smaller(byte[] base, byte[] target, boolean text) {
        if (target.length <= BLOCK || base.length < BLOCK) {
            return target;
        }
        byte[] delta = create(base, target, text);
        return delta.length < target.length ? delta : target;
    }

    /// @param text whether no piece may end inside a character of UTF-8
    static byte[] create(byte[] base, byte[] target, boolean text) {
        ByteOutput out = new ByteOutput(Math.max(64, target.length / 4));
        number(out, target.length & 0xFFFF_FFFFL);
        out.put((byte) '\n');
        int[] blocks = blocks(base);
        int told = 0; // how much of the target has been said
        int at = 0;
        while (at + BLOCK <= target.length) {
            int found = blocks[slot(hash(target, at), blocks.length)] - 1;
            int length = found < 0 ? 0 : match(base, found, target, at);
            if (length < BLOCK) {
                at++;
                continue;
            }
            int start = at;
            int shift = found - at; // from a place in the target to the same in the base
            while (start > told && start + shift > 0 && base[start + shift - 1] == target[start - 1]) {
                start--;
            }
            int end = at + length;
            while (text && continues(target, start)) {
                start++;
            }
            while (text && continues(target, end)) {
                end--; // a character has at most 4 bytes, and a block is longer
            }
            insert(out, target, told, start);
            number(out, end - start);
            out.put((byte) '@');
            number(out, start + shift);
            out.put((byte) ',');
            at = end;
            told = end;
        }
        insert(out, target, told, target.length);
        number(out, checksum(target));
        out.put((byte) ';');
        return out.toByteArray();
    }

    /// Whether a character of UTF-8 began before `at` and goes on there.
    private static boolean continues(byte[] utf8, int at) {
        return at < utf8.length && (utf8[at] & 0xC0) == 0x80;
    }

    /// Where in the base a block with some hash begins, plus one; 0 for nowhere.
    private static int[] blocks(byte[] base) {
        int[] blocks = new int[Integer.highestOneBit(Math.max(16, base.length / BLOCK * 4)) * 2];
        for (int at = 0; at + BLOCK <= base.length; at += BLOCK / 4) {
            int slot = slot(hash(base, at), blocks.length);
            if (blocks[slot] == 0) {
                blocks[slot] = at + 1;
            }
        }
        return blocks;
    }

    private static int slot(int hash, int slots) {
        return (hash ^ hash >>> 15) & slots - 1;
    }

    private static int hash(byte[] bytes, int at) {
        int hash = 1;
        for (int i = at; i < at + BLOCK; i++) {
            hash = hash * 31 + bytes[i];
        }
        return hash;
    }

    private static int match(byte[] base, int from, byte[] target, int at) {
        int end = Arrays.mismatch(base, from, base.length, target, at, target.length);
        return end < 0 ? base.length - from : end;
    }

    private static void insert(ByteOutput out, byte[] target, int from, int to) {
        if (to > from) {
            number(out, to - from);
            out.put((byte) ':');
            out.put(target, from, to - from);
        }
    }

    private static void number(ByteOutput out, long number) {
        int digits = 1;
        while (number >>> digits * 6 != 0) {
            digits++;
        }
        for (int i = digits - 1; i >= 0; i--) {
            out.put(DIGITS[(int) (number >>> i * 6) & 63]);
        }
    }

    private static long checksum(byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += (bytes[i] & 0xFF) << (24 - (i & 3) * 8);
        }
        return sum & 0xFFFF_FFFFL;
    }
}
