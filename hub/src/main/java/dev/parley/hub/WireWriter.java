package dev.parley.hub;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Writes what one node says to another; [WireReader] reads it. One thread at a time.
public final class WireWriter {

    private byte[] bytes = new byte[64];
    private int size;

    private void require(int more) {
        if (more > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), Math.multiplyExact(bytes.length, 2)));
        }
    }

    /// One byte.
    public WireWriter one(int value) {
        require(1);
        bytes[size++] = (byte) value;
        return this;
    }

    public WireWriter flag(boolean value) {
        return one(value ? 1 : 0);
    }

    /// Seven bits a byte, the lowest first: small numbers are short. Negative ones take ten bytes.
    public WireWriter number(long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            one((int) (left & 0x7F | 0x80));
            left >>>= 7;
        }
        return one((int) left);
    }

    /// All of them, without their length.
    public WireWriter rest(byte[] all) {
        require(all.length);
        System.arraycopy(all, 0, bytes, size, all.length);
        size += all.length;
        return this;
    }

    public WireWriter block(byte[] all) {
        return number(all.length).rest(all);
    }

    public WireWriter text(String text) {
        return block(text.getBytes(StandardCharsets.UTF_8));
    }

    public WireWriter payload(@Nullable Payload payload) {
        return payload == null ? one(0) : one(payload.kind().ordinal() + 1).block(payload.toByteArray());
    }

    /// How many bytes there are.
    public int size() {
        return size;
    }

    /// A copy.
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }
}
