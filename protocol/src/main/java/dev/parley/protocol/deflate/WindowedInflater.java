package dev.parley.protocol.deflate;

import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Violation;
import dev.parley.protocol.deflate.Inflation.Sink;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Raw deflate blocks (RFC 1951), inflated one after another without end.
///
/// zlib's stream ends with a block that is marked as final, and then zlib forgets its window. In permessage-deflate such
/// a block ends nothing: others may follow in the same message or the next (RFC 7692 section 7.2.3.4), and may refer
/// back across it. zlib does not hand out its window; so what is inflated goes into a window of our own, a ring of the
/// same 32 KiB, from where it is handed out in place. Behind a final block zlib is started anew with that window as its
/// dictionary.
///
/// That restart copies 32 KiB. Final blocks of two bytes each could make us do nothing else, at a thousand times the
/// usual cost per byte; no compressor that means well sends more of them than one per [#BYTES_PER_FINAL_BLOCK] bytes for long.
final class WindowedInflater {

    private static final int WINDOW = 32 * 1024;
    private static final int PIECE = 16 * 1024;
    private static final int BYTES_PER_FINAL_BLOCK = 64;
    private static final int FREE_FINAL_BLOCKS = 16;

    private static final int TAIL = 4;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Inflater zlib = new Inflater(true);
    private final byte[] window = new byte[WINDOW];
    private final ByteBuffer view = ByteBuffer.wrap(window);
    private final ByteBuffer tailAndFinalBlock = ByteBuffer.wrap(new byte[] {0, 0, -1, -1, 3, 0});
    private int next;
    private boolean wrapped;
    private long finalBlockCredit = FREE_FINAL_BLOCKS * BYTES_PER_FINAL_BLOCK;
    private boolean stopped;

    /// Inflates what remains in `in`.
    void inflate(ByteBuffer in, Sink out) throws ProtocolException {
        finalBlockCredit += in.remaining();
        stopped = false;
        try {
            if (zlib.finished() && in.hasRemaining()) {
                restart();
            }
            zlib.setInput(in);
            while (!step(out) && !stopped) {
                if (zlib.finished()) {
                    restart();
                    zlib.setInput(in);
                }
            }
        } catch (DataFormatException broken) {
            throw new ProtocolException(Violation.DEFLATE_BROKEN);
        } finally {
            zlib.setInput(NOTHING);
        }
    }

    /// Hands out one piece at most; true when all that was put in has come out.
    private boolean step(Sink out) throws DataFormatException, ProtocolException {
        int room = Math.min(PIECE, WINDOW - next);
        int length = zlib.inflate(window, next, room);
        if (length > 0) {
            view.limit(next + length).position(next);
            next += length;
            if (next == WINDOW) {
                next = 0;
                wrapped = true;
            }
            out.accept(view);
        }
        return zlib.finished() ? zlib.getRemaining() == 0 : length < room;
    }

    private void restart() throws ProtocolException {
        finalBlockCredit -= BYTES_PER_FINAL_BLOCK;
        if (finalBlockCredit < 0) {
            throw new ProtocolException(Violation.DEFLATE_BROKEN);
        }
        zlib.reset();
        if (wrapped) {
            byte[] inOrder = new byte[WINDOW];
            System.arraycopy(window, next, inOrder, 0, WINDOW - next);
            System.arraycopy(window, 0, inOrder, WINDOW - next, next);
            zlib.setDictionary(inOrder);
        } else if (next > 0) {
            zlib.setDictionary(window, 0, next);
        }
    }

    /// Ends a message: adds the tail that its sender has left out (RFC 7692 section 7.2.2).
    ///
    /// @param forGood whether nothing refers back to this message. Then it is checked that it did not break off in the
    ///     middle of a block: a final empty block behind it must be read as just that. (With a context to keep, zlib has
    ///     no way to tell.)
    void endMessage(boolean forGood, Sink out) throws ProtocolException {
        if (!zlib.finished()) {
            // A message that ends with a final block and nothing behind it, not even the 0 that belongs there, is
            // whole.
            tailAndFinalBlock.clear();
            inflate(forGood ? tailAndFinalBlock : tailAndFinalBlock.limit(TAIL), out);
        }
        if (forGood && !stopped && !zlib.finished()) {
            throw new ProtocolException(Violation.DEFLATE_BROKEN);
        }
    }

    /// Hands out nothing more; for a sink that has had enough.
    void stop() {
        stopped = true;
    }

    /// Forgets everything, as if new.
    void reset() {
        zlib.reset();
        next = 0;
        wrapped = false;
        finalBlockCredit = FREE_FINAL_BLOCKS * BYTES_PER_FINAL_BLOCK;
    }

    /// Gives back its memory outside the heap.
    void end() {
        zlib.end();
    }
}
