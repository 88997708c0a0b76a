package dev.parley.hub.memory;

import dev.parley.hub.HistoryPage;
import dev.parley.hub.HistoryQuery;
import dev.parley.hub.Position;
import dev.parley.hub.Publication;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The newest publications of a stream, without gaps, by offset. One thread at a time.
public final class Ring {

    /// Slots that are kept whether or not they are used.
    private static final int SMALL = 64;

    private @Nullable Publication[] slots = new @Nullable Publication[4];
    private long first = 1;
    private int size;
    private long bytes;

    public int size() {
        return size;
    }

    /// Memory that they take, about.
    public long bytes() {
        return bytes;
    }

    /// The offset of the oldest; one behind the newest when there is none.
    public long first() {
        return first;
    }

    /// The offset of the newest.
    public long last() {
        return first + size - 1;
    }

    /// One behind the newest; what does not follow it begins anew.
    public void add(Publication publication) {
        if (size == 0 || publication.offset() != last() + 1) {
            clear(publication.offset());
        }
        if (size == slots.length) {
            resize(size * 2);
        }
        slots[slot(publication.offset())] = publication;
        size++;
        bytes += publication.cost();
    }

    private void resize(int length) {
        @Nullable Publication[] other = new @Nullable Publication[length];
        for (int i = 0; i < size; i++) {
            other[(int) ((first + i) & length - 1)] = slots[slot(first + i)];
        }
        slots = other;
    }

    public Publication get(long offset) {
        Publication publication = offset < first || offset > last() ? null : slots[slot(offset)];
        if (publication == null) {
            throw new IndexOutOfBoundsException("no offset " + offset + " from " + first + " to " + last());
        }
        return publication;
    }

    public void removeFirst() {
        Publication oldest = get(first);
        bytes -= oldest.cost();
        slots[slot(first)] = null;
        first++;
        size--;
        if (size < slots.length / 8 && slots.length > SMALL) {
            resize(slots.length / 4); // gives memory back, and leaves room to grow again
        }
    }

    /// The oldest offset whose time is behind `millis`; one behind the newest when there is none. Times grow with offsets.
    public long firstAfter(long millis) {
        long young = last() + 1;
        long from = first;
        while (from < young) {
            long middle = (from + young) >>> 1;
            if (get(middle).timeMillis() > millis) {
                young = middle;
            } else {
                from = middle + 1;
            }
        }
        return young;
    }

    /// Forgets all; the next is expected to have that offset.
    public void clear(long next) {
        if (slots.length > SMALL) {
            slots = new @Nullable Publication[4];
        } else {
            Arrays.fill(slots, null);
        }
        size = 0;
        bytes = 0;
        first = next;
    }

    /// What a query gets of a stream that is all here from `from` on.
    ///
    /// @param top the stream's position
    /// @param from the oldest offset that may be seen, at least [#first]
    public HistoryPage page(HistoryQuery query, Position top, long from) {
        Position since = query.since();
        if (since != null && !reaches(query, since, top, from)) {
            return new HistoryPage(List.of(), top, false);
        }
        if (query.limit() == 0) {
            return new HistoryPage(List.of(), top, true);
        }
        List<Publication> some = query.reverse()
                ? downwards(since == null ? last() : Math.min(last(), since.offset() - 1), from, query)
                : upwards(since == null ? from : Math.max(from, since.offset() + 1), query);
        return new HistoryPage(some, top, true);
    }

    /// Whether a stream that can be seen from `from` on has all that a query asks for.
    public static boolean reaches(HistoryQuery query, Position since, Position top, long from) {
        if (!since.epoch().equals(top.epoch()) || since.offset() > top.offset() + (query.reverse() ? 1 : 0)) {
            return false;
        }
        return query.reverse() || since.offset() >= top.offset() || since.offset() + 1 >= from;
    }

    private List<Publication> upwards(long offset, HistoryQuery query) {
        List<Publication> some = new ArrayList<>((int) Math.min(query.limit(), Math.max(0, last() - offset + 1)));
        long payload = 0;
        for (long at = offset; at <= last() && some.size() < query.limit(); at++) {
            Publication publication = get(at);
            payload += publication.payload().size();
            if (payload > query.maxBytes() && !some.isEmpty()) {
                break;
            }
            some.add(publication);
        }
        return some;
    }

    private List<Publication> downwards(long offset, long from, HistoryQuery query) {
        List<Publication> some = new ArrayList<>((int) Math.min(query.limit(), Math.max(0, offset - from + 1)));
        long payload = 0;
        for (long at = offset; at >= from && some.size() < query.limit(); at--) {
            Publication publication = get(at);
            payload += publication.payload().size();
            if (payload > query.maxBytes() && !some.isEmpty()) {
                break;
            }
            some.add(publication);
        }
        return some;
    }

    private int slot(long offset) {
        return (int) (offset & slots.length - 1);
    }
}
