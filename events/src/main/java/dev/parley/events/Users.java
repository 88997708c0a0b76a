package dev.parley.events;

import dev.parley.hub.UserId;
import dev.parley.redis.Redis;
import dev.parley.store.Store;
import java.io.IOException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Which users are online, when the others were last seen, and the events of both. Any thread; never waits for the disk or
/// for Redis.
///
/// A user is online from the first session on until the last one has been gone for the grace time; with several nodes, the
/// first and the last on any of them. The status and its event are written together, so the backend is told exactly what is
/// written down.
public final class Users {

    /// The tables of one node: one script for [Store#open].
    public static final String TABLES = UserTable.SQL;

    private final UserBook book;
    private final Attendance attendance;

    private Users(UserBook book, UsersOptions options, Timers timers, InstantSource clock) {
        this.book = book;
        attendance = new Attendance(book, options.grace(), timers, clock);
    }

    /// Opens what an earlier run left; waits for the disk. Who was online then has 30 s, or the grace time when that is
    /// longer, to come back without any event.
    ///
    /// @param store its tables are [#TABLES]; stays the caller's to close
    /// @param outbox is kept in the same store; null when no backend wants events
    public static Users open(
            Store store, UsersOptions options, @Nullable StoreOutbox outbox, Timers timers, InstantSource clock)
            throws IOException {
        UserTable table = new UserTable(store, options, outbox, timers, clock);
        Users users = new Users(table, options, timers, clock);
        UserTable.Left left = table.left();
        users.attendance.restore(left.online(), left.aliveMillis());
        table.everyMinute();
        return users;
    }

    /// Users of all nodes that share a Redis. Who was online on a node that is gone has 30 s, or the grace time when that is
    /// longer, to come back to any node without any event.
    ///
    /// @param redis buries no node yet; stays the caller's to close
    /// @param outbox is kept in the same Redis; null when no backend wants events
    public static Users shared(
            Redis redis, UsersOptions options, @Nullable SharedOutbox outbox, Timers timers, InstantSource clock) {
        SharedUsers book = new SharedUsers(redis, options, outbox, timers, clock);
        Users users = new Users(book, options, timers, clock);
        book.start(users.attendance);
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

    /// @param done on the calling thread when it is known in memory, as it is of users who are here; else on the store's
    ///     thread, or Redis'
    public void status(UserId user, Store.Done<UserStatus> done) {
        book.status(user, attendance.seen(user.value()), done);
    }

    /// Users that are online, or were and may come back; of this node.
    public int online() {
        return attendance.size();
    }

    /// Whoever is online stays so: comings and goings mean nothing from now on. Call it before sessions are ended, and then
    /// close the store, or Redis.
    public void stop() {
        attendance.stop();
        book.stop();
    }
}
