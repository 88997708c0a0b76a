package dev.parley.engine.sqlite;

import dev.parley.hub.Publication;
import dev.parley.hub.memory.Ring;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The publications that are safe in the journal and not yet in their table, by channel: what the writer moves there, and
/// what readers need until then. The writer's alone but for [#of] and [#has].
///
/// A reader asks here first and begins its snapshot of the database then: what has left here by that time is in the snapshot.
final class Unsettled {

    private final Map<String, Stream> streams = new ConcurrentHashMap<>();

    /// Who waits for the longest first; who has had its turn and has more is the last.
    private final ArrayDeque<Stream> order = new ArrayDeque<>();

    private final ArrayDeque<Group> groups = new ArrayDeque<>();
    private long publications;
    private long bytes;

    /// A row of the journal.
    static final class Group {
        private final long id;
        private final long millis;
        private int left;

        private Group(long id, long millis) {
            this.id = id;
            this.millis = millis;
        }
    }

    /// Those of one channel. Readers copy it under its lock, under which the writer changes it.
    static final class Stream {
        private final String channel;
        private final ChannelRow row;
        private final Ring ring = new Ring();
        private final ArrayDeque<Group> groups = new ArrayDeque<>();

        private Stream(String channel, ChannelRow row) {
            this.channel = channel;
            this.row = row;
        }

        ChannelRow row() {
            return row;
        }

        int size() {
            return ring.size();
        }

        /// The oldest ones.
        List<Publication> oldest(int count) {
            List<Publication> some = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                some.add(ring.get(ring.first() + i));
            }
            return some;
        }

        private synchronized void add(Publication publication, Group group) {
            ring.add(publication);
            groups.add(group);
        }

        private synchronized void removeFirst(int count) {
            for (int i = 0; i < count; i++) {
                ring.removeFirst();
                groups.remove();
            }
        }

        private synchronized List<Publication> copy() {
            return oldest(ring.size());
        }
    }

    // ---- any thread

    /// Those of a channel, oldest first, without gaps.
    List<Publication> of(String channel) {
        Stream stream = streams.get(channel);
        return stream == null ? List.of() : stream.copy();
    }

    boolean has(String channel) {
        return streams.containsKey(channel);
    }

    // ---- the writer's

    long publications() {
        return publications;
    }

    /// Memory that they take, about.
    long bytes() {
        return bytes;
    }

    /// When the oldest were committed.
    long oldestMillis() {
        Group oldest = groups.peek();
        return oldest == null ? Long.MAX_VALUE : oldest.millis;
    }

    @Nullable ChannelRow row(String channel) {
        Stream stream = streams.get(channel);
        return stream == null ? null : stream.row;
    }

    /// A row of the journal has been committed.
    Group group(long id, long millis) {
        Group group = new Group(id, millis);
        groups.add(group);
        return group;
    }

    /// A publication that is in that row.
    void add(Group group, String channel, ChannelRow row, Publication publication) {
        Stream stream = streams.get(channel);
        if (stream == null) {
            stream = new Stream(channel, row);
            order.add(stream);
            streams.put(channel, stream);
        }
        stream.add(publication, group);
        group.left++;
        publications++;
        bytes += publication.cost();
    }

    /// Channels in the order of their turns.
    Iterator<Stream> streams() {
        return order.iterator();
    }

    /// The oldest ones of a channel are about to be in their table: their rows of the journal hold so many fewer.
    void count(Stream stream, int count) {
        Iterator<Group> oldest = stream.groups.iterator();
        for (int i = 0; i < count; i++) {
            oldest.next().left--;
        }
    }

    /// They are.
    void settled(Stream stream, int count) {
        for (Publication publication : stream.oldest(count)) {
            publications--;
            bytes -= publication.cost();
        }
        stream.removeFirst(count);
        order.remove(stream); // it is the first, or near
        if (stream.size() == 0) {
            streams.remove(stream.channel);
        } else {
            order.add(stream); // others wait, too
        }
    }

    /// Forgets the rows of the journal, from the oldest on, of which nothing is left.
    ///
    /// @return the last of them; 0 for none
    long emptied() {
        long id = 0;
        for (Group first = groups.peek(); first != null && first.left == 0; first = groups.peek()) {
            id = first.id;
            groups.remove();
        }
        return id;
    }

    void clear() {
        streams.clear();
        order.clear();
        groups.clear();
        publications = 0;
        bytes = 0;
    }
}
