package dev.parley.hub;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads what another node says, as [WireWriter] wrote it. It believes nothing: a length is at most what is there.
/// One thread at a time.
public final class WireReader {

    private static final Payload.Kind[] KINDS = Payload.Kind.values();

    private final ByteBuffer bytes;

    public WireReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    public int one() throws Malformed {
        if (!bytes.hasRemaining()) {
            throw new Malformed("it ends too early");
        }
        return bytes.get() & 0xFF;
    }

    public boolean flag() throws Malformed {
        return one() != 0;
    }

    public long number() throws Malformed {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = one();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new Malformed("a number has more than 64 bits");
    }

    /// A number from 0 to `most`.
    public int whole(int most) throws Malformed {
        long value = number();
        if (value < 0 || value > most) {
            throw new Malformed("a number is more than " + most);
        }
        return (int) value;
    }

    /// How many things of at least one byte each follow.
    public int count() throws Malformed {
        long count = number();
        if (count < 0 || count > bytes.remaining()) {
            throw new Malformed("more is announced than there is");
        }
        return (int) count;
    }

    /// Whether nothing is left.
    public boolean isAtEnd() {
        return !bytes.hasRemaining();
    }

    /// All that is left.
    public byte[] rest() {
        byte[] all = new byte[bytes.remaining()];
        bytes.get(all);
        return all;
    }

    public byte[] block() throws Malformed {
        byte[] all = new byte[count()];
        bytes.get(all);
        return all;
    }

    public String text() throws Malformed {
        ByteBuffer utf8 = ByteBuffer.wrap(block());
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
        } catch (CharacterCodingException broken) {
            throw new Malformed("a text is not UTF-8");
        }
    }

    public UserId user() throws Malformed {
        try {
            return new UserId(text());
        } catch (IllegalArgumentException wrong) {
            throw new Malformed(String.valueOf(wrong.getMessage()));
        }
    }

    public ChannelName channel() throws Malformed {
        try {
            return new ChannelName(text());
        } catch (IllegalArgumentException wrong) {
            throw new Malformed(String.valueOf(wrong.getMessage()));
        }
    }

    /// Checked as one that a client sends.
    public @Nullable Payload payload() throws Malformed {
        int kind = one();
        if (kind == 0) {
            return null;
        }
        if (kind > KINDS.length) {
            throw new Malformed("there is no payload of kind " + kind);
        }
        ByteBuffer block = ByteBuffer.wrap(block());
        try {
            return switch (KINDS[kind - 1]) {
                case JSON -> Payload.json(block);
                case TEXT -> Payload.text(block);
                case BINARY -> Payload.binary(block);
            };
        } catch (IllegalArgumentException wrong) {
            throw new Malformed(String.valueOf(wrong.getMessage()));
        }
    }
}
