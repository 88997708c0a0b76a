package dev.parley.protocol.deflate;

import dev.parley.protocol.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/// Bytes for tests.
final class Bytes {

    private Bytes() {}

    static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] of(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    /// Bytes that repeat themselves at distances of all sizes, with stretches of noise between.
    static byte[] repetitive(Random random, int size) {
        byte[] bytes = new byte[size];
        int at = 0;
        while (at < size) {
            int length = Math.min(size - at, 1 + random.nextInt(random.nextInt(8) == 0 ? 2000 : 60));
            if (at > 0 && random.nextInt(3) > 0) {
                int distance = 1 + random.nextInt(random.nextBoolean() ? at : Math.min(at, 600));
                for (int i = 0; i < length; i++) {
                    bytes[at + i] = bytes[at + i - distance];
                }
            } else {
                int letters = random.nextBoolean() ? 256 : 8;
                for (int i = 0; i < length; i++) {
                    bytes[at + i] = (byte) random.nextInt(letters);
                }
            }
            at += length;
        }
        return bytes;
    }

    /// Inflates a message whose payload comes in `pieces`.
    static byte[] inflate(Inflation inflation, List<byte[]> pieces) throws ProtocolException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (int i = 0; i < pieces.size(); i++) {
            ByteBuffer in = i % 2 == 0 ? ByteBuffer.wrap(pieces.get(i)).asReadOnlyBuffer() : direct(pieces.get(i));
            inflation.inflate(in, i == pieces.size() - 1, piece -> message.writeBytes(of(piece)));
            if (in.hasRemaining()) {
                throw new AssertionError("not all of the payload was taken");
            }
        }
        return message.toByteArray();
    }

    static byte[] inflate(Inflation inflation, byte[] payload) throws ProtocolException {
        return inflate(inflation, List.of(payload));
    }
}
