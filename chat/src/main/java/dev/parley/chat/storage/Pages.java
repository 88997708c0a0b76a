package dev.parley.chat.storage;

import dev.parley.chat.storage.Message.Act;
import dev.parley.chat.storage.Message.Reaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reading messages.
final class Pages {
    static final String COLUMNS = "m.id, m.room_id, m.position, m.author, m.client_id, m.sent_at, m.body, m.reply_to,"
            + " m.edited_by, m.edited_at, m.deleted_by, m.deleted_at";
    private static final String MESSAGE = "SELECT " + COLUMNS + " FROM chat_messages m WHERE ";

    /// Ranges of the primary key: what they cost has nothing to do with the room's size.
    static final String BEFORE = MESSAGE + "m.room_id = ? AND m.position < ? ORDER BY m.position DESC LIMIT ?";
    static final String AFTER = MESSAGE + "m.room_id = ? AND m.position > ? ORDER BY m.position LIMIT ?";

    private final Database database;

    Pages(Database database) {
        this.database = database;
    }

    @Nullable Message message(String id, String reader) throws ChatException {
        List<Message> found =
                database.read(sql -> complete(sql, sql.rows(Pages::row, MESSAGE + "m.id = ?", id), reader));
        return found.isEmpty() ? null : found.getFirst();
    }

    List<Message> messages(Collection<String> ids) throws ChatException {
        List<String> some = List.copyOf(ids);
        Limits.page(Math.max(1, some.size()));
        return some.isEmpty()
                ? List.of()
                : database.read(sql -> sql.rows(
                        Pages::row, MESSAGE + "m.id IN (?" + ", ?".repeat(some.size() - 1) + ")", some.toArray()));
    }

    @Nullable Message sent(String room, String author, String clientId) throws ChatException {
        List<Message> found = database.read(sql -> complete(
                sql,
                sql.rows(
                        Pages::row,
                        MESSAGE + "m.room_id = ? AND m.author = ? AND m.client_id = ?",
                        room,
                        author,
                        clientId),
                author));
        return found.isEmpty() ? null : found.getFirst();
    }

    @Nullable Instant lastSent(String room, String author) throws ChatException {
        List<Instant> found = database.read(sql -> sql.rows(
                row -> Instant.ofEpochMilli(row.getLong(1)),
                "SELECT sent_at FROM chat_messages WHERE author = ? AND room_id = ? ORDER BY position DESC LIMIT 1",
                author,
                room));
        return found.isEmpty() ? null : found.getFirst();
    }

    List<Message> before(String room, long position, int limit, String reader) throws ChatException {
        Limits.page(limit);
        return database.read(sql -> {
            List<Message> found = sql.rows(Pages::row, BEFORE, room, position, limit);
            Collections.reverse(found);
            return complete(sql, found, reader);
        });
    }

    List<Message> after(String room, long position, int limit, String reader) throws ChatException {
        Limits.page(limit);
        return database.read(sql -> complete(sql, sql.rows(Pages::row, AFTER, room, position, limit), reader));
    }

    List<Message> search(String room, String words, long before, int limit, String reader) throws ChatException {
        Limits.page(limit);
        Grams.Query query = Grams.query(words);
        if (query.runs().isEmpty()) {
            return List.of();
        }
        return database.read(sql -> {
            List<Message> found = new ArrayList<>();
            long end = before;
            boolean more = true;
            while (more) {
                List<Long> candidates = candidates(sql, room, query.probes(), end);
                more = candidates.size() == Limits.PAGE;
                for (Long position : candidates) {
                    Message message = at(sql, room, position);
                    if (message != null && query.matches(message.text())) {
                        found.add(message);
                        if (found.size() == limit) {
                            return complete(sql, found, reader);
                        }
                    }
                    end = position;
                }
            }
            return complete(sql, found, reader);
        });
    }

    private static List<Long> candidates(Sql sql, String room, List<Grams.Probe> probes, long before)
            throws SQLException {
        StringBuilder text = new StringBuilder("SELECT DISTINCT g.position FROM chat_grams g WHERE g.room_id = ? AND ");
        List<Object> parameters = new ArrayList<>();
        parameters.add(room);
        Grams.Probe first = probes.getFirst();
        text.append(first.condition("g")).append(" AND g.position < ?");
        parameters.addAll(first.parameters());
        parameters.add(before);
        for (Grams.Probe probe : probes.subList(1, probes.size())) {
            text.append(
                            " AND EXISTS (SELECT 1 FROM chat_grams x WHERE x.room_id = g.room_id AND x.position = g.position AND ")
                    .append(probe.condition("x"))
                    .append(')');
            parameters.addAll(probe.parameters());
        }
        text.append(" ORDER BY g.position DESC LIMIT ").append(Limits.PAGE);
        return sql.rows(row -> row.getLong(1), text.toString(), parameters.toArray());
    }

    static @Nullable Message at(Sql sql, String room, long position) throws SQLException {
        return sql.first(Pages::row, MESSAGE + "m.room_id = ? AND m.position = ?", room, position);
    }

    static @Nullable Message find(Sql sql, String id) throws SQLException {
        return sql.first(Pages::row, MESSAGE + "m.id = ?", id);
    }

    /// The same with their reactions, mentions and files.
    static List<Message> complete(Sql sql, List<Message> messages, String reader) throws SQLException {
        List<Message> all = new ArrayList<>(messages.size());
        for (List<Message> sameRoom : neighbours(messages)) {
            long least = sameRoom.stream().mapToLong(Message::position).min().orElseThrow();
            long most = sameRoom.stream().mapToLong(Message::position).max().orElseThrow();
            Map<Long, List<Reaction>> reactions = new HashMap<>();
            sql.rows(
                    row -> reactions
                            .computeIfAbsent(row.getLong(1), _ -> new ArrayList<>())
                            .add(new Reaction(row.getString(2), row.getInt(3), row.getInt(4) > 0)),
                    "SELECT position, reaction, COUNT(*), SUM(CASE WHEN user_id = ? THEN 1 ELSE 0 END)"
                            + " FROM chat_reactions WHERE room_id = ? AND position BETWEEN ? AND ?"
                            + " GROUP BY position, reaction ORDER BY position, reaction",
                    reader,
                    sameRoom.getFirst().room(),
                    least,
                    most);
            Map<Long, List<String>> mentions = new HashMap<>();
            sql.rows(
                    row -> mentions.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>())
                            .add(row.getString(2)),
                    "SELECT position, user_id FROM chat_mentions WHERE room_id = ? AND position BETWEEN ? AND ?"
                            + " ORDER BY position, user_id",
                    sameRoom.getFirst().room(),
                    least,
                    most);
            Map<Long, List<Attachment>> files =
                    FileRows.of(sql, sameRoom.getFirst().room(), least, most);
            for (Message message : sameRoom) {
                long position = message.position();
                all.add(message.with(
                        reactions.getOrDefault(position, List.of()),
                        mentions.getOrDefault(position, List.of()),
                        files.getOrDefault(position, List.of())));
            }
        }
        return all;
    }

    /// Messages that one range of reactions and files is read for: of one room, and not far apart.
    private static List<List<Message>> neighbours(List<Message> messages) {
        List<List<Message>> groups = new ArrayList<>();
        for (Message message : messages) {
            Message last = groups.isEmpty() ? null : groups.getLast().getLast();
            if (last != null
                    && last.room().equals(message.room())
                    && Math.abs(last.position() - message.position()) <= 1) {
                groups.getLast().add(message);
            } else {
                List<Message> group = new ArrayList<>();
                group.add(message);
                groups.add(group);
            }
        }
        return groups;
    }

    static Message row(ResultSet row) throws SQLException {
        return new Message(
                row.getString(1),
                row.getString(2),
                row.getLong(3),
                row.getString(4),
                row.getString(5),
                Instant.ofEpochMilli(row.getLong(6)),
                row.getString(7),
                row.getString(8),
                act(row.getString(9), row.getLong(10)),
                act(row.getString(11), row.getLong(12)),
                List.of(),
                List.of(),
                List.of());
    }

    static @Nullable Act act(@Nullable String by, long millis) {
        return by == null ? null : new Act(by, Instant.ofEpochMilli(millis));
    }
}
