package dev.parley.protocol.deflate;

import dev.parley.protocol.Role;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The memory set aside for context takeover, shared by all connections of all loops.
///
/// A connection with context takeover keeps a compressor and a decompressor for as long as it lives, about a hundred
/// times what it costs otherwise. So the sum has a cap: a handshake takes its [Share] before it agrees, and one that
/// gets none agrees on messages that stand by themselves. Any thread.
public final class DeflateBudget {

    /// What one compressor keeps: zlib's window, chains, hash table and pending output at its default memory level
    /// (2^17 + 2^17 bytes, zlib's `deflateInit2`), and its own state.
    public static final int DEFLATER_BYTES = 268 * 1024;

    /// What one decompressor keeps: zlib's window and tables, and our own window of 32 KiB.
    public static final int INFLATER_BYTES = 76 * 1024;

    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    /// @param limitBytes 0 or more; with 0 nobody gets context takeover
    public DeflateBudget(long limitBytes) {
        if (limitBytes < 0) {
            throw new IllegalArgumentException("a budget can't be negative: " + limitBytes);
        }
        this.limit = limitBytes;
    }

    public long limitBytes() {
        return limit;
    }

    /// What is taken at this moment, in bytes.
    public long takenBytes() {
        return taken.get();
    }

    /// Takes what a connection under `agreement` costs between its messages at our side.
    ///
    /// @return null when there is not enough left. A share of 0 bytes is always to be had
    public @Nullable Share take(DeflateAgreement agreement, Role self) {
        long bytes = (agreement.contextTakeover(self) ? DEFLATER_BYTES : 0L)
                + (agreement.contextTakeover(self.other()) ? INFLATER_BYTES : 0L);
        if (bytes == 0) {
            return Share.NONE;
        }
        long before;
        do {
            before = taken.get();
            if (bytes > limit - before) {
                return null;
            }
        } while (!taken.compareAndSet(before, before + bytes));
        return new Share(taken, bytes);
    }

    /// One connection's part. To be closed when the connection ends, or never comes to be; once is enough, from any
    /// thread.
    public static final class Share implements AutoCloseable {

        /// What a connection without context takeover needs.
        public static final Share NONE = new Share(new AtomicLong(), 0);

        private final AtomicLong taken;
        private final long bytes;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Share(AtomicLong taken, long bytes) {
            this.taken = taken;
            this.bytes = bytes;
        }

        public long bytes() {
            return bytes;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                taken.addAndGet(-bytes);
            }
        }
    }
}
