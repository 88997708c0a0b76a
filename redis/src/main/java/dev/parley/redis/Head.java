package dev.parley.redis;

import dev.parley.hub.Extra;
import dev.parley.hub.Payload;
import dev.parley.hub.Publication;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What stands before a payload in Redis: a byte for its kind and whether it goes as a delta, then who published it and its
/// tags ([Extra]).
public final class Head {

    private Head() {}

    public static byte[] of(Payload payload, boolean delta, byte @Nullable [] extra) {
        byte[] head = new byte[1 + (extra == null ? 0 : extra.length)];
        head[0] = (byte) (payload.kind().ordinal() << 1 | (delta ? 1 : 0));
        if (extra != null) {
            System.arraycopy(extra, 0, head, 1, extra.length);
        }
        return head;
    }

    /// The publication with that head.
    ///
    /// @param offset 0 when it has no place
    /// @throws IOException when the head is not what [#of] made
    public static Publication publication(long offset, long timeMillis, byte[] head, byte[] payload)
            throws IOException {
        if (head.length == 0) {
            throw new IOException("a publication without a head");
        }
        Extra extra = Extra.decode(head.length == 1 ? null : Arrays.copyOfRange(head, 1, head.length));
        return new Publication(
                offset,
                timeMillis,
                Payload.trusted(Extra.kind(head[0] >> 1), payload),
                extra.publisher(),
                extra.tags(),
                (head[0] & 1) != 0);
    }
}
