package dev.parley.chat.storage;

import dev.parley.chat.storage.ChatException.Reason;
import dev.parley.chat.storage.OutboxEvent.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The rows of `chat_files` and `chat_attachments`.
final class FileRows implements FileCatalog {
    private static final String COLUMNS =
            "f.id, f.name, f.type, f.size, f.width, f.height, f.duration, f.waveform, f.thumbnail";
    private static final int AFTER_COLUMNS = 10;

    private final Database database;
    private final InstantSource clock;

    FileRows(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    // ---- a file's life

    @Override
    public void add(StoredFile stored) throws ChatException {
        Attachment file = stored.file();
        database.write(sql -> sql.change(
                "INSERT INTO chat_files (id, owner, room_id, hash, name, type, size, width, height, duration, waveform,"
                        + " thumbnail, uploaded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                file.id(),
                stored.owner(),
                stored.room(),
                stored.hash(),
                file.name(),
                file.type(),
                file.size(),
                file.width(),
                file.height(),
                file.durationMillis(),
                file.waveform(),
                file.thumbnail() ? 1 : 0,
                stored.uploaded().toEpochMilli()));
    }

    /// Puts the draft's files into its message. The room is locked.
    ///
    /// @return what they are
    static List<Attachment> attach(Sql sql, Draft draft, long position, Instant time)
            throws SQLException, ChatException {
        if (draft.files().isEmpty()) {
            return List.of();
        }
        List<Object[]> rows = new ArrayList<>();
        for (String id : draft.files()) {
            int taken = sql.change(
                    "UPDATE chat_files SET sent_at = ? WHERE id = ? AND owner = ? AND room_id = ?"
                            + " AND sent_at IS NULL AND dropped_at IS NULL",
                    time.toEpochMilli(),
                    id,
                    draft.author(),
                    draft.room());
            if (taken != 1) {
                throw new ChatException(
                        Reason.NO_SUCH_FILE, "'" + id + "' is no file of yours that can be sent here: upload it again");
            }
            rows.add(new Object[] {draft.room(), position, rows.size(), id});
        }
        sql.changeAll("INSERT INTO chat_attachments (room_id, position, place, file_id) VALUES (?, ?, ?, ?)", rows);
        return of(sql, draft.room(), position, position).getOrDefault(position, List.of());
    }

    /// Drops files for all readers. Whoever sends one of them just now is waited for.
    ///
    /// @param which a condition on `chat_files f`
    /// @return how many there were
    static int drop(Sql sql, Instant now, String which, Object... parameters) throws SQLException {
        List<String> ids = sql.rows(
                row -> row.getString(1),
                "SELECT f.id FROM chat_files f WHERE f.dropped_at IS NULL AND (" + which + ") ORDER BY f.id"
                        + sql.dialect().forUpdate(),
                parameters);
        List<Object[]> rows = ids.stream().map(id -> new Object[] {id}).toList();
        sql.changeAll("DELETE FROM chat_attachments WHERE file_id = ?", rows);
        sql.changeAll(
                "UPDATE chat_files SET dropped_at = ?, owner = '', room_id = '', name = '', waveform = '' WHERE id = ?",
                ids.stream().map(id -> new Object[] {now.toEpochMilli(), id}).toList());
        return ids.size();
    }

    static int dropOf(Sql sql, Instant now, String room, long first, long last) throws SQLException {
        return drop(
                sql,
                now,
                "f.id IN (SELECT a.file_id FROM chat_attachments a WHERE a.room_id = ? AND a.position BETWEEN ? AND ?)",
                room,
                first,
                last);
    }

    private record Place(String room, long position) {}

    @Override
    public int expire(Instant unsentBefore, Instant sentBefore) throws ChatException {
        int unsent = database.write(sql -> drop(
                sql,
                clock.instant(),
                "f.id IN (SELECT p.id FROM (SELECT o.id FROM chat_files o WHERE o.sent_at IS NULL AND o.dropped_at IS NULL"
                        + " AND o.uploaded_at < ? ORDER BY o.uploaded_at LIMIT " + Limits.PAGE
                        + ") p) AND f.sent_at IS NULL",
                unsentBefore.toEpochMilli()));
        List<Place> places = database.read(sql -> sql.rows(
                row -> new Place(row.getString(1), row.getLong(2)),
                "SELECT DISTINCT a.room_id, a.position FROM chat_files f JOIN chat_attachments a ON a.file_id = f.id"
                        + " WHERE f.sent_at < ? AND f.dropped_at IS NULL ORDER BY a.room_id, a.position LIMIT ?",
                sentBefore.toEpochMilli(),
                Limits.PAGE));
        Map<String, List<Long>> messages = new TreeMap<>();
        places.forEach(place ->
                messages.computeIfAbsent(place.room(), _ -> new ArrayList<>()).add(place.position()));
        int sent = 0;
        for (Map.Entry<String, List<Long>> of : messages.entrySet()) {
            sent += expire(of.getKey(), of.getValue());
        }
        return Math.max(unsent, sent) >= Limits.PAGE ? Limits.PAGE : unsent + sent;
    }

    private int expire(String room, List<Long> positions) throws ChatException {
        return database.write(sql -> {
            Rooms.lock(sql, room);
            int count = 0;
            for (long position : positions) {
                int some = dropOf(sql, clock.instant(), room, position, position);
                if (some > 0) {
                    Outbox.put(sql, room, position, Kind.EDITED);
                }
                count += some;
            }
            return count;
        });
    }

    @Override
    public List<Dropped> dropped(int limit) throws ChatException {
        Limits.page(limit);
        return database.read(sql -> sql.rows(
                row -> new Dropped(row.getString(1), row.getString(2)),
                "SELECT id, hash FROM chat_files WHERE dropped_at IS NOT NULL ORDER BY dropped_at, id LIMIT ?",
                limit));
    }

    @Override
    public void forget(List<String> ids) throws ChatException {
        database.write(sql -> {
            sql.changeAll(
                    "DELETE FROM chat_files WHERE id = ? AND dropped_at IS NOT NULL",
                    ids.stream().map(id -> new Object[] {id}).toList());
            return true;
        });
    }

    // ---- looking

    @Override
    public @Nullable StoredFile file(String id) throws ChatException {
        List<StoredFile> found = database.read(sql -> sql.rows(
                row -> new StoredFile(
                        attachment(row),
                        row.getString(AFTER_COLUMNS),
                        row.getString(AFTER_COLUMNS + 1),
                        row.getString(AFTER_COLUMNS + 2),
                        Instant.ofEpochMilli(row.getLong(AFTER_COLUMNS + 3))),
                "SELECT " + COLUMNS + ", f.owner, f.room_id, f.hash, f.uploaded_at FROM chat_files f"
                        + " WHERE f.id = ? AND f.dropped_at IS NULL",
                id));
        return found.isEmpty() ? null : found.getFirst();
    }

    @Override
    public Share share(String owner) throws ChatException {
        List<Share> found = database.read(sql -> sql.rows(
                row -> new Share(row.getLong(1), row.getInt(2)),
                "SELECT SUM(size), SUM(CASE WHEN sent_at IS NULL THEN 1 ELSE 0 END) FROM chat_files"
                        + " WHERE owner = ? AND dropped_at IS NULL",
                Limits.user(owner)));
        return found.getFirst();
    }

    @Override
    public boolean inUse(String hash) throws ChatException {
        return database.read(
                sql -> sql.exists("SELECT 1 FROM chat_files WHERE hash = ? AND dropped_at IS NULL LIMIT 1", hash));
    }

    @Override
    public <E extends Exception> void alone(String hash, Database.Alone<E> work) throws E, ChatException {
        database.alone("files." + hash, work);
    }

    @Override
    public String identity() throws ChatException {
        String made = UUID.randomUUID().toString();
        return database.write(sql -> {
            List<String> found = sql.rows(row -> row.getString(1), "SELECT id FROM chat_identity WHERE one = 1");
            if (!found.isEmpty()) {
                return found.getFirst();
            }
            sql.change("INSERT INTO chat_identity (one, id) VALUES (1, ?)", made);
            return made;
        });
    }

    @Override
    public long bytes() throws ChatException {
        return database.read(
                sql -> sql.number(
                        0,
                        "SELECT SUM(f.size) FROM (SELECT MAX(size) AS size FROM chat_files WHERE dropped_at IS NULL GROUP BY hash) f"));
    }

    /// The files of a range of a room's messages, by position, in their order.
    static Map<Long, List<Attachment>> of(Sql sql, String room, long first, long last) throws SQLException {
        Map<Long, List<Attachment>> files = new HashMap<>();
        sql.rows(
                row -> files.computeIfAbsent(row.getLong(AFTER_COLUMNS), _ -> new ArrayList<>())
                        .add(attachment(row)),
                "SELECT " + COLUMNS + ", a.position FROM chat_attachments a JOIN chat_files f ON f.id = a.file_id"
                        + " WHERE a.room_id = ? AND a.position BETWEEN ? AND ? AND f.dropped_at IS NULL"
                        + " ORDER BY a.position, a.place",
                room,
                first,
                last);
        return files;
    }

    private static Attachment attachment(ResultSet row) throws SQLException {
        return new Attachment(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getInt(5),
                row.getInt(6),
                row.getLong(7),
                row.getString(8),
                row.getInt(9) != 0);
    }
}
