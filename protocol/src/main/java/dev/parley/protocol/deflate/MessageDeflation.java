package dev.parley.protocol.deflate;

import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/// Compresses messages with a deflater that is lent by the pool: for a message, or with context takeover from the first
/// message on.
///
/// A large message whose beginning barely shrinks (a picture, say) is not tried to its end, but for the context's sake.
///
/// Each message ends with a sync flush, whose last four bytes 00 00 FF FF are left out on the wire (RFC 7692 section
/// 7.2.1).
final class MessageDeflation implements Deflation {

    private static final int TAIL = 4;
    private static final int BEGINNING = 256 * 1024;
    /// 15/16 of it, less what the compressor may not have written yet: a block of 16 Ki symbols.
    private static final int BARELY_SHRUNK = (BEGINNING - 16 * 1024) / 16 * 15;

    private final DeflatePool pool;
    private final int windowBits;
    private final boolean keepsContext;

    private @Nullable WindowedDeflater lent;
    private boolean insideMessage;
    private boolean closed;

    MessageDeflation(DeflatePool pool, int windowBits, boolean keepsContext) {
        this.pool = pool;
        this.windowBits = windowBits;
        this.keepsContext = keepsContext;
    }

    @Override
    public @Nullable ByteBuffer deflate(ByteBuffer message) {
        checkOpen();
        if (insideMessage) {
            throw new IllegalStateException("a message is being sent in parts; end it first");
        }
        int size = message.remaining();
        if (size == 0 || size < pool.thresholdBytes()) {
            return null;
        }
        DeflatedBytes out = pool.deflated();
        long most = keepsContext ? Long.MAX_VALUE : size - 1L + TAIL;
        out.clear(size + size / 64 + 128L);
        WindowedDeflater deflater = deflater();
        ByteBuffer rest = message.duplicate();
        boolean shrunk = true;
        if (!keepsContext && size > 2 * BEGINNING) {
            rest.limit(rest.position() + BEGINNING);
            shrunk = deflater.deflate(rest, windowBits, Deflater.NO_FLUSH, out, BARELY_SHRUNK);
            rest.limit(message.limit());
        }
        shrunk = shrunk && deflater.deflate(rest, windowBits, Deflater.SYNC_FLUSH, out, most);
        if (!keepsContext) {
            giveBack();
        }
        out.length -= TAIL;
        return shrunk ? out.bytes() : null;
    }

    @Override
    public ByteBuffer deflatePart(ByteBuffer part, boolean last) {
        checkOpen();
        insideMessage = !last;
        DeflatedBytes out = pool.deflated();
        out.clear(part.remaining() / 2 + 128L);
        int flush = last ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH;
        deflater().deflate(part.duplicate(), windowBits, flush, out, Long.MAX_VALUE);
        if (last && out.length == 0) {
            // Nothing was left to flush, so that the tail has gone out already, or belongs to the message before. The
            // first byte of an empty stored block makes the tail that the receiver adds a whole block again.
            out.append((byte) 0);
        } else if (last) {
            out.length -= TAIL;
        }
        if (last && !keepsContext) {
            giveBack();
        }
        return out.bytes();
    }

    private WindowedDeflater deflater() {
        if (lent == null) {
            lent = pool.lendDeflater();
        }
        return lent;
    }

    private void giveBack() {
        if (lent != null) {
            pool.giveBack(lent);
            lent = null;
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("this deflation is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        giveBack();
    }
}
