package dev.parley.engine.sqlite;

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

    Reader(Path file) throws SQLException {
        connection = Database.connect(file);
        String row = "SELECT position, time, kind, data, extra FROM publication WHERE channel = ?";
        channel = connection.prepareStatement("SELECT id, first FROM channel WHERE name = ?");
        timeAt = connection.prepareStatement("SELECT time FROM publication WHERE channel = ? AND position = ?");
        oldest = connection.prepareStatement(
                "SELECT position, time FROM publication WHERE channel = ? AND position >= ? ORDER BY position LIMIT 1");
        upwards = connection.prepareStatement(row + " AND position >= ? AND position <= ? ORDER BY position LIMIT ?");
        downwards = connection.prepareStatement(
                row + " AND position <= ? AND position >= ? ORDER BY position DESC LIMIT ?");
        connection.setAutoCommit(false);
    }

    /// @param top where the channel is; what lies behind it is not for this page
    HistoryPage page(String name, HistoryQuery query, Position top, Retention retention, long now)
            throws SQLException, IOException {
        try {
            channel.setString(1, name);
            try (ResultSet found = channel.executeQuery()) {
                if (!found.next()) {
                    throw new IOException("the channel is not in the database");
                }
                long from = found.getLong(2);
                if (!retention.unlimited()) {
                    from = Math.max(from, top.offset() - retention.size() + 1);
                }
                long cutoff = retention.age() == null
                        ? Long.MIN_VALUE
                        : now - retention.age().toMillis();
                return page(found.getLong(1), query, top, from, cutoff);
            }
        } finally {
            connection.commit(); // ends the snapshot
        }
    }

    private HistoryPage page(long id, HistoryQuery query, Position top, long least, long cutoff)
            throws SQLException, IOException {
        Position since = query.since();
        if (since != null) {
            long next = since.offset() + 1;
            boolean there =
                    query.reverse() || since.offset() >= top.offset() || (next >= least && isThere(id, next, cutoff));
            if (!Ring.reaches(query, since, top, there ? 1 : Long.MAX_VALUE)) {
                return new HistoryPage(List.of(), top, false);
            }
        }
        if (query.limit() == 0) {
            return new HistoryPage(List.of(), top, true);
        }
        if (query.reverse()) {
            long to = since == null ? top.offset() : Math.min(top.offset(), since.offset() - 1);
            downwards.setLong(1, id);
            downwards.setLong(2, to);
            downwards.setLong(3, oldest(id, least, cutoff, top));
            downwards.setLong(4, query.limit());
            return new HistoryPage(read(downwards, query.maxBytes()), top, true);
        }
        long from = since == null ? oldest(id, least, cutoff, top) : since.offset() + 1;
        upwards.setLong(1, id);
        upwards.setLong(2, from);
        upwards.setLong(3, top.offset());
        upwards.setLong(4, query.limit());
        return new HistoryPage(read(upwards, query.maxBytes()), top, true);
    }

    private boolean isThere(long id, long position, long cutoff) throws SQLException {
        timeAt.setLong(1, id);
        timeAt.setLong(2, position);
        try (ResultSet found = timeAt.executeQuery()) {
            return found.next() && found.getLong(1) > cutoff;
        }
    }

    /// The oldest offset that may be seen, found by halves: times grow with offsets, and much that is too old may still be
    /// there.
    private long oldest(long id, long least, long cutoff, Position top) throws SQLException {
        long old;
        oldest.setLong(1, id);
        oldest.setLong(2, least);
        try (ResultSet found = oldest.executeQuery()) {
            if (!found.next()) {
                return top.offset() + 1;
            }
            old = found.getLong(1);
            if (found.getLong(2) > cutoff) {
                return old;
            }
        }
        long young = top.offset() + 1;
        while (young - old > 1) {
            long middle = (old + young) >>> 1;
            if (isThere(id, middle, cutoff)) {
                young = middle;
            } else {
                old = middle;
            }
        }
        return young;
    }

    private static List<Publication> read(PreparedStatement statement, long maxBytes) throws SQLException, IOException {
        List<Publication> some = new ArrayList<>();
        long bytes = 0;
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                byte[] data = rows.getBytes(4);
                bytes += data == null ? 0 : data.length;
                if (bytes > maxBytes && !some.isEmpty()) {
                    break;
                }
                Extra extra = Extra.decode(rows.getBytes(5));
                some.add(new Publication(
                        rows.getLong(1),
                        rows.getLong(2),
                        Payload.trusted(Extra.kind(rows.getInt(3)), data == null ? new byte[0] : data),
                        extra.publisher(),
                        extra.tags(),
                        false));
            }
        }
        return some;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
