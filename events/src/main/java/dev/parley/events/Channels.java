package dev.parley.events;

import dev.parley.hub.ChannelName;
import dev.parley.redis.Redis;
import dev.parley.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which channels have subscribers, and the events of it; with several nodes, subscribers on any of them. Any thread; never
/// waits for the disk or for Redis.
///
/// What changes and its event are written together, so the backend is told exactly what is written down.
public final class Channels {

    /// The table of one node: one script for [Store#open].
    public static final String TABLES = """
            CREATE TABLE channel_status (
              channel TEXT PRIMARY KEY NOT NULL
            ) STRICT;
            """;

    private final Attendance attendance;
    private final Runnable onStop;

    private Channels(Attendance attendance, Runnable onStop) {
        this.attendance = attendance;
        this.onStop = onStop;
    }

    /// Opens what an earlier run left; waits for the disk. What was occupied then has 30 s, or the grace time when that is
    /// longer, to be so again without any event.
    ///
    /// @param store its table is [#TABLES]; stays the caller's to close
    /// @param grace how long the last subscriber may be gone before the channel is vacated; 0 for at once
    /// @param outbox is kept in the same store; null when no backend wants events
    public static Channels open(
            Store store, Duration grace, @Nullable StoreOutbox outbox, Timers timers, InstantSource clock)
            throws IOException {
        Attendance.Table table = (name, occupied, _, done) ->
                announced(name, occupied, outbox, done).submitTo(store);
        Attendance attendance = new Attendance(table, grace, timers, clock);
        List<String> left = store.call(
                statements -> statements.rows(row -> row.getString(1), "SELECT channel FROM channel_status"));
        attendance.restore(left, clock.millis());
        return new Channels(attendance, () -> {});
    }

    private static Announced announced(
            String name, boolean occupied, @Nullable StoreOutbox outbox, Store.Done<Boolean> done) {
        ChannelName channel = new ChannelName(name);
        Event event = occupied ? new Event.ChannelOccupied(channel) : new Event.ChannelVacated(channel);
        String sql = occupied
                ? "INSERT OR IGNORE INTO channel_status (channel) VALUES (?)"
                : "DELETE FROM channel_status WHERE channel = ?";
        return new Announced(statements -> statements.change(sql, name) == 1, outbox, event, done);
    }

    /// Channels of all nodes that share a Redis. What was occupied on a node that is gone has 30 s, or the grace time when
    /// that is longer, to be so again on any node without any event.
    ///
    /// @param redis buries no node yet; stays the caller's to close
    /// @param outbox is kept in the same Redis; null when no backend wants events
    public static Channels shared(
            Redis redis, Duration grace, @Nullable SharedOutbox outbox, Timers timers, InstantSource clock) {
        SharedNames names =
                new SharedNames(redis, SharedNames.Kind.CHANNELS, grace, Duration.ZERO, outbox, timers, clock);
        Attendance attendance = new Attendance(names, grace, timers, clock);
        names.start(attendance);
        return new Channels(attendance, names::stop);
    }

    /// A subscriber has come: each one, or only the first.
    public void occupied(ChannelName channel) {
        attendance.come(channel.value());
    }

    /// A subscriber has gone, one for which [#occupied] was called.
    public void vacated(ChannelName channel) {
        attendance.go(channel.value());
    }

    /// Channels that are occupied, or were and may be so again; of this node.
    public int occupied() {
        return attendance.size();
    }

    /// What is occupied stays so: comings and goings mean nothing from now on. Call it before sessions are ended, and then
    /// close the store, or Redis.
    public void stop() {
        attendance.stop();
        onStop.run();
    }
}
