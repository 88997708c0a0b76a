package dev.parley.protocol.deflate;

import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/// A raw deflate stream (RFC 1951) whose references reach back no further than a chosen window.
///
/// Deflate replaces a repetition by a reference: so many bytes, from so far back. How far back a reference may reach is
/// the window, and a receiver keeps that much of what it has inflated in memory. A peer that asks for
/// `…_max_window_bits=9` keeps 512 bytes: a reference beyond them can't be resolved there, and the connection ends.
///
/// The JDK's [Deflater] always uses zlib's largest window, 32 KiB, and can't be told otherwise. But it can be told to
/// forget: a *full flush* ends the block at a byte boundary and clears the table in which repetitions are looked up, so
/// that no later reference reaches across it. With a full flush after at most 2^bits bytes of input no reference spans
/// more than that. (For bits = 15 none is needed.) The price is five bytes per flush and the repetitions that would
/// have been found across it: with 256 bytes it is high, and a message that does not shrink is sent plain.
///
/// zlib's own references stay 262 bytes short of its window, so 32 KiB is honoured as well.
final class WindowedDeflater {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Deflater zlib;
    private int sinceFlush;

    WindowedDeflater(int level) {
        zlib = new Deflater(level, true);
    }

    /// Compresses what remains in `in`.
    ///
    /// @param flush [Deflater#NO_FLUSH], or [Deflater#SYNC_FLUSH] to write all of it, ending with 00 00 FF FF (but for
    ///     when there was nothing to write)
    /// @param most gives up once more than this is written
    /// @return false when it gave up; the stream must be reset then
    boolean deflate(ByteBuffer in, int windowBits, int flush, DeflatedBytes out, long most) {
        int end = in.limit();
        int window = windowBits == 15 ? Integer.MAX_VALUE : 1 << windowBits;
        boolean within = true;
        if (sinceFlush >= window && in.hasRemaining()) {
            within = drain(Deflater.FULL_FLUSH, out, most);
            sinceFlush = 0;
        }
        while (within && in.remaining() > window - sinceFlush) {
            in.limit(in.position() + window - sinceFlush);
            zlib.setInput(in);
            within = drain(Deflater.FULL_FLUSH, out, most);
            in.limit(end);
            sinceFlush = 0;
        }
        if (within) {
            sinceFlush = window == Integer.MAX_VALUE ? 0 : sinceFlush + in.remaining();
            zlib.setInput(in);
            within = drain(flush, out, most);
        }
        zlib.setInput(NOTHING);
        return within;
    }

    private boolean drain(int flush, DeflatedBytes out, long most) {
        int written;
        int room;
        do {
            room = out.room();
            written = zlib.deflate(out.array, out.length, room, flush);
            out.length += written;
            if (out.length > most) {
                return false;
            }
        } while (written == room);
        return true;
    }

    /// Forgets everything, as if new.
    void reset() {
        zlib.reset();
        sinceFlush = 0;
    }

    /// Gives back its memory outside the heap.
    void end() {
        zlib.end();
    }
}
