package dev.parley.events;

import dev.parley.hub.UserId;
import dev.parley.store.Store;
import dev.parley.store.Store.Statements;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The users of one node, in its file. The row and its event are written together.
final class UserTable implements UserBook {

    static final String SQL = """
            CREATE TABLE user_status (
              user TEXT PRIMARY KEY NOT NULL,
              online INTEGER NOT NULL,
              last_seen INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX user_status_online ON user_status (user) WHERE online = 1;
            CREATE INDEX user_status_offline ON user_status (last_seen) WHERE online = 0;
            CREATE TABLE user_alive (
              one INTEGER PRIMARY KEY CHECK (one = 1),
              time INTEGER NOT NULL
            ) STRICT;
            """;

    private static final long MINUTE = 60_000;

    /// Rows that go in one work, once a minute: no work holds up the others for long.
    private static final int SWEPT_AT_ONCE = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(UserTable.class);

    private final Store store;
    private final UsersOptions options;
    private final @Nullable StoreOutbox outbox;
    private final Timers timers;
    private final InstantSource clock;
    private final OnceAMinute warning = new OnceAMinute();
    private volatile boolean stopped;

    /// @param aliveMillis when the run before was last known to be there
    record Left(List<String> online, long aliveMillis) {}

    UserTable(Store store, UsersOptions options, @Nullable StoreOutbox outbox, Timers timers, InstantSource clock) {
        this.store = store;
        this.options = options;
        this.outbox = outbox;
        this.timers = timers;
        this.clock = clock;
    }

    /// What an earlier run left; waits for the disk.
    Left left() throws IOException {
        return store.call(statements -> new Left(
                statements.rows(row -> row.getString(1), "SELECT user FROM user_status WHERE online = 1"),
                statements.number(clock.millis(), "SELECT time FROM user_alive")));
    }

    @Override
    public void write(String user, boolean online, long sinceMillis, Store.Done<Boolean> done) {
        UserId id = new UserId(user);
        Event event = online ? new Event.UserOnline(id) : new Event.UserOffline(id);
        new Announced(statements -> change(statements, user, online, sinceMillis), outbox, event, done).submitTo(store);
    }

    private static boolean change(Statements statements, String user, boolean online, long sinceMillis)
            throws SQLException {
        return online
                ? statements.change(
                                "INSERT INTO user_status (user, online, last_seen) VALUES (?, 1, ?)"
                                        + " ON CONFLICT (user) DO UPDATE SET online = 1 WHERE online = 0",
                                user,
                                sinceMillis)
                        == 1
                : statements.change(
                                "UPDATE user_status SET online = 0, last_seen = ? WHERE user = ? AND online = 1",
                                sinceMillis,
                                user)
                        == 1;
    }

    @Override
    public void status(UserId user, Attendance.@Nullable Seen here, Store.Done<UserStatus> done) {
        if (here != null) {
            done.done(new UserStatus(here.present(), here.lastMillis() / 1_000));
            return;
        }
        store.submit(
                statements -> {
                    long last = statements.number(0, "SELECT last_seen FROM user_status WHERE user = ?", user.value());
                    return last == 0 ? UserStatus.NEVER_SEEN : new UserStatus(false, last / 1_000);
                },
                done);
    }

    @Override
    public void stop() {
        stopped = true;
        store.submit(this::markAlive, new Told<>(_ -> {}, this::warn));
    }

    // ---- once a minute

    void everyMinute() {
        if (!stopped) {
            store.submit(
                    statements -> {
                        markAlive(statements);
                        return statements.change(
                                "DELETE FROM user_status WHERE online = 0 AND user IN"
                                        + " (SELECT user FROM user_status WHERE online = 0 AND last_seen < ? LIMIT ?)",
                                clock.millis() - options.kept().toMillis(),
                                SWEPT_AT_ONCE);
                    },
                    new Told<>(_ -> {}, this::warn));
            timers.schedule(MINUTE, this::everyMinute);
        }
    }

    /// So that after a crash it is known, to a minute, when those were last seen who don't come back.
    private boolean markAlive(Statements statements) throws SQLException {
        return statements.change("INSERT OR REPLACE INTO user_alive (one, time) VALUES (1, ?)", clock.millis()) == 1;
    }

    private void warn(IOException why) {
        if (warning.isDue(clock.millis())) {
            LOG.warn("can't write down that users are online: {}", why.getMessage());
        }
    }
}
