package dev.parley.chat.storage;

import dev.parley.chat.storage.ChatException.Reason;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/// What the law and the owner ask for: handing out, erasing, forgetting.
final class Privacy {
    /// How often the file is asked to forget before the caller is told that somebody reads.
    private static final int ATTEMPTS = 5;

    /// The tables that have a room's positions.
    private static final List<String> FORGOTTEN =
            List.of("chat_grams", "chat_mentions", "chat_reactions", "chat_reports", "chat_outbox", "chat_messages");

    private final Database database;
    private final InstantSource clock;

    Privacy(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    boolean isAuthor(String user) throws ChatException {
        return database.read(sql -> sql.exists("SELECT 1 FROM chat_messages WHERE author = ? LIMIT 1", user));
    }

    long export(String user, String by, Consumer<Message> to) throws ChatException {
        Limits.user(user);
        database.write(sql -> {
            Audit.note(sql, clock, by, AuditEntry.Act.EXPORT, "", user, "");
            return true;
        });
        long count = 0;
        String room = "";
        long position = 0;
        while (true) {
            String afterRoom = room;
            long afterPosition = position;
            List<Message> page = database.read(sql -> Pages.complete(
                    sql,
                    sql.rows(
                            Pages::row,
                            "SELECT " + Pages.COLUMNS + " FROM chat_messages m WHERE m.author = ?"
                                    + " AND (m.room_id > ? OR m.room_id = ? AND m.position > ?)"
                                    + " ORDER BY m.room_id, m.position LIMIT ?",
                            user,
                            afterRoom,
                            afterRoom,
                            afterPosition,
                            Limits.PAGE),
                    user));
            page.forEach(to);
            count += page.size();
            if (page.size() < Limits.PAGE) {
                return count;
            }
            room = page.getLast().room();
            position = page.getLast().position();
        }
    }

    long erase(String user, String by) throws ChatException {
        Limits.user(user);
        long erased = database.write(sql -> {
            long count = 0;
            for (String room : sql.rows(
                    row -> row.getString(1),
                    "SELECT DISTINCT room_id FROM chat_messages WHERE author = ? ORDER BY room_id",
                    user)) {
                Rooms.lock(sql, room);
                count += eraseIn(sql, room, user, by);
            }
            sql.change(
                    "INSERT INTO chat_outbox (room_id, position, kind) SELECT DISTINCT room_id, position, 'REACTED'"
                            + " FROM chat_reactions WHERE user_id = ?",
                    user);
            sql.change("DELETE FROM chat_reactions WHERE user_id = ?", user);
            sql.change("DELETE FROM chat_mentions WHERE user_id = ?", user);
            sql.change("DELETE FROM chat_reads WHERE user_id = ?", user);
            FileRows.drop(sql, clock.instant(), "f.owner = ?", user);
            Reports.erase(sql, user);
            sql.change("DELETE FROM chat_names WHERE user_id = ?", user);
            sql.change("DELETE FROM chat_accounts WHERE user_id = ?", user);
            sql.change("DELETE FROM chat_people WHERE id = ?", user);
            Audit.note(sql, clock, by, AuditEntry.Act.ERASE, "", user, "");
            return count;
        });
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (database.scrub()) {
                return erased;
            }
        }
        throw new ChatException(
                Reason.UNAVAILABLE,
                "erased, but the file could not be overwritten while somebody reads it: erase the same person again");
    }

    private int eraseIn(Sql sql, String room, String user, String by) throws SQLException {
        String theirs = " WHERE room_id = ? AND position IN"
                + " (SELECT m.position FROM chat_messages m WHERE m.room_id = ? AND m.author = ?)";
        sql.change("DELETE FROM chat_grams" + theirs, room, room, user);
        sql.change("DELETE FROM chat_mentions" + theirs, room, room, user);
        sql.change("DELETE FROM chat_reactions" + theirs, room, room, user);
        sql.change(
                "INSERT INTO chat_outbox (room_id, position, kind) SELECT room_id, position, 'DELETED' FROM chat_messages"
                        + " WHERE room_id = ? AND author = ? AND deleted_at IS NULL ORDER BY position",
                room,
                user);
        return sql.change(
                "UPDATE chat_messages SET body = '', deleted_by = ?, deleted_at = ?"
                        + " WHERE room_id = ? AND author = ? AND deleted_at IS NULL",
                by,
                clock.millis(),
                room,
                user);
    }

    long forget(String room, Instant sentBefore) throws ChatException {
        long all = 0;
        int some;
        do {
            some = database.write(sql -> {
                Rooms.lock(sql, room);
                List<Long> old = sql.rows(
                        row -> row.getLong(1),
                        "SELECT position FROM chat_messages WHERE room_id = ? AND sent_at < ?"
                                + " ORDER BY sent_at, position LIMIT ?",
                        room,
                        sentBefore.toEpochMilli(),
                        Limits.PAGE);
                if (!old.isEmpty()) { // times follow positions, so these are neighbours
                    FileRows.dropOf(sql, clock.instant(), room, Collections.min(old), Collections.max(old));
                }
                List<Object[]> rows = old.stream()
                        .map(position -> new Object[] {room, position})
                        .toList();
                for (String table : FORGOTTEN) {
                    sql.changeAll("DELETE FROM " + table + " WHERE room_id = ? AND position = ?", rows);
                }
                return old.size();
            });
            all += some;
        } while (some == Limits.PAGE);
        database.scrubIfIdle();
        return all;
    }
}
