package dev.parley.engine.sqlite;

import dev.parley.hub.Payload;
import dev.parley.hub.Retention;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What the writer says to SQLite: every statement, prepared once. On one thread at a time.
final class Database implements AutoCloseable {

    /// Bytes that the log may keep once it begins anew.
    private static final long LOG_KEPT = 64L * 1024 * 1024;

    private final Connection connection;
    private final long generation;
    private final RandomGenerator random;
    private final MessageDigest sha256;

    private final PreparedStatement findChannel;
    private final PreparedStatement addChannel;
    private final PreparedStatement updateChannel;
    private final PreparedStatement keepChannel;
    private final PreparedStatement keepVersion;
    private final PreparedStatement addGroup;
    private final PreparedStatement removeGroups;
    private final PreparedStatement addPublication;
    private final PreparedStatement findKey;
    private final PreparedStatement addKey;
    private final PreparedStatement latestTime;
    private final PreparedStatement countCommit;

    /// A key that was used before.
    ///
    /// @param position the offset it got; 0 for none
    record UsedKey(boolean sameBody, long position) {}

    /// @throws IOException when the tables are not ours
    Database(Path file, Durability durability, RandomGenerator random) throws SQLException, IOException {
        this.random = random;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
        connection = connect(file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA page_size = 4096");
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = " + (durability == Durability.POWER ? "FULL" : "NORMAL"));
            statement.execute("PRAGMA cache_size = -32768");
            statement.execute("PRAGMA wal_autocheckpoint = 0"); // Checkpoints says when
            statement.execute("PRAGMA journal_size_limit = " + LOG_KEPT);
            Schema.prepare(connection);
            generation = Schema.number(connection, "SELECT number FROM meta WHERE name = 'generation'");
        } catch (SQLException | IOException failed) {
            connection.close();
            throw failed;
        }
        findChannel = connection.prepareStatement(
                "SELECT id, birth, top, first, version, version_epoch FROM channel WHERE name = ?");
        addChannel = connection.prepareStatement(
                "INSERT INTO channel (name, birth, top, first, used, keep_size, keep_age, keep_meta) VALUES (?, ?, 0, 1, ?, ?, ?, ?)"
                        + " RETURNING id");
        updateChannel = connection.prepareStatement("UPDATE channel SET top = ?, first = ?, used = ? WHERE id = ?");
        keepChannel = connection.prepareStatement(
                "UPDATE channel SET keep_size = ?, keep_age = ?, keep_meta = ? WHERE id = ?");
        keepVersion = connection.prepareStatement("UPDATE channel SET version = ?, version_epoch = ? WHERE id = ?");
        addGroup = connection.prepareStatement("INSERT INTO journal VALUES (?, ?)");
        removeGroups = connection.prepareStatement("DELETE FROM journal WHERE id <= ?");
        addPublication = connection.prepareStatement("INSERT INTO publication VALUES (?, ?, ?, ?, ?, ?)");
        findKey = connection.prepareStatement(
                "SELECT digest, position, until FROM idempotency WHERE channel = ? AND key = ?");
        addKey = connection.prepareStatement("INSERT OR REPLACE INTO idempotency VALUES (?, ?, ?, ?, ?)");
        latestTime = connection.prepareStatement(
                "SELECT time FROM publication WHERE channel = ? ORDER BY position DESC LIMIT 1");
        countCommit = connection.prepareStatement("UPDATE meta SET number = number + 1 WHERE name = 'commits'");
        connection.setAutoCommit(false);
    }

    static Connection connect(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 5000");
            statement.execute("PRAGMA mmap_size = 268435456");
        }
        return connection;
    }

    long generation() {
        return generation;
    }

    long commits() throws SQLException {
        return Schema.number(connection, "SELECT number FROM meta WHERE name = 'commits'");
    }

    /// Another number in every epoch: a random one, so that it is none that was used before on another copy.
    static void renew(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE meta SET number = random() & 0xffffffffff WHERE name = 'generation'");
        }
    }

    // ---- channels

    /// The row of a channel, made when there is none.
    ChannelRow channel(String name, Retention retention, long now) throws SQLException {
        findChannel.setString(1, name);
        try (ResultSet found = findChannel.executeQuery()) {
            if (found.next()) {
                long id = found.getLong(1);
                ChannelRow row = new ChannelRow(
                        id,
                        generation,
                        found.getLong(2),
                        found.getLong(3),
                        found.getLong(4),
                        latest(id),
                        found.getLong(5),
                        found.getString(6));
                keepChannel.setLong(1, size(retention));
                keepChannel.setLong(2, millis(retention.age()));
                keepChannel.setLong(3, millis(retention.metaAge()));
                keepChannel.setLong(4, id);
                keepChannel.executeUpdate();
                return row;
            }
        }
        long birth = random.nextLong() >>> 1;
        addChannel.setString(1, name);
        addChannel.setLong(2, birth);
        addChannel.setLong(3, now);
        addChannel.setLong(4, size(retention));
        addChannel.setLong(5, millis(retention.age()));
        addChannel.setLong(6, millis(retention.metaAge()));
        try (ResultSet added = addChannel.executeQuery()) {
            return new ChannelRow(added.getLong(1), generation, birth, 0, 1, 0, 0, "");
        }
    }

    static long size(Retention retention) {
        return retention.unlimited() ? -1 : retention.size();
    }

    static long millis(@Nullable Duration duration) {
        return duration == null ? -1 : duration.toMillis();
    }

    private long latest(long channel) throws SQLException {
        latestTime.setLong(1, channel);
        try (ResultSet found = latestTime.executeQuery()) {
            return found.next() ? found.getLong(1) : 0;
        }
    }

    void update(ChannelRow row, long now) throws SQLException {
        updateChannel.setLong(1, row.top);
        updateChannel.setLong(2, row.first);
        updateChannel.setLong(3, now);
        updateChannel.setLong(4, row.id);
        updateChannel.executeUpdate();
    }

    /// Tells which version the channel's last publication with one had.
    void keepVersion(ChannelRow row) throws SQLException {
        keepVersion.setLong(1, row.version());
        keepVersion.setString(2, row.versionEpoch());
        keepVersion.setLong(3, row.id);
        keepVersion.executeUpdate();
    }

    // ---- publications

    /// A group's publications, in the form of [Journal]. Its id is greater than those that are there.
    void addGroup(long id, byte[] data) throws SQLException {
        addGroup.setLong(1, id);
        addGroup.setBytes(2, data);
        addGroup.executeUpdate();
    }

    /// All of those groups is in its table.
    void removeGroups(long upTo) throws SQLException {
        removeGroups.setLong(1, upTo);
        removeGroups.executeUpdate();
    }

    /// To where it is kept.
    void add(Journal.Stored publication) throws SQLException {
        bind(addPublication, publication);
        addPublication.executeUpdate();
    }

    private static void bind(PreparedStatement statement, Journal.Stored publication) throws SQLException {
        statement.setLong(1, publication.channel());
        statement.setLong(2, publication.position());
        statement.setLong(3, publication.time());
        statement.setInt(4, publication.kind());
        statement.setBytes(5, publication.data());
        statement.setBytes(6, publication.extra());
    }

    /// Moves to where it is kept what the last run, or the last that failed, has left in the journal. Some of it may be there
    /// already, and its channel may be gone. A transaction of its own.
    ///
    /// @throws IOException when the journal is damaged
    void replay() throws SQLException, IOException {
        Map<Long, long[]> latest = new HashMap<>();
        try (PreparedStatement add = connection.prepareStatement("""
                        INSERT OR IGNORE INTO publication SELECT ?1, ?2, ?3, ?4, ?5, ?6
                            WHERE EXISTS (SELECT 1 FROM channel WHERE id = ?1 AND first <= ?2)""");
                PreparedStatement groups = connection.prepareStatement("SELECT data FROM journal ORDER BY id");
                ResultSet group = groups.executeQuery()) {
            while (group.next()) {
                Journal.read(group.getBytes(1), publication -> {
                    bind(add, publication);
                    add.executeUpdate();
                    latest.put(publication.channel(), new long[] {publication.position(), publication.time()});
                });
            }
        }
        if (!latest.isEmpty()) {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE channel SET top = max(top, ?), used = max(used, ?) WHERE id = ?")) {
                for (Map.Entry<Long, long[]> one : latest.entrySet()) {
                    update.setLong(1, one.getValue()[0]);
                    update.setLong(2, one.getValue()[1]);
                    update.setLong(3, one.getKey());
                    update.executeUpdate();
                }
            }
            removeGroups(Long.MAX_VALUE);
            commit();
        }
        connection.commit(); // ends the read
    }

    // ---- idempotency

    /// What was published with a key, or null when it is free.
    ///
    /// @param oldest keys of publications from this position on live whatever their time
    @Nullable UsedKey key(ChannelRow row, String key, Payload payload, long now, long oldest) throws SQLException {
        findKey.setLong(1, row.id);
        findKey.setString(2, key);
        try (ResultSet found = findKey.executeQuery()) {
            if (!found.next()) {
                return null;
            }
            long position = found.getLong(2);
            if (found.getLong(3) <= now && (position == 0 || position < oldest)) {
                return null;
            }
            return new UsedKey(Arrays.equals(found.getBytes(1), digest(payload)), position);
        }
    }

    void addKey(ChannelRow row, String key, Payload payload, long position, long until) throws SQLException {
        addKey.setLong(1, row.id);
        addKey.setString(2, key);
        addKey.setBytes(3, digest(payload));
        addKey.setLong(4, position);
        addKey.setLong(5, until);
        addKey.executeUpdate();
    }

    private byte[] digest(Payload payload) {
        sha256.reset();
        sha256.update((byte) payload.kind().ordinal());
        sha256.update(payload.bytes());
        return Arrays.copyOf(sha256.digest(), 16);
    }

    // ---- groups

    /// Counted in the database, so that a copy of an earlier moment shows as such.
    void commit() throws SQLException {
        countCommit.executeUpdate();
        connection.commit();
    }

    Connection connection() {
        return connection;
    }

    /// The database may have that many pages, at least those that it has.
    void limitPages(int pages) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA max_page_count = " + pages);
        }
    }

    /// Lets go of what was read, so that the log may begin anew. Nothing must have been written since the last commit.
    void endRead() throws SQLException {
        connection.commit();
    }

    /// Moves what is in the log into the database file, as far as readers allow.
    void checkpoint(String how) throws SQLException {
        connection.commit(); // ends what reading has begun
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(" + how + ")");
        } finally {
            connection.setAutoCommit(false);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
