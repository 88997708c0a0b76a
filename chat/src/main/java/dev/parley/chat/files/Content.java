package dev.parley.chat.files;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file's bytes, read anywhere; nothing of it is in the heap. One thread. The file must not become shorter meanwhile.
///
/// Whatever lies behind the end is an [EOFException]: the file says that it has more than there is.
final class Content implements AutoCloseable {

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment bytes;

    private Content(FileChannel channel) throws IOException {
        bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    }

    static Content open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new Content(channel);
        }
    }

    long size() {
        return bytes.byteSize();
    }

    /// @throws EOFException when the file has no such bytes
    void has(long at, long length) throws EOFException {
        if (at < 0 || length < 0 || at > size() - length) {
            throw new EOFException();
        }
    }

    int u8(long at) throws EOFException {
        has(at, 1);
        return bytes.get(ValueLayout.JAVA_BYTE, at) & 0xff;
    }

    /// A number of 2 bytes, the greatest first.
    int u16(long at) throws EOFException {
        return u8(at) << 8 | u8(at + 1);
    }

    /// The same, the least first.
    int u16le(long at) throws EOFException {
        return u8(at) | u8(at + 1) << 8;
    }

    int u24le(long at) throws EOFException {
        return u16le(at) | u8(at + 2) << 16;
    }

    long u32(long at) throws EOFException {
        return (long) u16(at) << 16 | u16(at + 2);
    }

    long u32le(long at) throws EOFException {
        return u16le(at) | (long) u16le(at + 2) << 16;
    }

    long u64(long at) throws EOFException {
        return u32(at) << 32 | u32(at + 4);
    }

    long u64le(long at) throws EOFException {
        return u32le(at) | u32le(at + 4) << 32;
    }

    /// Whether there are these characters, each a byte.
    boolean is(long at, String text) {
        if (at < 0 || at > size() - text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if ((bytes.get(ValueLayout.JAVA_BYTE, at + i) & 0xff) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// Four characters, each a byte.
    String code(long at) throws EOFException {
        has(at, 4);
        return new String(bytes.asSlice(at, 4).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
    }

    /// A copy.
    byte[] part(long at, int length) throws EOFException {
        has(at, length);
        return bytes.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
    }

    /// A view of at most 1 GiB, valid until this is closed.
    java.nio.ByteBuffer view(long at, int length) throws EOFException {
        has(at, length);
        return bytes.asSlice(at, length).asByteBuffer().order(ByteOrder.BIG_ENDIAN);
    }

    @Override
    public void close() {
        arena.close();
    }
}
