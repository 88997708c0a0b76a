package dev.parley.protocol.deflate;

import dev.parley.protocol.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Inflates messages with an inflater that is lent by the pool: for a message, or with context takeover from the first
/// message on.
final class MessageInflation implements Inflation {

    private static final byte[] NOTHING = {};

    private final DeflatePool pool;
    private final boolean keepsContext;

    private @Nullable WindowedInflater lent;
    /// Whether [#lent] is counted as one of the pool's unfinished messages.
    private boolean counted;
    /// The beginning of a message that waits until the rest has come; see [DeflatePool].
    private byte[] held = NOTHING;
    /// Whether the present message has had any payload. One that has none is empty, whatever its tail would say.
    private boolean begun;
    private boolean inUse;
    private boolean closed;

    MessageInflation(DeflatePool pool, boolean keepsContext) {
        this.pool = pool;
        this.keepsContext = keepsContext;
    }

    @Override
    public void inflate(ByteBuffer in, boolean last, Sink out) throws ProtocolException {
        if (closed || inUse) {
            throw new IllegalStateException(closed ? "this inflation is closed" : "called from its own sink");
        }
        boolean whole = false;
        inUse = true;
        try {
            begun |= in.hasRemaining();
            WindowedInflater inflater = lent != null ? lent : lend(in, last);
            if (inflater != null) {
                pass(in, last, inflater, out);
            }
            whole = true;
        } finally {
            inUse = false;
            if (!whole || closed) {
                close();
            } else if (last) {
                endMessage();
            }
        }
    }

    /// Null when there is nothing to inflate yet: it is held, or there is none.
    private @Nullable WindowedInflater lend(ByteBuffer in, boolean last) {
        if (!begun) {
            return null;
        }
        if (!keepsContext && !last) {
            counted = pool.startUnfinishedMessage();
            if (!counted && held.length + in.remaining() <= DeflatePool.HELD_BYTES) {
                int length = held.length;
                held = Arrays.copyOf(held, length + in.remaining());
                in.get(held, length, held.length - length);
                return null;
            }
        }
        lent = pool.lendInflater();
        return lent;
    }

    private void pass(ByteBuffer in, boolean last, WindowedInflater inflater, Sink out) throws ProtocolException {
        if (held.length > 0) {
            inflater.inflate(ByteBuffer.wrap(held), out);
            held = NOTHING;
        }
        if (!closed) {
            inflater.inflate(in, out);
        }
        if (!closed && last && begun) {
            inflater.endMessage(!keepsContext, out);
        }
    }

    private void endMessage() {
        begun = false;
        if (!keepsContext) {
            giveBack();
        }
    }

    private void giveBack() {
        if (counted) {
            counted = false;
            pool.finishMessage();
        }
        if (lent != null) {
            pool.giveBack(lent);
            lent = null;
        }
    }

    @Override
    public void close() {
        closed = true;
        held = NOTHING;
        if (!inUse) {
            giveBack();
        } else if (lent != null) {
            lent.stop();
        }
    }
}
