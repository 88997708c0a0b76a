package dev.parley.dialects.raw;

import dev.parley.hub.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/// One JSON object, written as UTF-8, member by member.
final class JsonBytes {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes;
    private int length;

    JsonBytes(int expected) {
        bytes = new byte[expected];
        put('{');
    }

    JsonBytes member(String name, String value) {
        name(name);
        quoted(value.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    JsonBytes member(String name, long value) {
        name(name);
        put(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    /// @param json a value that was checked
    JsonBytes raw(String name, String json) {
        name(name);
        put(json.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /// @param payload JSON
    JsonBytes json(String name, Payload payload) {
        name(name);
        put(payload.toByteArray());
        return this;
    }

    JsonBytes member(String name, JsonBytes object) {
        name(name);
        object.put('}');
        put(Arrays.copyOf(object.bytes, object.length));
        return this;
    }

    /// As `data` when it is JSON, which was checked where it came in and is put here as it is; as `text` when it is
    /// text; as `base64` when it is binary.
    JsonBytes payload(Payload payload) {
        byte[] content = payload.toByteArray();
        switch (payload.kind()) {
            case JSON -> {
                name("data");
                put(content);
            }
            case TEXT -> {
                name("text");
                quoted(content);
            }
            case BINARY -> {
                name("base64");
                put('"');
                put(Base64.getEncoder().encode(content));
                put('"');
            }
        }
        return this;
    }

    /// Ends the object; nothing more may be added.
    ByteBuffer end() {
        put('}');
        return ByteBuffer.wrap(bytes, 0, length);
    }

    private void name(String name) {
        if (length > 1) {
            put(',');
        }
        quoted(name.getBytes(StandardCharsets.UTF_8));
        put(':');
    }

    /// @param utf8 valid
    private void quoted(byte[] utf8) {
        put('"');
        for (byte b : utf8) {
            if (b == '"' || b == '\\') {
                put('\\');
                put(b);
            } else if (b >= 0 && b < ' ') {
                control(b);
            } else {
                put(b);
            }
        }
        put('"');
    }

    private void control(byte b) {
        put('\\');
        switch (b) {
            case '\n' -> put('n');
            case '\r' -> put('r');
            case '\t' -> put('t');
            default -> {
                put('u');
                put('0');
                put('0');
                put(HEX[b >> 4]);
                put(HEX[b & 15]);
            }
        }
    }

    private void put(int b) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(64, length * 2));
        }
        bytes[length++] = (byte) b;
    }

    private void put(byte[] more) {
        if (bytes.length - length < more.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more.length + 16, length * 2));
        }
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }
}
