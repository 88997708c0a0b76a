package dev.parley.net.netty;

import dev.parley.net.SharedBytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What one connection has been given to send and has not handed to the transport: a row of segments, each either
/// bytes of its own ([LoopBuffer], filled from the front) or [SharedBytes] by reference.
///
/// Appending to it copies only what is the caller's; shared bytes are copied once, at [#gather], into the buffer that
/// the system call reads, so that a broadcast waiting for the end of the turn costs a reference per connection. Very
/// short shared bytes are copied at once when the last buffer has room for them. A queue exists only while something
/// is in it: idle connections have none, and the loop keeps a few for reuse.
final class SendQueue {

    private static final int COPY_AT_ONCE = 512;

    private @Nullable Object[] segments = new Object[8];
    private int first;
    private int end;
    /// How much of the first segment has been taken out already, by [#takePiece].
    private int offset;
    private long bytes;
    /// The last segment, when it is a buffer of ours; more may be put behind what is in it.
    private @Nullable LoopBuffer tail;

    @Nullable SendQueue nextFree;

    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return first == end;
    }

    int segments() {
        return end - first;
    }

    /// A buffer with room for `wanted` bytes at the end of the queue, or (when there is no such size) null.
    /// `fresh` is the size to take when the queue holds no buffer yet.
    @Nullable LoopBuffer room(int wanted, int fresh, BufferPool pool) {
        LoopBuffer last = tail;
        if (last != null && last.view.capacity() - last.view.position() >= wanted) {
            return last;
        }
        if (wanted > BufferPool.LARGE) {
            return null;
        }
        // Each further buffer is a size larger: one message takes little, a flood is taken in big pieces.
        int size = last == null ? fresh : Math.min(BufferPool.LARGE, last.view.capacity() * 4);
        LoopBuffer buffer = pool.take(Math.max(size, wanted));
        add(buffer);
        tail = buffer;
        return buffer;
    }

    /// Counts `count` bytes that were put into the last buffer.
    void filled(int count) {
        bytes += count;
    }

    void append(ByteBuffer source, int fresh, BufferPool pool) {
        bytes += source.remaining();
        while (source.hasRemaining()) {
            LoopBuffer last = tail;
            if (last == null || !last.view.hasRemaining()) {
                last = room(Math.min(source.remaining(), BufferPool.LARGE), fresh, pool);
            }
            assert last != null;
            ByteBuffer view = last.view;
            int count = Math.min(view.remaining(), source.remaining());
            view.put(view.position(), source, source.position(), count);
            view.position(view.position() + count);
            source.position(source.position() + count);
        }
    }

    void append(SharedBytes shared) {
        int length = shared.length();
        if (length == 0) {
            return;
        }
        bytes += length;
        LoopBuffer last = tail;
        if (last != null && length <= COPY_AT_ONCE && last.view.remaining() >= length) {
            shared.copyTo(last.view);
            return;
        }
        add(shared);
        tail = null;
    }

    private void add(Object segment) {
        if (end == segments.length) {
            if (first > segments.length / 2) {
                System.arraycopy(segments, first, segments, 0, end - first);
                Arrays.fill(segments, end - first, end, null);
                end -= first;
                first = 0;
            } else {
                segments = Arrays.copyOf(segments, end * 2);
            }
        }
        segments[end++] = segment;
    }

    /// How many bytes are left of the first segment.
    int firstLength() {
        return length(segments[first]) - offset;
    }

    @Nullable Object firstSegment() {
        return segments[first];
    }

    private static int length(@Nullable Object segment) {
        return switch (segment) {
            case LoopBuffer buffer -> buffer.view.position();
            case SharedBytes shared -> shared.length();
            case null, default -> throw new AssertionError("not a segment");
        };
    }

    /// Takes the first segment out.
    Object take() {
        Object segment = segments[first];
        assert segment != null;
        segments[first++] = null;
        bytes -= length(segment) - offset;
        offset = 0;
        if (segment == tail) {
            tail = null;
        }
        if (first == end) {
            first = 0;
            end = 0;
        }
        return segment;
    }

    /// Takes a copy of the next bytes of the first segment, which must be shared, as many as fit into one buffer.
    LoopBuffer takePiece(BufferPool pool) {
        if (!(segments[first] instanceof SharedBytes shared)) {
            throw new AssertionError("not shared");
        }
        int count = Math.min(BufferPool.LARGE, shared.length() - offset);
        LoopBuffer piece = pool.take(count);
        shared.copyTo(piece.view, offset, count);
        offset += count;
        bytes -= count;
        if (offset == shared.length()) {
            take();
        }
        return piece.filled();
    }

    /// How many bytes the segments from the first on have together, as long as none is longer than `each` and they fit
    /// into `most`.
    int run(int each, int most) {
        int total = 0;
        for (int i = first; i < end; i++) {
            int length = length(segments[i]) - (i == first ? offset : 0);
            if (length > each || total + length > most) {
                break;
            }
            total += length;
        }
        return total;
    }

    /// Moves the first `count` bytes, which must be whole segments, into `target`.
    void gather(LoopBuffer target, int count) {
        ByteBuffer view = target.view;
        int until = view.position() + count;
        while (view.position() < until) {
            int from = offset;
            switch (take()) {
                case SharedBytes shared -> shared.copyTo(view, from, shared.length() - from);
                case LoopBuffer own -> {
                    int length = own.view.position();
                    view.put(view.position(), own.view, 0, length);
                    view.position(view.position() + length);
                    own.release();
                }
                default -> throw new AssertionError("not a segment");
            }
        }
    }

    /// Makes do with one small buffer, when that is enough: what there is may have to wait.
    void settle(BufferPool pool) {
        if (isEmpty() || bytes > BufferPool.SMALL) {
            return;
        }
        int count = (int) bytes;
        LoopBuffer small = pool.take(count);
        gather(small, count);
        bytes = count;
        add(small);
        tail = small;
    }

    /// Drops everything.
    void clear() {
        while (first < end) {
            if (take() instanceof LoopBuffer own) {
                own.release();
            }
        }
        tail = null;
    }

    boolean reusable() {
        return segments.length <= 64;
    }
}
