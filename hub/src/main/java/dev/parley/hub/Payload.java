package dev.parley.hub;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What a publication carries: bytes that belong to the user, and what they are. Immutable.
///
/// It is validated once, here: `JSON` is one well-formed value at most [JsonCheck#MAX_DEPTH] deep in UTF-8 without raw
/// line breaks, so that it may stand inside any envelope; `TEXT` is UTF-8; `BINARY` is anything.
public final class Payload {

    public enum Kind {
        JSON,
        TEXT,
        BINARY
    }

    private final Kind kind;
    private final byte[] bytes;

    private Payload(Kind kind, byte[] bytes) {
        this.kind = kind;
        this.bytes = bytes;
    }

    /// A copy of what remains in `utf8`, its position left alone. Line breaks between tokens become spaces.
    ///
    /// @throws IllegalArgumentException when it is not one well-formed JSON value; the message says where
    public static Payload json(ByteBuffer utf8) {
        byte[] copy = copyOf(utf8);
        JsonCheck.check(copy);
        return new Payload(Kind.JSON, copy);
    }

    /// @throws IllegalArgumentException when it is not one well-formed JSON value; the message says where
    public static Payload json(String json) {
        return json(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
    }

    /// A copy of what remains in `utf8`, its position left alone.
    ///
    /// @throws IllegalArgumentException when it is not UTF-8
    public static Payload text(ByteBuffer utf8) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(utf8.duplicate());
        } catch (CharacterCodingException broken) {
            throw new IllegalArgumentException("text must be UTF-8", broken);
        }
        return new Payload(Kind.TEXT, copyOf(utf8));
    }

    public static Payload text(String text) {
        return new Payload(Kind.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /// A copy of what remains in `data`, its position left alone.
    public static Payload binary(ByteBuffer data) {
        return new Payload(Kind.BINARY, copyOf(data));
    }

    /// Bytes that were validated before: by the transport (text of a WebSocket), or when they were stored. Takes `bytes`
    /// over; nobody may change them from now on.
    public static Payload trusted(Kind kind, byte[] bytes) {
        return new Payload(kind, bytes);
    }

    private static byte[] copyOf(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(buffer.position(), copy);
        return copy;
    }

    public Kind kind() {
        return kind;
    }

    public int size() {
        return bytes.length;
    }

    /// A read-only view of all of it.
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /// Puts all of it into `target` at its position, which moves on.
    public void copyTo(ByteBuffer target) {
        target.put(bytes);
    }

    /// A copy.
    public byte[] toByteArray() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload payload && kind == payload.kind && Arrays.equals(bytes, payload.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * kind.hashCode() + Arrays.hashCode(bytes);
    }

    /// As text for JSON and TEXT, as a length for BINARY.
    @Override
    public String toString() {
        return kind == Kind.BINARY ? bytes.length + " bytes" : new String(bytes, StandardCharsets.UTF_8);
    }
}
