package dev.parley.chat.storage;

import dev.parley.chat.storage.ChatException.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Visitors' talks with operators. `open_for` is the visitor while the talk is open and null then, and unique: so there is
/// one open talk per visitor, whatever two nodes do at once.
final class Talks {
    private static final String COLUMNS =
            "t.room_id, t.visitor, t.opened_at, t.operator, t.taken_at, t.closed_by, t.closed_at";
    private static final String TALK = "SELECT " + COLUMNS + " FROM chat_talks t WHERE ";

    private final Database database;
    private final InstantSource clock;

    Talks(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    Talk open(String visitor, String room, String name) throws ChatException {
        Instant now = Instant.ofEpochMilli(clock.millis());
        Room made = new Room(room, name, Room.Kind.SUPPORT, now, "", 0);
        Limits.user(visitor);
        return database.write(sql -> {
            Talk open = sql.first(Talks::row, TALK + "t.open_for = ?", visitor);
            if (open != null) {
                letBackIn(sql, open, now);
                return open;
            }
            Rooms.insert(sql, made);
            Rooms.put(sql, new Member(room, visitor, Member.Role.GUEST, now, null, null));
            sql.change(
                    "INSERT INTO chat_talks (room_id, visitor, open_for, opened_at) VALUES (?, ?, ?, ?)",
                    room,
                    visitor,
                    visitor,
                    now.toEpochMilli());
            return new Talk(room, visitor, now, null, null, null);
        });
    }

    private static void letBackIn(Sql sql, Talk talk, Instant now) throws SQLException, ChatException {
        Rooms.lock(sql, talk.room());
        Member was = Rooms.find(sql, talk.room(), talk.visitor());
        if (was != null && was.banned(now)) {
            throw new ChatException(
                    Reason.BANNED, "'" + talk.visitor() + "' may not come in before " + was.bannedUntil());
        }
        if (was == null || was.joined() == null) {
            Instant muted = was == null ? null : was.mutedUntil();
            Rooms.put(sql, new Member(talk.room(), talk.visitor(), Member.Role.GUEST, now, muted, null));
        }
    }

    @Nullable Talk talk(String room) throws ChatException {
        List<Talk> found = database.read(sql -> sql.rows(Talks::row, TALK + "t.room_id = ?", room));
        return found.isEmpty() ? null : found.getFirst();
    }

    Talk take(String room, String operator) throws ChatException {
        Limits.user(operator);
        return database.write(sql -> {
            Talk talk = locked(sql, room);
            if (operator.equals(talk.operator())) {
                return talk;
            }
            if (!talk.open()) {
                throw new ChatException(Reason.TAKEN, "the talk was closed meanwhile");
            }
            if (talk.operator() != null) {
                throw new ChatException(Reason.TAKEN, "'" + talk.operator() + "' has taken the talk");
            }
            Instant now = Instant.ofEpochMilli(clock.millis());
            sql.change(
                    "UPDATE chat_talks SET operator = ?, taken_at = ? WHERE room_id = ?",
                    operator,
                    now.toEpochMilli(),
                    room);
            // what was said before is unread to them: they have no mark
            Rooms.put(sql, new Member(room, operator, Member.Role.MODERATOR, now, null, null));
            Audit.note(sql, clock, operator, AuditEntry.Act.TAKE, room, talk.visitor(), "");
            return locked(sql, room);
        });
    }

    Talk close(String room, String by) throws ChatException {
        Limits.user(by);
        return database.write(sql -> {
            Talk talk = locked(sql, room);
            if (!talk.open()) {
                return talk;
            }
            sql.change(
                    "UPDATE chat_talks SET open_for = NULL, closed_by = ?, closed_at = ? WHERE room_id = ?",
                    by,
                    clock.millis(),
                    room);
            sql.change("DELETE FROM chat_members WHERE room_id = ?", room);
            Audit.note(sql, clock, by, AuditEntry.Act.CLOSE, room, talk.visitor(), "");
            return locked(sql, room);
        });
    }

    List<Talk.Waiting> waiting(int limit) throws ChatException {
        Limits.page(limit);
        return database.read(sql -> sql.rows(
                row -> new Talk.Waiting(row(row, 12), Pages.row(row)),
                "SELECT " + Pages.COLUMNS + ", " + COLUMNS + " FROM chat_talks t JOIN chat_rooms r ON r.id = t.room_id"
                        + " JOIN chat_messages m ON m.room_id = r.id AND m.position = r.last_position"
                        + " WHERE t.open_for IS NOT NULL AND t.operator IS NULL ORDER BY t.opened_at, t.room_id LIMIT ?",
                limit));
    }

    int count() throws ChatException {
        return database.read(sql -> (int) sql.number(
                0,
                "SELECT COUNT(*) FROM chat_talks t JOIN chat_rooms r ON r.id = t.room_id"
                        + " WHERE t.open_for IS NOT NULL AND t.operator IS NULL AND r.last_position > 0"));
    }

    int dropSilent(Instant openedBefore) throws ChatException {
        return database.write(sql -> {
            int dropped = 0;
            for (String room : sql.rows(
                    row -> row.getString(1),
                    "SELECT t.room_id FROM chat_talks t JOIN chat_rooms r ON r.id = t.room_id"
                            + " WHERE t.opened_at < ? AND r.last_position = 0 ORDER BY t.room_id LIMIT ?",
                    openedBefore.toEpochMilli(),
                    Limits.PAGE)) {
                // something may have been said in it meanwhile
                if (sql.change("DELETE FROM chat_rooms WHERE id = ? AND last_position = 0", room) > 0) {
                    for (String table : List.of("chat_talks", "chat_members", "chat_reads")) {
                        sql.change("DELETE FROM " + table + " WHERE room_id = ?", room);
                    }
                    dropped++;
                }
            }
            return dropped;
        });
    }

    /// Whether it is a visitor's talk that has ended. The room is locked.
    static boolean isClosed(Sql sql, String room) throws SQLException {
        return sql.exists("SELECT 1 FROM chat_talks WHERE room_id = ? AND open_for IS NULL", room);
    }

    /// The talk, once nobody else changes it.
    private static Talk locked(Sql sql, String room) throws SQLException, ChatException {
        Rooms.lock(sql, room);
        Talk talk = sql.first(Talks::row, TALK + "t.room_id = ?", room);
        if (talk == null) {
            throw ChatException.noRoom(room);
        }
        return talk;
    }

    private static Talk row(ResultSet row) throws SQLException {
        return row(row, 0);
    }

    private static Talk row(ResultSet row, int behind) throws SQLException {
        long taken = row.getLong(behind + 5);
        return new Talk(
                row.getString(behind + 1),
                row.getString(behind + 2),
                Instant.ofEpochMilli(row.getLong(behind + 3)),
                row.getString(behind + 4),
                taken == 0 ? null : Instant.ofEpochMilli(taken),
                Pages.act(row.getString(behind + 6), row.getLong(behind + 7)));
    }
}
