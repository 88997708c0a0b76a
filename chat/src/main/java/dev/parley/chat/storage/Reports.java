package dev.parley.chat.storage;

import dev.parley.chat.storage.ChatException.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was reported, and what became of it.
final class Reports {
    private static final String REPORT = "SELECT " + Pages.COLUMNS
            + ", r.id, r.reported_by, r.reason, r.reported_at, r.resolved_by, r.resolved_at"
            + " FROM chat_reports r JOIN chat_messages m ON m.room_id = r.room_id AND m.position = r.position WHERE ";

    private final Database database;
    private final InstantSource clock;

    Reports(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    Report report(String message, String by, String reason) throws ChatException {
        Limits.user(by);
        Limits.text("a report's reason", reason, 0, Limits.REASON);
        return database.write(sql -> {
            Message about = Messages.locked(sql, message);
            Messages.refuseDeleted(about);
            String mine = "r.room_id = ? AND r.position = ? AND r.reported_by = ?";
            Report was = sql.first(Reports::row, REPORT + mine, about.room(), about.position(), by);
            if (was != null) {
                return was;
            }
            refuseOneMore(sql, by);
            sql.change(
                    "INSERT INTO chat_reports (room_id, position, author, reported_by, reason, reported_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    about.room(),
                    about.position(),
                    about.author(),
                    by,
                    reason,
                    clock.millis());
            Report is = sql.first(Reports::row, REPORT + mine, about.room(), about.position(), by);
            if (is == null) {
                throw ChatException.noMessage(message);
            }
            return is;
        });
    }

    private static void refuseOneMore(Sql sql, String by) throws SQLException, ChatException {
        long open =
                sql.number(0, "SELECT COUNT(*) FROM chat_reports WHERE reported_by = ? AND resolved_at IS NULL", by);
        if (open >= Limits.REPORTS) {
            throw new ChatException(
                    Reason.TOO_MANY,
                    "one person has at most " + Limits.REPORTS
                            + " open reports: wait until somebody has dealt with them");
        }
    }

    @Nullable Report report(long id) throws ChatException {
        List<Report> found = database.read(sql -> whole(sql, sql.rows(Reports::row, REPORT + "r.id = ?", id)));
        return found.isEmpty() ? null : found.getFirst();
    }

    List<Report> open(@Nullable String room, long before, int limit) throws ChatException {
        Limits.page(limit);
        String open = "r.resolved_at IS NULL AND r.id < ? ";
        String last = "ORDER BY r.id DESC LIMIT ?";
        return database.read(sql -> whole(
                sql,
                room == null
                        ? sql.rows(Reports::row, REPORT + open + last, before, limit)
                        : sql.rows(Reports::row, REPORT + open + "AND r.room_id = ? " + last, before, room, limit)));
    }

    int count(String room) throws ChatException {
        return database.read(sql -> (int)
                sql.number(0, "SELECT COUNT(*) FROM chat_reports WHERE room_id = ? AND resolved_at IS NULL", room));
    }

    Report resolve(long id, String by) throws ChatException {
        Limits.user(by);
        return database.write(sql -> {
            Report was = found(sql, id);
            if (was.resolved() != null) {
                return was;
            }
            Message about = was.message();
            Rooms.lock(sql, about.room());
            resolve(sql, clock, about.room(), about.position(), by);
            Audit.note(sql, clock, by, AuditEntry.Act.RESOLVE, about.room(), about.author(), about.id());
            return found(sql, id);
        });
    }

    private static Report found(Sql sql, long id) throws SQLException, ChatException {
        Report report = sql.first(Reports::row, REPORT + "r.id = ?", id);
        if (report == null) {
            throw new ChatException(Reason.NO_SUCH_REPORT, "there is no report " + id);
        }
        return report;
    }

    /// All reports of a message are dealt with at once.
    static void resolve(Sql sql, InstantSource clock, String room, long position, String by) throws SQLException {
        sql.change(
                "UPDATE chat_reports SET resolved_by = ?, resolved_at = ?"
                        + " WHERE room_id = ? AND position = ? AND resolved_at IS NULL",
                by,
                clock.millis(),
                room,
                position);
    }

    /// Those by the person, whose words they have, and those about them.
    static void erase(Sql sql, String user) throws SQLException {
        sql.change("DELETE FROM chat_reports WHERE reported_by = ?", user);
        sql.change("DELETE FROM chat_reports WHERE author = ?", user);
    }

    /// With what belongs to their messages.
    private static List<Report> whole(Sql sql, List<Report> reports) throws SQLException {
        List<Message> messages =
                Pages.complete(sql, reports.stream().map(Report::message).toList(), "");
        List<Report> all = new ArrayList<>(reports.size());
        for (int i = 0; i < reports.size(); i++) {
            Report each = reports.get(i);
            all.add(new Report(each.id(), messages.get(i), each.by(), each.reason(), each.time(), each.resolved()));
        }
        return all;
    }

    private static Report row(ResultSet row) throws SQLException {
        return new Report(
                row.getLong(13),
                Pages.row(row),
                row.getString(14),
                row.getString(15),
                Instant.ofEpochMilli(row.getLong(16)),
                Pages.act(row.getString(17), row.getLong(18)));
    }
}
