package dev.parley.chat.storage;

import dev.parley.chat.storage.ChatException.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rooms, and who is in them.
final class Rooms {
    private static final String ROOM =
            "SELECT id, name, kind, created_at, settings, last_position FROM chat_rooms WHERE ";
    private static final String MEMBER =
            "SELECT room_id, user_id, role, joined_at, muted_until, banned_until FROM chat_members WHERE ";

    private final Database database;
    private final InstantSource clock;

    Rooms(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Locks the room: until the transaction ends, nobody else changes anything in it.
    ///
    /// @return the position of its last message
    static long lock(Sql sql, String room) throws SQLException, ChatException {
        long last = sql.number(
                -1,
                "SELECT last_position FROM chat_rooms WHERE id = ?"
                        + sql.dialect().forUpdate(),
                room);
        if (last < 0) {
            throw ChatException.noRoom(room);
        }
        return last;
    }

    Room create(String id, String name, Room.Kind kind, String settings, String owner) throws ChatException {
        Instant now = Instant.ofEpochMilli(clock.millis());
        Room room = new Room(id, name, kind, now, settings, 0);
        Limits.user(owner);
        return database.write(sql -> {
            if (sql.exists("SELECT 1 FROM chat_rooms WHERE id = ?", id)) {
                throw new ChatException(Reason.ROOM_EXISTS, "there is a room '" + id + "': take another id");
            }
            insert(sql, room);
            put(sql, new Member(id, owner, Member.Role.OWNER, now, null, null));
            return room;
        });
    }

    Room change(String id, String name, String settings, String by) throws ChatException {
        Limits.text("a room's name", name, 1, Limits.NAME);
        Limits.text("a room's settings", settings, 0, Limits.SETTINGS);
        return database.write(sql -> {
            lock(sql, id);
            sql.change("UPDATE chat_rooms SET name = ?, settings = ? WHERE id = ?", name, settings, id);
            Audit.note(sql, clock, by, AuditEntry.Act.CHANGE, id, "", "");
            Room room = sql.first(Rooms::room, ROOM + "id = ?", id);
            if (room == null) {
                throw ChatException.noRoom(id);
            }
            return room;
        });
    }

    @Nullable Room room(String id) throws ChatException {
        List<Room> found = database.read(sql -> sql.rows(Rooms::room, ROOM + "id = ?", id));
        return found.isEmpty() ? null : found.getFirst();
    }

    /// Those that whoever may look around finds.
    List<Room> open(String after, int limit) throws ChatException {
        Limits.page(limit);
        return database.read(sql -> sql.rows(
                Rooms::room, ROOM + "kind IN ('PUBLIC', 'ANNOUNCEMENT') AND id > ? ORDER BY id LIMIT ?", after, limit));
    }

    long count() throws ChatException {
        return database.read(
                sql -> sql.number(0, "SELECT COUNT(*) FROM chat_rooms WHERE kind NOT IN ('PRIVATE', 'SUPPORT')"));
    }

    List<Joined> of(String user) throws ChatException {
        return database.read(sql -> sql.rows(
                row -> new Joined(
                        room(row),
                        new Member(
                                row.getString(1),
                                user,
                                Member.Role.valueOf(row.getString(7)),
                                time(row.getLong(8)),
                                time(row.getLong(9)),
                                time(row.getLong(10)))),
                "SELECT r.id, r.name, r.kind, r.created_at, r.settings, r.last_position, p.role, p.joined_at,"
                        + " p.muted_until, p.banned_until FROM chat_members p JOIN chat_rooms r ON r.id = p.room_id"
                        + " WHERE p.user_id = ? AND p.joined_at IS NOT NULL ORDER BY r.id",
                user));
    }

    Map<String, List<String>> companions(String user) throws ChatException {
        Map<String, List<String>> found = new HashMap<>();
        database.read(sql -> sql.rows(
                row -> found.computeIfAbsent(row.getString(1), _ -> new ArrayList<>())
                        .add(row.getString(2)),
                "SELECT o.room_id, o.user_id FROM chat_members p JOIN chat_rooms r ON r.id = p.room_id"
                        + " JOIN chat_members o ON o.room_id = p.room_id WHERE p.user_id = ? AND p.joined_at IS NOT NULL"
                        + " AND r.kind IN ('PRIVATE', 'SUPPORT') AND o.joined_at IS NOT NULL AND o.user_id <> ?"
                        + " ORDER BY o.room_id, o.user_id",
                user,
                user));
        return found;
    }

    List<Room> rooms(String after, int limit) throws ChatException {
        Limits.page(limit);
        return database.read(sql -> sql.rows(Rooms::room, ROOM + "id > ? ORDER BY id LIMIT ?", after, limit));
    }

    Member join(String room, String user, Member.Role role) throws ChatException {
        Limits.user(user);
        return database.write(sql -> {
            long last = lock(sql, room);
            Instant now = Instant.ofEpochMilli(clock.millis());
            Member was = find(sql, room, user);
            if (was != null && was.banned(now)) {
                throw new ChatException(Reason.BANNED, "'" + user + "' may not come in before " + was.bannedUntil());
            }
            if (was != null && was.joined() != null) {
                return was;
            }
            Member is = new Member(room, user, role, now, was == null ? null : was.mutedUntil(), null);
            put(sql, is);
            sql.change(sql.dialect().moveMark(), user, room, last);
            return is;
        });
    }

    void leave(String room, String user) throws ChatException {
        change(room, user, (_, was, now) -> outside(was, now));
    }

    void remove(String room, String user, String by) throws ChatException {
        change(room, user, (sql, was, now) -> {
            if (was == null || was.joined() == null) {
                throw new ChatException(Reason.NOT_A_MEMBER, "'" + user + "' is not in the room");
            }
            Audit.note(sql, clock, by, AuditEntry.Act.REMOVE, room, user, "");
            return outside(was, now);
        });
    }

    private static @Nullable Member outside(@Nullable Member was, Instant now) {
        if (was == null) {
            return null;
        }
        Instant muted = ahead(was.mutedUntil(), now);
        return new Member(was.room(), was.user(), Member.Role.GUEST, null, muted, ahead(was.bannedUntil(), now));
    }

    void setRole(String room, String user, Member.Role role, String by) throws ChatException {
        change(room, user, (sql, was, _) -> {
            if (was == null || was.joined() == null) {
                throw new ChatException(Reason.NOT_A_MEMBER, "'" + user + "' is not in the room");
            }
            Audit.note(sql, clock, by, AuditEntry.Act.ROLE, room, user, role.name());
            return new Member(room, user, role, was.joined(), was.mutedUntil(), was.bannedUntil());
        });
    }

    void mute(String room, String user, @Nullable Instant until, String by) throws ChatException {
        change(room, user, (sql, was, now) -> {
            Audit.note(sql, clock, by, AuditEntry.Act.MUTE, room, user, until == null ? "" : until.toString());
            return was == null
                    ? new Member(room, user, Member.Role.GUEST, null, ahead(until, now), null)
                    : new Member(room, user, was.role(), was.joined(), ahead(until, now), was.bannedUntil());
        });
    }

    void ban(String room, String user, @Nullable Instant until, String by) throws ChatException {
        change(room, user, (sql, was, now) -> {
            Instant ban = ahead(until, now);
            if (ban != null && was != null && was.joined() != null) {
                Audit.note(sql, clock, by, AuditEntry.Act.REMOVE, room, user, "");
            }
            Audit.note(sql, clock, by, AuditEntry.Act.BAN, room, user, until == null ? "" : until.toString());
            if (was == null || ban != null) {
                return new Member(room, user, Member.Role.GUEST, null, was == null ? null : was.mutedUntil(), ban);
            }
            return new Member(room, user, was.role(), was.joined(), was.mutedUntil(), null);
        });
    }

    private static @Nullable Instant ahead(@Nullable Instant until, Instant now) {
        return until != null && until.isAfter(now) ? until : null;
    }

    @FunctionalInterface
    private interface Change {
        @Nullable Member of(Sql sql, @Nullable Member was, Instant now) throws SQLException, ChatException;
    }

    private void change(String room, String user, Change change) throws ChatException {
        Limits.user(user);
        database.write(sql -> {
            lock(sql, room);
            Member is = change.of(sql, find(sql, room, user), clock.instant());
            if (is == null || is.joined() == null && is.mutedUntil() == null && is.bannedUntil() == null) {
                sql.change("DELETE FROM chat_members WHERE room_id = ? AND user_id = ?", room, user);
            } else {
                put(sql, is);
            }
            return true;
        });
    }

    @Nullable Member member(String room, String user) throws ChatException {
        List<Member> found =
                database.read(sql -> sql.rows(Rooms::member, MEMBER + "room_id = ? AND user_id = ?", room, user));
        return found.isEmpty() ? null : found.getFirst();
    }

    List<String> moderators(String room) throws ChatException {
        return database.read(sql -> sql.rows(
                row -> row.getString(1),
                "SELECT user_id FROM chat_members WHERE room_id = ? AND role IN ('OWNER', 'MODERATOR')"
                        + " AND joined_at IS NOT NULL ORDER BY user_id LIMIT ?",
                room,
                Limits.PAGE));
    }

    List<Member> members(String room, String after, int limit) throws ChatException {
        Limits.page(limit);
        return database.read(sql -> sql.rows(
                Rooms::member,
                MEMBER + "room_id = ? AND user_id > ? AND joined_at IS NOT NULL ORDER BY user_id LIMIT ?",
                room,
                after,
                limit));
    }

    static @Nullable Member find(Sql sql, String room, String user) throws SQLException {
        return sql.first(Rooms::member, MEMBER + "room_id = ? AND user_id = ?", room, user);
    }

    static void insert(Sql sql, Room room) throws SQLException {
        sql.change(
                "INSERT INTO chat_rooms (id, name, kind, created_at, settings, last_position, last_sent_at)"
                        + " VALUES (?, ?, ?, ?, ?, 0, 0)",
                room.id(),
                room.name(),
                room.kind().name(),
                room.created().toEpochMilli(),
                room.settings());
    }

    static void put(Sql sql, Member member) throws SQLException {
        sql.change("DELETE FROM chat_members WHERE room_id = ? AND user_id = ?", member.room(), member.user());
        Instant joined = member.joined();
        sql.change(
                "INSERT INTO chat_members (room_id, user_id, role, joined_at, muted_until, banned_until)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                member.room(),
                member.user(),
                member.role().name(),
                joined == null ? null : (Long) joined.toEpochMilli(),
                millis(member.mutedUntil()),
                millis(member.bannedUntil()));
    }

    private static long millis(@Nullable Instant time) {
        return time == null ? 0 : time.toEpochMilli();
    }

    private static @Nullable Instant time(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }

    private static Room room(ResultSet row) throws SQLException {
        return new Room(
                row.getString(1),
                row.getString(2),
                Room.Kind.valueOf(row.getString(3)),
                Instant.ofEpochMilli(row.getLong(4)),
                row.getString(5),
                row.getLong(6));
    }

    private static Member member(ResultSet row) throws SQLException {
        return new Member(
                row.getString(1),
                row.getString(2),
                Member.Role.valueOf(row.getString(3)),
                time(row.getLong(4)),
                time(row.getLong(5)),
                time(row.getLong(6)));
    }
}
