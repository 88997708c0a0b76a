package dev.parley.chat.people;

import dev.parley.chat.storage.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The tables `chat_people` and `chat_names`: who there is, when they were last seen, and the skeletons of what they are
/// called. Each method is within a transaction of the caller's.
final class Register {

    /// A guest who was not seen for so long has their name no longer to themselves.
    static final Duration NAME_KEPT = Duration.ofDays(30);

    private static final String PERSON = "SELECT p.id, p.name, p.avatar, p.kind, p.seen_at FROM chat_people p ";

    /// A row.
    ///
    /// @param seenAt milliseconds since 1970
    record Entry(Person person, long seenAt) {}

    private Register() {}

    /// From here to the end of the transaction nobody else is given a name.
    static void lockNames(Sql sql) throws SQLException {
        sql.change("UPDATE chat_locks SET name = name WHERE name = 'names'");
    }

    static @Nullable Entry find(Sql sql, String id) throws SQLException {
        return sql.first(Register::entry, PERSON + "WHERE p.id = ?", id);
    }

    /// @param ids not empty
    static List<Person> all(Sql sql, Collection<String> ids) throws SQLException {
        return sql.rows(
                row -> entry(row).person(),
                PERSON + "WHERE p.id IN (" + places(ids.size()) + ")",
                ids.toArray(new Object[0]));
    }

    static List<Person> named(Sql sql, String prefix, int limit) throws SQLException {
        return sql.rows(
                row -> entry(row).person(),
                PERSON + "WHERE p.lookup >= ? AND p.lookup < ? ORDER BY p.lookup, p.id LIMIT ?",
                prefix,
                prefix + "\udbff\udfff",
                limit);
    }

    /// @param room where they are members
    static List<Person> named(Sql sql, String prefix, String room, int limit) throws SQLException {
        return sql.rows(
                row -> entry(row).person(),
                PERSON + "JOIN chat_members b ON b.user_id = p.id AND b.room_id = ? AND b.joined_at IS NOT NULL"
                        + " WHERE p.lookup >= ? AND p.lookup < ? ORDER BY p.lookup, p.id LIMIT ?",
                room,
                prefix,
                prefix + "\udbff\udfff",
                limit);
    }

    /// @param user with whom they share a room that both are in
    static List<Person> namedNear(Sql sql, String user, String prefix, int limit) throws SQLException {
        return sql.rows(
                row -> entry(row).person(),
                PERSON + "WHERE p.lookup >= ? AND p.lookup < ? AND EXISTS (SELECT 1 FROM chat_members a"
                        + " JOIN chat_members b ON b.room_id = a.room_id"
                        + " WHERE a.user_id = ? AND a.joined_at IS NOT NULL"
                        + " AND b.user_id = p.id AND b.joined_at IS NOT NULL) ORDER BY p.lookup, p.id LIMIT ?",
                prefix,
                prefix + "\udbff\udfff",
                user,
                limit);
    }

    /// Others whose names look like that.
    static List<Entry> lookAlikes(Sql sql, String name, String id) throws SQLException {
        Set<String> skeletons = PersonNames.skeletons(name);
        List<Object> parameters = new ArrayList<>(skeletons);
        parameters.add(id);
        return sql.rows(
                Register::entry,
                PERSON + "WHERE p.id IN (SELECT n.user_id FROM chat_names n WHERE n.skeleton IN ("
                        + places(skeletons.size()) + ")) AND p.id <> ?",
                parameters.toArray());
    }

    /// Whether the name is that person's alone.
    static boolean keepsName(Entry entry, long now) {
        return entry.person().kind() != Person.Kind.GUEST || entry.seenAt() > now - NAME_KEPT.toMillis();
    }

    /// Writes a person down, known before or not, with the present name only.
    static void put(Sql sql, Person person, long now) throws SQLException {
        String lookup = PersonNames.lookup(person.name());
        int known = sql.change(
                "UPDATE chat_people SET kind = ?, name = ?, lookup = ?, avatar = ?, seen_at = ? WHERE id = ?",
                person.kind().name(),
                person.name(),
                lookup,
                person.avatar(),
                now,
                person.id());
        if (known == 0) {
            sql.change(
                    "INSERT INTO chat_people (id, kind, name, lookup, avatar, created_at, seen_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    person.id(),
                    person.kind().name(),
                    person.name(),
                    lookup,
                    person.avatar(),
                    now,
                    now);
        }
        sql.change("DELETE FROM chat_names WHERE user_id = ?", person.id());
        for (String skeleton : PersonNames.skeletons(person.name())) {
            sql.change("INSERT INTO chat_names (skeleton, user_id) VALUES (?, ?)", skeleton, person.id());
        }
    }

    static void touch(Sql sql, String id, long now) throws SQLException {
        sql.change("UPDATE chat_people SET seen_at = ? WHERE id = ?", now, id);
    }

    /// Guests of whom nothing is left but their name, unseen for [#NAME_KEPT].
    static List<String> gone(Sql sql, long now, int limit) throws SQLException {
        return sql.rows(
                row -> row.getString(1),
                "SELECT p.id FROM chat_people p WHERE p.kind = 'GUEST' AND p.seen_at <= ?"
                        + " AND NOT EXISTS (SELECT 1 FROM chat_messages m WHERE m.author = p.id)"
                        + " AND NOT EXISTS (SELECT 1 FROM chat_reactions r WHERE r.user_id = p.id)"
                        + " AND NOT EXISTS (SELECT 1 FROM chat_members b WHERE b.user_id = p.id"
                        + " AND (b.banned_until > ? OR b.muted_until > ?)) LIMIT ?",
                now - NAME_KEPT.toMillis(),
                now,
                now,
                limit);
    }

    /// Takes a person out, with what they were a member of and have read.
    static void drop(Sql sql, String id) throws SQLException {
        for (String table : List.of("chat_members", "chat_reads", "chat_names")) {
            sql.change("DELETE FROM " + table + " WHERE user_id = ?", id);
        }
        sql.change("DELETE FROM chat_people WHERE id = ?", id);
    }

    private static String places(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                new Person(row.getString(1), row.getString(2), row.getString(3), Person.Kind.valueOf(row.getString(4))),
                row.getLong(5));
    }
}
