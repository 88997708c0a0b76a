package dev.parley.events;

import dev.parley.events.InboxPlace.Fate;
import dev.parley.events.InboxPlace.Outcome;
import dev.parley.hub.Payload;
import dev.parley.hub.UserId;
import dev.parley.store.Store.Statements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The rows of messages. Within works of the store.
///
/// A row without `acknowledged` waits. When it is taken, it goes; one with a key stays for a while, empty, so that a push
/// that is made again is known.
final class InboxTable {

    static final String SQL = """
            CREATE TABLE inbox (
              id INTEGER PRIMARY KEY AUTOINCREMENT,
              user TEXT NOT NULL,
              kind TEXT NOT NULL,
              data BLOB NOT NULL,
              tags TEXT NOT NULL,
              time INTEGER NOT NULL,
              key TEXT,
              acknowledged INTEGER,
              UNIQUE (user, key)
            ) STRICT;
            CREATE INDEX inbox_waiting ON inbox (user) WHERE acknowledged IS NULL;
            CREATE INDEX inbox_acknowledged ON inbox (acknowledged) WHERE acknowledged IS NOT NULL;
            CREATE INDEX inbox_time ON inbox (time) WHERE acknowledged IS NULL;
            """;

    /// Rows that go in one work: no work holds up the others for long.
    static final int SWEPT_AT_ONCE = 1_000;

    private final InboxOptions options;
    private final InstantSource clock;

    /// @param emptied users that have nothing waiting any more
    record Swept(int rows, List<String> emptied) {}

    InboxTable(InboxOptions options, InstantSource clock) {
        this.options = options;
        this.clock = clock;
    }

    /// Who has something waiting.
    static List<String> users(Statements statements) throws SQLException {
        return statements.rows(row -> row.getString(1), "SELECT DISTINCT user FROM inbox WHERE acknowledged IS NULL");
    }

    Outcome insert(Statements statements, UserId user, Payload payload, String tags, @Nullable String key)
            throws SQLException {
        if (key != null) {
            long known = statements.number(0, "SELECT id FROM inbox WHERE user = ? AND key = ?", user.value(), key);
            if (known != 0) {
                return new Outcome(Fate.KNOWN, known);
            }
        }
        long before = statements.number(
                0,
                "SELECT count(*) FROM (SELECT 1 FROM inbox WHERE user = ? AND acknowledged IS NULL LIMIT ?)",
                user.value(),
                options.perUser());
        if (before >= options.perUser()) {
            return new Outcome(Fate.FULL, 0);
        }
        statements.change(
                "INSERT INTO inbox (user, kind, data, tags, time, key) VALUES (?, ?, ?, ?, ?, ?)",
                user.value(),
                payload.kind().name().toLowerCase(Locale.ROOT),
                payload.toByteArray(),
                tags,
                clock.millis(),
                key);
        return new Outcome(Fate.KEPT, statements.number(0, "SELECT last_insert_rowid()"));
    }

    List<Kept> page(Statements statements, UserId user, long afterId, int limit) throws SQLException {
        List<Kept> page = new ArrayList<>();
        int bytes = 0;
        try (ResultSet row = statements
                .of(
                        "SELECT id, kind, data, tags, time FROM inbox"
                                + " WHERE user = ? AND acknowledged IS NULL AND id > ? AND time > ? ORDER BY id LIMIT ?",
                        user.value(),
                        afterId,
                        clock.millis() - options.age().toMillis(),
                        limit)
                .executeQuery()) {
            while (bytes < Inbox.PAGE_BYTES && row.next()) {
                Payload.Kind kind = Payload.Kind.valueOf(row.getString(2).toUpperCase(Locale.ROOT));
                Payload payload = Payload.trusted(kind, row.getBytes(3));
                bytes += payload.size();
                page.add(new Kept(row.getLong(1), payload, Tags.read(row.getString(4)), row.getLong(5)));
            }
        }
        return page;
    }

    static long newest(Statements statements, UserId user) throws SQLException {
        return statements.number(0, "SELECT max(id) FROM inbox WHERE user = ? AND acknowledged IS NULL", user.value());
    }

    int takeUpTo(Statements statements, UserId user, long id) throws SQLException {
        return take(statements, "id <= ?", user, id);
    }

    int take(Statements statements, UserId user, long id) throws SQLException {
        return take(statements, "id = ?", user, id);
    }

    /// Of messages with a key, the key stays for a while.
    private int take(Statements statements, String which, UserId user, long id) throws SQLException {
        return statements.change(
                        "DELETE FROM inbox WHERE user = ? AND acknowledged IS NULL AND key IS NULL AND " + which,
                        user.value(),
                        id)
                + statements.change(
                        "UPDATE inbox SET acknowledged = ?, data = x'', tags = '{}'"
                                + " WHERE user = ? AND acknowledged IS NULL AND " + which,
                        clock.millis(),
                        user.value(),
                        id);
    }

    static boolean hasNothing(Statements statements, String user) throws SQLException {
        return statements.number(0, "SELECT 1 FROM inbox WHERE user = ? AND acknowledged IS NULL LIMIT 1", user) == 0;
    }

    Swept sweep(Statements statements) throws SQLException {
        long now = clock.millis();
        int keys = statements.change(
                "DELETE FROM inbox WHERE id IN (SELECT id FROM inbox WHERE acknowledged <= ? LIMIT ?)",
                now - InboxPlace.REMEMBERED_MILLIS,
                SWEPT_AT_ONCE);
        record Old(long id, String user) {}
        List<Old> old = statements.rows(
                row -> new Old(row.getLong(1), row.getString(2)),
                "SELECT id, user FROM inbox WHERE time <= ? AND acknowledged IS NULL ORDER BY time LIMIT ?",
                now - options.age().toMillis(),
                SWEPT_AT_ONCE - keys);
        List<String> emptied = new ArrayList<>();
        for (Old each : old) {
            statements.change("DELETE FROM inbox WHERE id = ?", each.id());
            if (hasNothing(statements, each.user())) {
                emptied.add(each.user());
            }
        }
        return new Swept(keys + old.size(), emptied);
    }
}
