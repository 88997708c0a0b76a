package dev.parley.chat.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who has done what to whom.
final class Audit {
    private static final String ENTRY =
            "SELECT sequence, done_at, done_by, act, room_id, subject, detail FROM chat_audit WHERE ";

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

    static List<AuditEntry> page(Database database, @Nullable String room, long before, int limit)
            throws ChatException {
        Limits.page(limit);
        String last = "sequence < ? ORDER BY sequence DESC LIMIT ?";
        return database.read(sql -> room == null
                ? sql.rows(Audit::row, ENTRY + last, before, limit)
                : sql.rows(Audit::row, ENTRY + "room_id = ? AND " + last, room, before, limit));
    }

    static List<AuditEntry> after(Database database, long sequence, int limit) throws ChatException {
        Limits.page(limit);
        return database.read(
                sql -> sql.rows(Audit::row, ENTRY + "sequence > ? ORDER BY sequence LIMIT ?", sequence, limit));
    }

    private static AuditEntry row(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getLong(1),
                Instant.ofEpochMilli(row.getLong(2)),
                row.getString(3),
                AuditEntry.Act.valueOf(row.getString(4)),
                row.getString(5),
                row.getString(6),
                row.getString(7));
    }
}
