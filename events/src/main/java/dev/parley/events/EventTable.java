package dev.parley.events;

import dev.parley.store.Store.Statements;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The rows of events: those that wait, the ids of those taken lately, and those put aside. Within works of the store.
final class EventTable {

    static final String SQL = """
            CREATE TABLE event (
              seq INTEGER PRIMARY KEY AUTOINCREMENT,
              id TEXT NOT NULL UNIQUE,
              key TEXT NOT NULL,
              hash INTEGER NOT NULL,
              lane INTEGER NOT NULL,
              time INTEGER NOT NULL,
              body TEXT NOT NULL
            ) STRICT;
            CREATE INDEX event_lane ON event (lane, seq);
            CREATE TABLE event_taken (
              n INTEGER PRIMARY KEY AUTOINCREMENT,
              id TEXT NOT NULL UNIQUE,
              time INTEGER NOT NULL
            ) STRICT;
            CREATE TABLE event_refused (
              n INTEGER PRIMARY KEY AUTOINCREMENT,
              id TEXT NOT NULL,
              key TEXT NOT NULL,
              time INTEGER NOT NULL,
              body TEXT NOT NULL,
              status INTEGER NOT NULL,
              refused INTEGER NOT NULL
            ) STRICT;
            """;

    /// How long the id of a taken publication is remembered, so that adding it again adds nothing.
    private static final long REMEMBERED_MILLIS = 3_600_000;

    /// Ids that are remembered at most.
    private static final int REMEMBERED = 1_000_000;

    /// Old ids that go with each batch: more than may come with it, so that they never pile up.
    private static final int FORGOTTEN_AT_ONCE = 2 * Batch.MAX_EVENTS;

    /// Refused events that are kept for who wants to know; the oldest go.
    private static final int REFUSED = 10_000;

    private EventTable() {}

    /// What waits in one lane.
    record Waiting(int lane, long count, long oldestMillis) {}

    /// Lays every row into its lane; an earlier run may have had another number of them.
    static List<Waiting> arrange(Statements statements, int lanes) throws SQLException {
        statements.change("UPDATE event SET lane = hash % ?1 WHERE lane <> hash % ?1", lanes);
        return statements.rows(
                row -> new Waiting(row.getInt(1), row.getLong(2), row.getLong(3)),
                "SELECT lane, count(*), min(time) FROM event GROUP BY lane");
    }

    /// @return whether it is a new row, and not one that waits or was taken lately
    static boolean add(Statements statements, EventRow row, int lane, long nowMillis) throws SQLException {
        if (row.hasOwnId()
                && statements.number(
                                0,
                                "SELECT 1 FROM event_taken WHERE id = ? AND time > ?",
                                row.id(),
                                nowMillis - REMEMBERED_MILLIS)
                        == 1) {
            return false;
        }
        return statements.change(
                        "INSERT INTO event (id, key, hash, lane, time, body) VALUES (?, ?, ?, ?, ?, ?)"
                                + " ON CONFLICT (id) DO NOTHING",
                        row.id(),
                        row.key(),
                        row.hash(),
                        lane,
                        row.timeMillis(),
                        row.body())
                == 1;
    }

    /// What is at the front of a lane and fits one request.
    ///
    /// @param heldKeys events of these stay where they are
    static Batch front(Statements statements, int lane, Collection<String> heldKeys) throws SQLException {
        List<Object> parameters = new ArrayList<>();
        parameters.add(lane);
        parameters.addAll(heldKeys);
        parameters.add(Batch.MAX_EVENTS);
        String sql = "SELECT seq, id, key, body FROM event WHERE lane = ?"
                + (heldKeys.isEmpty() ? "" : " AND key NOT IN (?" + ", ?".repeat(heldKeys.size() - 1) + ")")
                + " ORDER BY seq LIMIT ?";
        List<Batch.Item> events = new ArrayList<>();
        int bytes = Batch.ENVELOPE_BYTES;
        try (ResultSet row = statements.of(sql, parameters.toArray()).executeQuery()) {
            while (row.next()) {
                byte[] body = row.getString(4).getBytes(StandardCharsets.UTF_8);
                bytes += body.length + 1;
                if (bytes > Batch.MAX_BYTES && !events.isEmpty()) {
                    break;
                }
                events.add(new Batch.Item(row.getString(1), row.getString(2), row.getString(3), body));
            }
        }
        return new Batch(events);
    }

    /// When the oldest event of a lane happened, 0 when there is none.
    static long oldestMillis(Statements statements, int lane) throws SQLException {
        return statements.number(0, "SELECT time FROM event WHERE lane = ? ORDER BY seq LIMIT 1", lane);
    }

    private static long seq(Batch.Item event) {
        return Long.parseLong(event.at());
    }

    /// @return rows that are gone
    static int remove(Statements statements, List<Batch.Item> events, long nowMillis) throws SQLException {
        int gone = 0;
        for (Batch.Item event : events) {
            gone += statements.change("DELETE FROM event WHERE seq = ?", seq(event));
            if (EventRow.isOwn(event.id())) {
                statements.change("INSERT OR REPLACE INTO event_taken (id, time) VALUES (?, ?)", event.id(), nowMillis);
            }
        }
        statements.change(
                "DELETE FROM event_taken WHERE time <= ? AND n IN (SELECT n FROM event_taken ORDER BY n LIMIT ?)",
                nowMillis - REMEMBERED_MILLIS,
                FORGOTTEN_AT_ONCE);
        statements.change("DELETE FROM event_taken WHERE n <= (SELECT max(n) FROM event_taken) - ?", REMEMBERED);
        return gone;
    }

    /// @return rows that are gone
    static int putAside(Statements statements, Batch.Item event, int status, long nowMillis) throws SQLException {
        statements.change(
                "INSERT INTO event_refused (id, key, time, body, status, refused)"
                        + " SELECT id, key, time, body, ?, ? FROM event WHERE seq = ?",
                status,
                nowMillis,
                seq(event));
        statements.change("DELETE FROM event_refused WHERE n <= (SELECT max(n) FROM event_refused) - ?", REFUSED);
        return remove(statements, List.of(event), nowMillis);
    }
}
