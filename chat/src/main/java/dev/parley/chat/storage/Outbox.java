package dev.parley.chat.storage;

import dev.parley.chat.storage.OutboxEvent.Kind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// What has to be published. A row says which message and what happened to it; the text stays where it is.
final class Outbox {
    private Outbox() {}

    /// The room is locked, so a room's rows have its order.
    static void put(Sql sql, String room, long position, Kind kind) throws SQLException {
        sql.change("INSERT INTO chat_outbox (room_id, position, kind) VALUES (?, ?, ?)", room, position, kind.name());
    }

    static List<OutboxEvent> oldest(Database database, int limit) throws ChatException {
        Limits.page(limit);
        return database.read(sql -> {
            List<OutboxEvent> events = sql.rows(
                    row -> event(row.getLong(13), Kind.valueOf(row.getString(14)), Pages.row(row)),
                    "SELECT " + Pages.COLUMNS + ", o.sequence, o.kind FROM chat_outbox o JOIN chat_messages m"
                            + " ON m.room_id = o.room_id AND m.position = o.position ORDER BY o.sequence LIMIT ?",
                    limit);
            List<Message> messages = Pages.complete(
                    sql, events.stream().map(OutboxEvent::message).toList(), "");
            List<OutboxEvent> all = new ArrayList<>(events.size());
            for (int i = 0; i < events.size(); i++) {
                OutboxEvent event = events.get(i);
                all.add(new OutboxEvent(event.sequence(), event.key(), event.kind(), messages.get(i)));
            }
            return all;
        });
    }

    private static OutboxEvent event(long sequence, Kind kind, Message message) {
        return new OutboxEvent(
                sequence, kind == Kind.SENT ? message.id() : message.id() + "/" + sequence, kind, message);
    }

    static void published(Database database, List<Long> sequences) throws ChatException {
        database.write(sql -> {
            sql.changeAll(
                    "DELETE FROM chat_outbox WHERE sequence = ?",
                    sequences.stream().map(sequence -> new Object[] {sequence}).toList());
            return true;
        });
    }
}
