package dev.parley.hub;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who published, and the tags, as the bytes that stand beside a payload: a version, flags, then what the flags name, each
/// text behind its length. Null for neither.
public record Extra(@Nullable ClientInfo publisher, Map<String, String> tags) {

    static final Extra NONE = new Extra(null, Map.of());

    private static final int VERSION = 1;
    private static final int PUBLISHER = 1;
    private static final int CONNECTION = 2;
    private static final int CHANNEL = 4;
    private static final int TAGS = 8;

    public static byte @Nullable [] encode(@Nullable ClientInfo publisher, Map<String, String> tags) {
        if (publisher == null && tags.isEmpty()) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            out.writeByte(VERSION);
            Payload connection = publisher == null ? null : publisher.connection();
            Payload channel = publisher == null ? null : publisher.channel();
            out.writeByte((publisher == null ? 0 : PUBLISHER)
                    | (connection == null ? 0 : CONNECTION)
                    | (channel == null ? 0 : CHANNEL)
                    | (tags.isEmpty() ? 0 : TAGS));
            if (publisher != null) {
                text(out, publisher.user().value());
                text(out, publisher.client());
            }
            if (connection != null) {
                payload(out, connection);
            }
            if (channel != null) {
                payload(out, channel);
            }
            if (!tags.isEmpty()) {
                out.writeShort(tags.size());
                for (Map.Entry<String, String> tag : tags.entrySet()) {
                    text(out, tag.getKey());
                    text(out, tag.getValue());
                }
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /// @throws IOException when the bytes are not what [#encode] made
    public static Extra decode(byte @Nullable [] bytes) throws IOException {
        if (bytes == null) {
            return NONE;
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IOException("a publication was stored by a newer Parley (form " + version + ")");
        }
        int flags = in.readUnsignedByte();
        ClientInfo publisher = null;
        if ((flags & PUBLISHER) != 0) {
            UserId user = new UserId(text(in));
            String client = text(in);
            Payload connection = (flags & CONNECTION) == 0 ? null : payload(in);
            Payload channel = (flags & CHANNEL) == 0 ? null : payload(in);
            publisher = new ClientInfo(user, client, connection, channel);
        }
        Map<String, String> tags = Map.of();
        if ((flags & TAGS) != 0) {
            int number = in.readUnsignedShort();
            tags = new LinkedHashMap<>();
            for (int i = 0; i < number; i++) {
                tags.put(text(in), text(in));
            }
        }
        return new Extra(publisher, tags);
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        bytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static void payload(DataOutputStream out, Payload payload) throws IOException {
        out.writeByte(payload.kind().ordinal());
        bytes(out, payload.toByteArray());
    }

    private static Payload payload(DataInputStream in) throws IOException {
        return Payload.trusted(kind(in.readUnsignedByte()), bytes(in));
    }

    private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a publication's record is damaged");
        }
        return in.readNBytes(length);
    }

    /// The kind of a payload by the number it is stored as.
    public static Payload.Kind kind(int number) throws IOException {
        return switch (number) {
            case 0 -> Payload.Kind.JSON;
            case 1 -> Payload.Kind.TEXT;
            case 2 -> Payload.Kind.BINARY;
            default -> throw new IOException("a publication was stored by a newer Parley (kind " + number + ")");
        };
    }
}
