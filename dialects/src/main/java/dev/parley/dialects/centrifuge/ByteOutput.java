package dev.parley.dialects.centrifuge;

import dev.parley.hub.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes that grow. One thread at a time.
final class ByteOutput {

    /// What an output may hold on to when nothing is in it.
    private static final int KEPT = 512;

    private byte[] bytes;
    private int size;

    ByteOutput(int capacity) {
        bytes = new byte[capacity];
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
        if (bytes.length > KEPT) {
            bytes = new byte[KEPT / 4]; // sessions are many, and most of them say little after the first reply
        }
    }

    void put(byte b) {
        room(1);
        bytes[size++] = b;
    }

    void put(byte[] some, int from, int length) {
        room(length);
        System.arraycopy(some, from, bytes, size, length);
        size += length;
    }

    void put(ByteOutput other) {
        put(other.bytes, 0, other.size);
    }

    void put(Payload payload) {
        room(payload.size());
        payload.copyTo(ByteBuffer.wrap(bytes, size, payload.size()));
        size += payload.size();
    }

    /// Text of ASCII characters only.
    @SuppressWarnings("deprecation") // exactly what it is for
    void ascii(String text) {
        room(text.length());
        text.getBytes(0, text.length(), bytes, size);
        size += text.length();
    }

    void utf8(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        put(encoded, 0, encoded.length);
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
        }
    }

    /// A view of what has been put, void once something else is.
    ByteBuffer view() {
        return ByteBuffer.wrap(bytes, 0, size);
    }

    /// A copy of what has been put.
    ByteBuffer copy() {
        return ByteBuffer.wrap(toByteArray());
    }

    /// A copy of what has been put.
    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }
}
