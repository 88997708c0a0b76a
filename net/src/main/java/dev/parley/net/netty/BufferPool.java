package dev.parley.net.netty;

import org.jspecify.annotations.Nullable;

/// The buffers of one loop, in a few sizes, last in first out: the one used last is the one still in the cache.
///
/// It keeps a bounded number of free ones (about 2.5 MiB in all at the most) and frees the rest at once. Nothing here
/// is held by an idle connection.
final class BufferPool {

    static final int SMALL = 2 * 1024;
    static final int MEDIUM = 16 * 1024;
    static final int LARGE = 64 * 1024;
    private static final int[] SIZES = {SMALL, MEDIUM, LARGE};
    private static final int[] KEPT = {512, 64, 8};

    private final @Nullable LoopBuffer[] free = new LoopBuffer[SIZES.length];
    private final int[] kept = new int[SIZES.length];
    private int lent;
    private boolean closed;

    /// A buffer with room for `bytes`, or the largest there is.
    LoopBuffer take(int bytes) {
        int sizeClass = bytes <= SMALL ? 0 : bytes <= MEDIUM ? 1 : 2;
        lent++;
        LoopBuffer buffer = free[sizeClass];
        if (buffer != null) {
            free[sizeClass] = buffer.nextFree;
            buffer.nextFree = null;
            kept[sizeClass]--;
            buffer.view.clear();
            buffer.clear();
            return buffer;
        }
        return new LoopBuffer(this, sizeClass, SIZES[sizeClass]);
    }

    /// Whether the buffer is kept; otherwise it is to be freed.
    boolean takeBack(LoopBuffer buffer) {
        lent--;
        if (closed || kept[buffer.sizeClass] >= KEPT[buffer.sizeClass]) {
            return false;
        }
        kept[buffer.sizeClass]++;
        buffer.nextFree = free[buffer.sizeClass];
        free[buffer.sizeClass] = buffer;
        return true;
    }

    /// How many are out. Zero when nothing leaks and nothing is under way.
    int lent() {
        return lent;
    }

    void close() {
        closed = true;
        for (int i = 0; i < free.length; i++) {
            for (LoopBuffer buffer = free[i]; buffer != null; buffer = buffer.nextFree) {
                lent++;
                buffer.release();
            }
            free[i] = null;
            kept[i] = 0;
        }
    }
}
