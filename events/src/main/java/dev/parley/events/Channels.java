package dev.parley.events;

import dev.parley.hub.ChannelName;
import dev.parley.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which channels have subscribers, and the events of it. Any thread; never waits for the disk.
///
/// The row and its event are written together, so the backend is told exactly what the table says.
public final class Channels {

    /// The table: one script for [Store#open].
    public static final String TABLES = """
            CREATE TABLE channel_status (
              channel TEXT PRIMARY KEY NOT NULL
            ) STRICT;
            """;

    private final Store store;
    private final @Nullable Outbox outbox;
    private final Attendance attendance;

    private Channels(Store store, Duration grace, @Nullable Outbox outbox, Timers timers, InstantSource clock) {
        this.store = store;
        this.outbox = outbox;
        attendance = new Attendance(this::write, grace, timers, clock);
    }

    /// Opens what an earlier run left; waits for the disk. What was occupied then has 30 s, or the grace time when that is
    /// longer, to be so again without any event.
    ///
    /// @param store its table is [#TABLES]; stays the caller's to close
    /// @param grace how long the last subscriber may be gone before the channel is vacated; 0 for at once
    /// @param outbox is kept in the same store; null when no backend wants events
    public static Channels open(
            Store store, Duration grace, @Nullable Outbox outbox, Timers timers, InstantSource clock)
            throws IOException {
        Channels channels = new Channels(store, grace, outbox, timers, clock);
        List<String> left = store.call(
                statements -> statements.rows(row -> row.getString(1), "SELECT channel FROM channel_status"));
        channels.attendance.restore(left, clock.millis());
        return channels;
    }

    /// A subscriber has come: each one, or only the first.
    public void occupied(ChannelName channel) {
        attendance.come(channel.value());
    }

    /// A subscriber has gone, one for which [#occupied] was called.
    public void vacated(ChannelName channel) {
        attendance.go(channel.value());
    }

    /// Channels that are occupied, or were and may be so again.
    public int occupied() {
        return attendance.size();
    }

    /// What is occupied stays so in the table: comings and goings mean nothing from now on. Call it before sessions are
    /// ended, and then close the store.
    public void stop() {
        attendance.stop();
    }

    private void write(String name, boolean occupied, long sinceMillis, Store.Done<Boolean> done) {
        ChannelName channel = new ChannelName(name);
        Event event = occupied ? new Event.ChannelOccupied(channel) : new Event.ChannelVacated(channel);
        String sql = occupied
                ? "INSERT OR IGNORE INTO channel_status (channel) VALUES (?)"
                : "DELETE FROM channel_status WHERE channel = ?";
        new Announced(statements -> statements.change(sql, name) == 1, outbox, event, done).submitTo(store);
    }
}
