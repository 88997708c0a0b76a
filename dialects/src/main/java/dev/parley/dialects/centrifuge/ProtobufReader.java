package dev.parley.dialects.centrifuge;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Pulls fields out of one Protobuf message (proto3 encoding).
///
/// ```
/// while (reader.next()) {
///     switch (reader.field()) { case 1 -> id = reader.number(); default -> reader.skip(); }
/// }
/// ```
final class ProtobufReader {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private final ByteBuffer bytes;
    private int field;
    private int type;

    /// @param bytes what remains in it is read, and its position moves on
    ProtobufReader(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    boolean next() throws MalformedException {
        if (!bytes.hasRemaining()) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        type = (int) tag & 7;
        if (tag >>> 3 == 0 || tag >>> 32 != 0) {
            throw new MalformedException("not Protobuf: a field without a number");
        }
        return true;
    }

    int field() {
        return field;
    }

    long number() throws MalformedException {
        expect(VARINT);
        return varint();
    }

    boolean bool() throws MalformedException {
        return number() != 0;
    }

    String string() throws MalformedException {
        ByteBuffer span = span();
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(span).toString();
        } catch (CharacterCodingException broken) {
            throw new MalformedException("not Protobuf: a string that is not UTF-8");
        }
    }

    ProtobufReader message() throws MalformedException {
        return new ProtobufReader(span());
    }

    /// Bytes, as a view.
    ByteBuffer span() throws MalformedException {
        expect(LENGTH);
        return take(varint());
    }

    /// What stands behind its length.
    ByteBuffer delimited() throws MalformedException {
        return take(varint());
    }

    private ByteBuffer take(long length) throws MalformedException {
        if (length < 0 || length > bytes.remaining()) {
            throw new MalformedException("not Protobuf: a length past the end");
        }
        ByteBuffer span = bytes.slice(bytes.position(), (int) length);
        bytes.position(bytes.position() + (int) length);
        return span;
    }

    void skip() throws MalformedException {
        switch (type) {
            case VARINT -> varint();
            case FIXED64 -> take(8);
            case LENGTH -> take(varint());
            case FIXED32 -> take(4);
            default -> throw new MalformedException("not Protobuf: a type that is none");
        }
    }

    private void expect(int wanted) throws MalformedException {
        if (type != wanted) {
            throw new MalformedException("not Protobuf: field " + field + " has another type");
        }
    }

    private long varint() throws MalformedException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (!bytes.hasRemaining()) {
                throw new MalformedException("not Protobuf: it ends too early");
            }
            byte b = bytes.get();
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new MalformedException("not Protobuf: a number of more than 64 bits");
    }
}
