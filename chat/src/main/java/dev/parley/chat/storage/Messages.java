package dev.parley.chat.storage;

import dev.parley.chat.storage.ChatException.Reason;
import dev.parley.chat.storage.OutboxEvent.Kind;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Writing messages. Each change locks the room first, so that positions, times and events have one order.
final class Messages {
    private final Database database;
    private final InstantSource clock;
    private final Supplier<String> ids;

    Messages(Database database, InstantSource clock, Supplier<String> ids) {
        this.database = database;
        this.clock = clock;
        this.ids = ids;
    }

    Sent send(Draft draft) throws ChatException {
        return database.write(sql -> {
            long last = Rooms.lock(sql, draft.room());
            Long sent = sql.first(
                    row -> row.getLong(1),
                    "SELECT position FROM chat_messages WHERE room_id = ? AND author = ? AND client_id = ?",
                    draft.room(),
                    draft.author(),
                    draft.clientId());
            if (sent != null) {
                return new Sent(complete(sql, draft.room(), sent, draft.author()), true);
            }
            check(sql, draft);
            return new Sent(write(sql, draft, last + 1), false);
        });
    }

    private void check(Sql sql, Draft draft) throws SQLException, ChatException {
        Instant now = clock.instant();
        Member author = Rooms.find(sql, draft.room(), draft.author());
        if (author != null && author.banned(now)) {
            throw new ChatException(Reason.BANNED, "'" + draft.author() + "' is banned until " + author.bannedUntil());
        }
        if (author != null && author.muted(now)) {
            throw new ChatException(Reason.MUTED, "'" + draft.author() + "' is muted until " + author.mutedUntil());
        }
        if (Talks.isClosed(sql, draft.room())) {
            throw new ChatException(Reason.NOT_A_MEMBER, "the talk was closed: nobody would read it");
        }
        String replyTo = draft.replyTo();
        if (replyTo != null
                && !sql.exists("SELECT 1 FROM chat_messages WHERE id = ? AND room_id = ?", replyTo, draft.room())) {
            throw ChatException.noMessage(replyTo);
        }
    }

    private Message write(Sql sql, Draft draft, long position) throws SQLException, ChatException {
        long before = sql.number(0, "SELECT last_sent_at FROM chat_rooms WHERE id = ?", draft.room());
        Instant time = Instant.ofEpochMilli(Math.max(clock.millis(), before));
        String id = Limits.id("a message's id", ids.get());
        sql.change(
                "UPDATE chat_rooms SET last_position = ?, last_sent_at = ? WHERE id = ?",
                position,
                time.toEpochMilli(),
                draft.room());
        sql.change(
                "INSERT INTO chat_messages (room_id, position, id, author, client_id, sent_at, body, reply_to)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                draft.room(),
                position,
                id,
                draft.author(),
                draft.clientId(),
                time.toEpochMilli(),
                draft.text(),
                draft.replyTo());
        index(sql, draft.room(), position, draft.text(), draft.mentions());
        List<Attachment> files = FileRows.attach(sql, draft, position, time);
        Outbox.put(sql, draft.room(), position, Kind.SENT);
        return new Message(
                id,
                draft.room(),
                position,
                draft.author(),
                draft.clientId(),
                time,
                draft.text(),
                draft.replyTo(),
                null,
                null,
                List.of(),
                draft.mentions().stream().sorted().toList(),
                files);
    }

    Message edit(String id, String text, Set<String> mentions, Set<String> without, String by) throws ChatException {
        Limits.text("a message", text, 0, Limits.TEXT);
        Limits.user(by);
        Set<String> people = Draft.mentioned(mentions);
        Message edited = database.write(sql -> {
            Message was = locked(sql, id);
            refuseDeleted(was);
            takeOut(sql, was, without, text.isEmpty());
            sql.change(
                    "UPDATE chat_messages SET body = ?, edited_by = ?, edited_at = ? WHERE room_id = ? AND position = ?",
                    text,
                    by,
                    clock.millis(),
                    was.room(),
                    was.position());
            unindex(sql, was.room(), was.position());
            index(sql, was.room(), was.position(), text, people);
            Outbox.put(sql, was.room(), was.position(), Kind.EDITED);
            if (!by.equals(was.author())) {
                Audit.note(sql, clock, by, AuditEntry.Act.EDIT, was.room(), was.author(), id);
            }
            return complete(sql, was.room(), was.position(), by);
        });
        database.scrubIfIdle();
        return edited;
    }

    private void takeOut(Sql sql, Message was, Set<String> without, boolean noText) throws SQLException, ChatException {
        List<Attachment> files =
                FileRows.of(sql, was.room(), was.position(), was.position()).getOrDefault(was.position(), List.of());
        if (noText && files.stream().allMatch(file -> without.contains(file.id()))) {
            throw new ChatException(Reason.EMPTY, "nothing would be left of the message: delete it instead");
        }
        for (Attachment file : files) {
            if (without.contains(file.id())) {
                FileRows.drop(sql, clock.instant(), "f.id = ?", file.id());
            }
        }
    }

    Message delete(String id, String by) throws ChatException {
        Limits.user(by);
        Message deleted = database.write(sql -> {
            Message was = locked(sql, id);
            if (was.deleted() != null) {
                return was;
            }
            sql.change(
                    "UPDATE chat_messages SET body = '', deleted_by = ?, deleted_at = ? WHERE room_id = ? AND position = ?",
                    by,
                    clock.millis(),
                    was.room(),
                    was.position());
            unindex(sql, was.room(), was.position());
            sql.change("DELETE FROM chat_reactions WHERE room_id = ? AND position = ?", was.room(), was.position());
            FileRows.dropOf(sql, clock.instant(), was.room(), was.position(), was.position());
            Reports.resolve(sql, clock, was.room(), was.position(), by);
            Outbox.put(sql, was.room(), was.position(), Kind.DELETED);
            if (!by.equals(was.author())) {
                Audit.note(sql, clock, by, AuditEntry.Act.DELETE, was.room(), was.author(), id);
            }
            return complete(sql, was.room(), was.position(), by);
        });
        database.scrubIfIdle();
        return deleted;
    }

    Message react(String id, String user, String reaction, boolean on) throws ChatException {
        Limits.user(user);
        Limits.text("a reaction", reaction, 1, Limits.REACTION);
        return database.write(sql -> {
            Message to = locked(sql, id);
            refuseDeleted(to);
            String mine = " FROM chat_reactions WHERE room_id = ? AND position = ? AND reaction = ? AND user_id = ?";
            boolean was = sql.exists("SELECT 1" + mine, to.room(), to.position(), reaction, user);
            if (was && !on) {
                sql.change("DELETE" + mine, to.room(), to.position(), reaction, user);
            } else if (!was && on) {
                refuseOneMore(sql, to, reaction);
                sql.change(
                        "INSERT INTO chat_reactions (room_id, position, reaction, user_id) VALUES (?, ?, ?, ?)",
                        to.room(),
                        to.position(),
                        reaction,
                        user);
            }
            if (was != on) {
                Outbox.put(sql, to.room(), to.position(), Kind.REACTED);
            }
            return complete(sql, to.room(), to.position(), user);
        });
    }

    private static void refuseOneMore(Sql sql, Message to, String reaction) throws SQLException, ChatException {
        long others = sql.number(
                0,
                "SELECT COUNT(DISTINCT reaction) FROM chat_reactions WHERE room_id = ? AND position = ? AND reaction <> ?",
                to.room(),
                to.position(),
                reaction);
        if (others >= Limits.REACTIONS) {
            throw new ChatException(
                    Reason.TOO_MANY,
                    "a message has at most " + Limits.REACTIONS + " different reactions: join one of those it has");
        }
    }

    static void refuseDeleted(Message message) throws ChatException {
        if (message.deleted() != null) {
            throw new ChatException(Reason.DELETED, "the message '" + message.id() + "' was deleted");
        }
    }

    /// The message as it is once its room is locked.
    static Message locked(Sql sql, String id) throws SQLException, ChatException {
        Message seen = Pages.find(sql, id);
        if (seen == null) {
            throw ChatException.noMessage(id);
        }
        Rooms.lock(sql, seen.room());
        return present(Pages.find(sql, id), id);
    }

    private static Message complete(Sql sql, String room, long position, String reader)
            throws SQLException, ChatException {
        Message message = present(Pages.at(sql, room, position), room + "/" + position);
        return Pages.complete(sql, List.of(message), reader).getFirst();
    }

    private static Message present(@Nullable Message message, String id) throws ChatException {
        if (message == null) {
            throw ChatException.noMessage(id);
        }
        return message;
    }

    private static void index(Sql sql, String room, long position, String text, Set<String> mentions)
            throws SQLException {
        sql.changeAll(
                "INSERT INTO chat_grams (room_id, gram, position) VALUES (?, ?, ?)",
                Grams.of(text).stream()
                        .sorted()
                        .map(gram -> new Object[] {room, gram, position})
                        .toList());
        sql.changeAll(
                "INSERT INTO chat_mentions (user_id, room_id, position) VALUES (?, ?, ?)",
                mentions.stream()
                        .map(user -> new Object[] {user, room, position})
                        .toList());
    }

    private static void unindex(Sql sql, String room, long position) throws SQLException {
        sql.change("DELETE FROM chat_grams WHERE room_id = ? AND position = ?", room, position);
        sql.change("DELETE FROM chat_mentions WHERE room_id = ? AND position = ?", room, position);
    }
}
