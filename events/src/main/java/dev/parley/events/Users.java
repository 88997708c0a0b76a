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

/// Which users are online, when the others were last seen, and the events of both. Any thread; never waits for the disk.
///
/// A user is online from the first session on until the last one has been gone for the grace time. The row and its event are
/// written together, so the backend is told exactly what the table says.
public final class Users {

    /// The tables: one script for [Store#open].
    public static final String TABLES = """
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

    private static final Logger LOG = LoggerFactory.getLogger(Users.class);

    private final Store store;
    private final UsersOptions options;
    private final @Nullable Outbox outbox;
    private final Timers timers;
    private final InstantSource clock;
    private final Attendance attendance;
    private final OnceAMinute warning = new OnceAMinute();
    private volatile boolean stopped;

    private record Left(List<String> online, long aliveMillis) {}

    private Users(Store store, UsersOptions options, @Nullable Outbox outbox, Timers timers, InstantSource clock) {
        this.store = store;
        this.options = options;
        this.outbox = outbox;
        this.timers = timers;
        this.clock = clock;
        attendance = new Attendance(this::write, options.grace(), timers, clock);
    }

    /// Opens what an earlier run left; waits for the disk. Who was online then has 30 s, or the grace time when that is
    /// longer, to come back without any event.
    ///
    /// @param store its tables are [#TABLES]; stays the caller's to close
    /// @param outbox is kept in the same store; null when no backend wants events
    public static Users open(
            Store store, UsersOptions options, @Nullable Outbox outbox, Timers timers, InstantSource clock)
            throws IOException {
        Users users = new Users(store, options, outbox, timers, clock);
        Left left = store.call(statements -> new Left(
                statements.rows(row -> row.getString(1), "SELECT user FROM user_status WHERE online = 1"),
                statements.number(clock.millis(), "SELECT time FROM user_alive")));
        users.attendance.restore(left.online(), left.aliveMillis());
        users.everyMinute();
        return users;
    }

    /// A session of the user has come: each one, or only the first. Anonymous users are nobody.
    public void connected(UserId user) {
        if (!user.isAnonymous()) {
            attendance.come(user.value());
        }
    }

    /// A session of the user has gone, one for which [#connected] was called.
    public void gone(UserId user) {
        if (!user.isAnonymous()) {
            attendance.go(user.value());
        }
    }

    /// @param done on the calling thread when it is known in memory, as it is of users who are online; else on the store's
    public void status(UserId user, Store.Done<UserStatus> done) {
        Attendance.Seen seen = attendance.seen(user.value());
        if (seen != null) {
            done.done(new UserStatus(seen.present(), seen.lastMillis() / 1_000));
            return;
        }
        store.submit(
                statements -> {
                    long last = statements.number(0, "SELECT last_seen FROM user_status WHERE user = ?", user.value());
                    return last == 0 ? UserStatus.NEVER_SEEN : new UserStatus(false, last / 1_000);
                },
                done);
    }

    /// Users that are online, or were and may come back.
    public int online() {
        return attendance.size();
    }

    /// Whoever is online stays so in the table: comings and goings mean nothing from now on. Call it before sessions are
    /// ended, and then close the store.
    public void stop() {
        stopped = true;
        attendance.stop();
        store.submit(this::markAlive, new Told<>(_ -> {}, this::warn));
    }

    private void write(String user, boolean online, long sinceMillis, Store.Done<Boolean> done) {
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

    // ---- once a minute

    private void everyMinute() {
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
