package dev.parley.net.netty;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A direct buffer that belongs to one loop: when its last reference goes, it returns to that loop's [BufferPool]
/// with its views and address, so that using it again allocates nothing. Only ever touched on its loop.
final class LoopBuffer extends UnpooledDirectByteBuf {

    private final BufferPool pool;
    final int sizeClass;
    /// For filling it from the front; its position says how far it is filled.
    final ByteBuffer view;
    final long address;

    @Nullable LoopBuffer nextFree;

    LoopBuffer(BufferPool pool, int sizeClass, int capacity) {
        super(UnpooledByteBufAllocator.DEFAULT, capacity, capacity);
        this.pool = pool;
        this.sizeClass = sizeClass;
        view = internalNioBuffer(0, capacity).duplicate();
        address = hasMemoryAddress() ? memoryAddress() : 0;
    }

    /// Makes what has been filled through [#view] readable.
    LoopBuffer filled() {
        setIndex(0, view.position());
        return this;
    }

    @Override
    protected void deallocate() {
        if (pool.takeBack(this)) {
            resetRefCnt();
        } else {
            super.deallocate();
        }
    }
}
