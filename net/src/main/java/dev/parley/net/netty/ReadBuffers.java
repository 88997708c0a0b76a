package dev.parley.net.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/// Lends what a connection reads into, from the pool of its loop.
///
/// Epoll and NIO read at once and the bytes are consumed before anything else is read, so one large buffer serves the
/// whole loop: no size is guessed, and one call takes all there is. On io_uring the kernel fills the buffer some time
/// after it was lent, with many under way at once, so there the size follows what the connection has been sending.
/// Either way a connection that waits holds none.
final class ReadBuffers implements RecvByteBufAllocator {

    private final BufferPool pool;
    private final boolean async;

    ReadBuffers(BufferPool pool, boolean async) {
        this.pool = pool;
        this.async = async;
    }

    @Override
    @SuppressWarnings("deprecation")
    public Handle newHandle() {
        return new ReadHandle();
    }

    private final class ReadHandle implements ExtendedHandle {

        /// A connection that has more to say than this many buffers lets the others have a turn.
        private static final int MOST_PER_TURN = 4;

        private int size = async ? BufferPool.SMALL : BufferPool.LARGE;
        private int attempted;
        private int last;
        private int reads;

        @Override
        public ByteBuf allocate(ByteBufAllocator alloc) {
            return pool.take(size);
        }

        @Override
        public int guess() {
            return size;
        }

        @Override
        public void reset(ChannelConfig config) {
            reads = 0;
        }

        @Override
        public void incMessagesRead(int numMessages) {
            reads += numMessages;
        }

        @Override
        public void lastBytesRead(int bytes) {
            last = bytes;
            if (async && bytes > 0) {
                if (bytes == attempted) {
                    size = size == BufferPool.SMALL ? BufferPool.MEDIUM : BufferPool.LARGE;
                } else if (bytes < size / 16) {
                    size = BufferPool.SMALL;
                }
            }
        }

        @Override
        public int lastBytesRead() {
            return last;
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            attempted = bytes;
        }

        @Override
        public int attemptedBytesRead() {
            return attempted;
        }

        @Override
        public boolean continueReading() {
            return last == attempted && last > 0 && reads < MOST_PER_TURN;
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return reads < MOST_PER_TURN && maybeMoreData.get();
        }

        @Override
        public void readComplete() {}
    }
}
