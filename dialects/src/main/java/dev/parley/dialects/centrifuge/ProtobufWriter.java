package dev.parley.dialects.centrifuge;

import dev.parley.hub.Payload;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes the fields of one Protobuf message (proto3 encoding); those with their default value are left out.
record ProtobufWriter(ByteOutput out) {

    private static final int VARINT = 0;
    private static final int LENGTH = 2;

    void number(int field, long number) {
        if (number != 0) {
            tag(field, VARINT);
            varint(out, number);
        }
    }

    void bool(int field, boolean value) {
        number(field, value ? 1 : 0);
    }

    void string(int field, String text) {
        if (!text.isEmpty()) {
            ByteOutput utf8 = new ByteOutput(text.length() + 8);
            utf8.utf8(text);
            delimited(field, utf8);
        }
    }

    void bytes(int field, byte[] bytes) {
        if (bytes.length > 0) {
            tag(field, LENGTH);
            varint(out, bytes.length);
            out.put(bytes, 0, bytes.length);
        }
    }

    void bytes(int field, @Nullable Payload payload) {
        if (payload != null && payload.size() > 0) {
            tag(field, LENGTH);
            varint(out, payload.size());
            out.put(payload);
        }
    }

    /// A message in the message, also an empty one.
    void message(int field, Consumer<ProtobufWriter> body) {
        ByteOutput inner = new ByteOutput(64);
        body.accept(new ProtobufWriter(inner));
        delimited(field, inner);
    }

    /// Puts what has been written behind its length.
    void delimitedTo(ByteOutput target) {
        varint(target, out.size());
        target.put(out);
    }

    private void delimited(int field, ByteOutput bytes) {
        tag(field, LENGTH);
        varint(out, bytes.size());
        out.put(bytes);
    }

    private void tag(int field, int type) {
        varint(out, (long) field << 3 | type);
    }

    private static void varint(ByteOutput out, long number) {
        while ((number & ~0x7FL) != 0) {
            out.put((byte) (number | 0x80));
            number >>>= 7;
        }
        out.put((byte) number);
    }
}
