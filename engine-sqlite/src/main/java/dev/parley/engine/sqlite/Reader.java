package dev.parley.engine.sqlite;

import dev.parley.hub.Extra;
import dev.parley.hub.HistoryPage;
import dev.parley.hub.HistoryQuery;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.Publication;
import dev.parley.hub.Retention;
import dev.parley.hub.memory.Ring;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Reads history from the database. One thread at a time.
final class Reader implements AutoCloseable {

    private final Connection connection;
    private final PreparedStatement channel;
    private final PreparedStatement timeAt;
    private final PreparedStatement oldest;
    private final PreparedStatement upwards;
    private final PreparedStatement downwards;

    // ---- of the page under way

    private long id;
    private long least;
    private long cutoff;
    private List<Publication> lately = List.of();

    /// The offset of the first of them.
    private long latelyFrom;

    Reader(Path file) throws SQLException {
        connection = Database.connect(file);
        String row = "SELECT position, time, kind, data, extra FROM publication WHERE channel = ?";
        channel = connection.prepareStatement("SELECT id, first FROM channel WHERE name = ?");
        timeAt = connection.prepareStatement("SELECT time FROM publication WHERE channel = ? AND position = ?");
        oldest = connection.prepareStatement(
                "SELECT position FROM publication WHERE channel = ? AND position >= ? ORDER BY position LIMIT 1");
        upwards = connection.prepareStatement(row + " AND position >= ? AND position <= ? ORDER BY position LIMIT ?");
        downwards = connection.prepareStatement(
                row + " AND position <= ? AND position >= ? ORDER BY position DESC LIMIT ?");
        connection.setAutoCommit(false);
    }

    /// @param top where the channel is; what lies behind it is not for this page
    /// @param unsettled its publications that have left the journal for their table since, or have not yet; without gaps
    HistoryPage page(
            String name, HistoryQuery query, Position top, Retention retention, long now, List<Publication> unsettled)
            throws SQLException, IOException {
        try {
            channel.setString(1, name);
            try (ResultSet found = channel.executeQuery()) {
                if (!found.next()) {
                    throw new IOException("the channel is not in the database");
                }
                id = found.getLong(1);
                least = found.getLong(2);
                if (!retention.unlimited()) {
                    least = Math.max(least, top.offset() - retention.size() + 1);
                }
                cutoff = retention.age() == null
                        ? Long.MIN_VALUE
                        : now - retention.age().toMillis();
                lately = unsettled;
                latelyFrom = unsettled.isEmpty()
                        ? Long.MAX_VALUE
                        : unsettled.getFirst().offset();
                return page(query, top);
            }
        } finally {
            lately = List.of();
            connection.commit(); // ends the snapshot
        }
    }

    private HistoryPage page(HistoryQuery query, Position top) throws SQLException, IOException {
        Position since = query.since();
        if (since != null) {
            long next = since.offset() + 1;
            boolean there = query.reverse() || since.offset() >= top.offset() || (next >= least && isThere(next));
            if (!Ring.reaches(query, since, top, there ? 1 : Long.MAX_VALUE)) {
                return new HistoryPage(List.of(), top, false);
            }
        }
        if (query.limit() == 0) {
            return new HistoryPage(List.of(), top, true);
        }
        Pile pile = new Pile(query);
        if (query.reverse()) {
            long to = since == null ? top.offset() : Math.min(top.offset(), since.offset() - 1);
            long from = oldest(top);
            for (long at = to; at >= Math.max(from, latelyFrom) && pile.add(lately(at)); at--) {}
            read(downwards, Math.min(to, latelyFrom - 1), from, pile);
        } else {
            long from = since == null ? oldest(top) : since.offset() + 1;
            read(upwards, from, Math.min(top.offset(), latelyFrom - 1), pile);
            for (long at = Math.max(from, latelyFrom); at <= top.offset() && pile.add(lately(at)); at++) {}
        }
        return new HistoryPage(pile.some, top, true);
    }

    private Publication lately(long offset) {
        return lately.get((int) (offset - latelyFrom));
    }

    private boolean isThere(long position) throws SQLException {
        if (position >= latelyFrom) {
            return lately(position).timeMillis() > cutoff;
        }
        timeAt.setLong(1, id);
        timeAt.setLong(2, position);
        try (ResultSet found = timeAt.executeQuery()) {
            return found.next() && found.getLong(1) > cutoff;
        }
    }

    /// The oldest offset that may be seen, found by halves: times grow with offsets, and much that is too old may still be
    /// there.
    private long oldest(Position top) throws SQLException {
        long old;
        oldest.setLong(1, id);
        oldest.setLong(2, least);
        try (ResultSet found = oldest.executeQuery()) {
            old = found.next() ? found.getLong(1) : Math.max(least, latelyFrom);
        }
        if (old > top.offset()) {
            return top.offset() + 1;
        }
        if (isThere(old)) {
            return old;
        }
        long young = top.offset() + 1;
        while (young - old > 1) {
            long middle = (old + young) >>> 1;
            if (isThere(middle)) {
                young = middle;
            } else {
                old = middle;
            }
        }
        return young;
    }

    /// What a page gathers, up to its limits.
    private static final class Pile {
        private final HistoryQuery query;
        private final List<Publication> some = new ArrayList<>();
        private long bytes;
        private boolean full;

        Pile(HistoryQuery query) {
            this.query = query;
        }

        /// @return whether it may get another one
        boolean add(Publication publication) {
            if (full) {
                return false;
            }
            bytes += publication.payload().size();
            if (bytes > query.maxBytes() && !some.isEmpty()) {
                full = true;
            } else {
                some.add(publication);
                full = some.size() >= query.limit();
            }
            return !full;
        }
    }

    private void read(PreparedStatement statement, long from, long to, Pile pile) throws SQLException, IOException {
        if (pile.full) {
            return;
        }
        statement.setLong(1, id);
        statement.setLong(2, from);
        statement.setLong(3, to);
        statement.setLong(4, pile.query.limit() - pile.some.size());
        try (ResultSet rows = statement.executeQuery()) {
            boolean more = true;
            while (more && rows.next()) {
                byte[] data = rows.getBytes(4);
                Extra extra = Extra.decode(rows.getBytes(5));
                more = pile.add(new Publication(
                        rows.getLong(1),
                        rows.getLong(2),
                        Payload.trusted(Extra.kind(rows.getInt(3)), data == null ? new byte[0] : data),
                        extra.publisher(),
                        extra.tags(),
                        false));
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
