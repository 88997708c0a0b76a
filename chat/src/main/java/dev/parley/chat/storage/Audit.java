package dev.parley.chat.storage;

import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Who has done what to whom.
final class Audit {
    private Audit() {}

    static void note(
            Sql sql, InstantSource clock, String by, AuditEntry.Act act, String room, String subject, String detail)
            throws SQLException {
        sql.change(
                "INSERT INTO chat_audit (done_at, done_by, act, room_id, subject, detail) VALUES (?, ?, ?, ?, ?, ?)",
                clock.millis(),
                Limits.user(by),
                act.name(),
                room,
                subject,
                detail);
    }

    static List<AuditEntry> page(Database database, String room, long before, int limit) throws ChatException {
        Limits.page(limit);
        return database.read(sql -> sql.rows(
                row -> new AuditEntry(
                        row.getLong(1),
                        Instant.ofEpochMilli(row.getLong(2)),
                        row.getString(3),
                        AuditEntry.Act.valueOf(row.getString(4)),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7)),
                "SELECT sequence, done_at, done_by, act, room_id, subject, detail FROM chat_audit"
                        + " WHERE room_id = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?",
                room,
                before,
                limit));
    }
}
