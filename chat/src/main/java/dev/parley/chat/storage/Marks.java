package dev.parley.chat.storage;

import dev.parley.chat.storage.ChatException.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far everybody has read.
final class Marks {
    /// One row for each room of the person.
    private static final String UNREAD = """
            SELECT r.id, COALESCE(k.position, 0), r.last_position,
              (SELECT COUNT(*) FROM chat_messages m WHERE m.room_id = r.id AND m.position > COALESCE(k.position, 0)
                 AND m.position <= COALESCE(k.position, 0) + ? AND m.author <> ? AND m.deleted_at IS NULL),
              (SELECT COUNT(*) FROM chat_mentions n WHERE n.user_id = ? AND n.room_id = r.id
                 AND n.position > COALESCE(k.position, 0))
            FROM chat_members p JOIN chat_rooms r ON r.id = p.room_id
              LEFT JOIN chat_reads k ON k.user_id = p.user_id AND k.room_id = p.room_id
            WHERE p.user_id = ? AND p.joined_at IS NOT NULL""";

    private Marks() {}

    static long move(Database database, String room, String user, long position) throws ChatException {
        Limits.user(user);
        if (position < 0) {
            throw new ChatException(Reason.NO_SUCH_MESSAGE, "positions begin at 1; 0 is in front of all");
        }
        return database.write(sql -> {
            long last = sql.number(-1, "SELECT last_position FROM chat_rooms WHERE id = ?", room);
            if (last < 0) {
                throw ChatException.noRoom(room);
            }
            sql.change(sql.dialect().moveMark(), user, room, Math.min(position, last));
            return sql.number(0, "SELECT position FROM chat_reads WHERE user_id = ? AND room_id = ?", user, room);
        });
    }

    static List<Unread> of(Database database, String user) throws ChatException {
        return database.read(sql -> sql.rows(Marks::row, UNREAD + " ORDER BY r.id", Limits.UNREAD, user, user, user));
    }

    static @Nullable Unread of(Database database, String user, String room) throws ChatException {
        List<Unread> found = database.read(
                sql -> sql.rows(Marks::row, UNREAD + " AND r.id = ?", Limits.UNREAD, user, user, user, room));
        return found.isEmpty() ? null : found.getFirst();
    }

    private static Unread row(ResultSet row) throws SQLException {
        return new Unread(
                row.getString(1),
                row.getLong(2),
                row.getLong(3),
                row.getInt(4),
                row.getLong(3) - row.getLong(2) > Limits.UNREAD,
                row.getInt(5));
    }
}
