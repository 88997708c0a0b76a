package dev.parley.net.netty;

import dev.parley.net.SharedBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// Direct copies of the larger [SharedBytes] that one loop is sending at the moment, so that a message of many
/// kilobytes to a thousand connections is copied off the heap once per loop and turn rather than once per connection.
final class SharedCopies {

    private static final int KEPT = 8;

    private final ByteBufAllocator allocator;
    private final @Nullable SharedBytes[] sources = new SharedBytes[KEPT];
    private final @Nullable ByteBuf[] copies = new ByteBuf[KEPT];
    private int next;
    private boolean any;

    SharedCopies(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /// A view of a direct copy, owned by the caller.
    ByteBuf take(SharedBytes shared) {
        for (int i = 0; i < KEPT; i++) {
            ByteBuf copy = copies[i];
            if (sources[i] == shared && copy != null) {
                return copy.retainedDuplicate();
            }
        }
        int length = shared.length();
        ByteBuf copy = allocator.directBuffer(length, length);
        shared.copyTo(copy.internalNioBuffer(0, length));
        copy.setIndex(0, length);
        ByteBuf old = copies[next];
        if (old != null) {
            old.release();
        }
        sources[next] = shared;
        copies[next] = copy;
        next = (next + 1) % KEPT;
        any = true;
        return copy.retainedDuplicate();
    }

    /// Lets go of all; what is still being sent lives until it has left.
    void release() {
        if (!any) {
            return;
        }
        any = false;
        for (int i = 0; i < KEPT; i++) {
            ByteBuf copy = copies[i];
            if (copy != null) {
                copy.release();
            }
            copies[i] = null;
            sources[i] = null;
        }
    }
}
