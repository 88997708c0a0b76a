package dev.parley.events;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Position;
import dev.parley.store.Store;
import dev.parley.store.Store.Statements;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The events of publications, and up to where each channel's are written down: so that after a crash it can be found what was
/// published in the last moment and not yet written. Any thread; never waits for the disk, but for [#open].
public final class Publications {

    /// The tables: one script for [Store#open].
    public static final String TABLES = """
            CREATE TABLE publication_mark (
              channel TEXT PRIMARY KEY NOT NULL,
              epoch TEXT,
              top INTEGER,
              time INTEGER NOT NULL
            ) STRICT;
            CREATE TABLE publication_end (
              one INTEGER PRIMARY KEY CHECK (one = 1)
            ) STRICT;
            """;

    private static final Logger LOG = LoggerFactory.getLogger(Publications.class);

    /// How long a channel is remembered on which nothing is published.
    private static final Duration KEPT = Duration.ofDays(30);

    private final Store store;
    private final StoreOutbox outbox;
    private final InstantSource clock;
    private final List<Mark> unsure;

    /// Channels that have not been caught up with: their marks stay where they are.
    private final Set<String> behind = ConcurrentHashMap.newKeySet();

    /// Up to where a channel's publications are written down.
    ///
    /// @param position null when none was
    /// @param sinceMillis from when on they are to be, in milliseconds since 1970
    public record Mark(ChannelName channel, @Nullable Position position, long sinceMillis) {}

    private Publications(Store store, StoreOutbox outbox, InstantSource clock, List<Mark> unsure) {
        this.store = store;
        this.outbox = outbox;
        this.clock = clock;
        this.unsure = unsure;
        unsure.forEach(mark -> behind.add(mark.channel().value()));
    }

    /// Opens what an earlier run left; waits for the disk.
    ///
    /// @param store its tables are [#TABLES]; stays the caller's to close
    /// @param outbox is kept in the same store
    public static Publications open(Store store, StoreOutbox outbox, InstantSource clock) throws IOException {
        List<Mark> unsure = store.call(statements -> {
            boolean ended = statements.change("DELETE FROM publication_end") > 0;
            statements.change("DELETE FROM publication_mark WHERE time < ?", clock.millis() - KEPT.toMillis());
            return ended
                    ? List.of()
                    : statements.rows(
                            row -> {
                                String epoch = row.getString(2);
                                long top = row.getLong(3);
                                return new Mark(
                                        new ChannelName(row.getString(1)),
                                        epoch == null ? null : new Position(epoch, top),
                                        row.getLong(4));
                            },
                            "SELECT channel, epoch, top, time FROM publication_mark ORDER BY time DESC");
        });
        return new Publications(store, outbox, clock, unsure);
    }

    /// The channels on which something may have been published that is not written down, because the run before has not
    /// ended in an orderly way.
    public List<Mark> unsure() {
        return unsure;
    }

    /// Something may be published on this channel from now on.
    public void watch(ChannelName channel) {
        if (behind.contains(channel.value())) {
            return;
        }
        store.submit(
                statements -> statements.change(
                        "INSERT INTO publication_mark (channel, time) VALUES (?, ?)"
                                + " ON CONFLICT (channel) DO UPDATE SET time = excluded.time",
                        channel.value(),
                        clock.millis()),
                new Told<>(
                        _ -> {},
                        why -> LOG.warn("can't write down that {} is published on: {}", channel, why.getMessage())));
    }

    /// Everything on a channel is written down up to where [#add] has come.
    public void caughtUp(ChannelName channel) {
        behind.remove(channel.value());
    }

    /// Writes an event down, with how far its channel has come.
    ///
    /// @param done false when it was known before; on the store's thread, or on this one when there is no room
    public void add(Event.Published event, Store.Done<Boolean> done) {
        add(event, !behind.contains(event.channel().value()), done);
    }

    /// The same for what was found behind the mark, in its order.
    public void addFound(Event.Published event, Store.Done<Boolean> done) {
        add(event, true, done);
    }

    private void add(Event.Published event, boolean marks, Store.Done<Boolean> done) {
        StoreOutbox.Place place;
        try {
            place = outbox.place(event);
        } catch (IOException why) {
            done.failed(why);
            return;
        }
        store.submit(
                statements -> {
                    if (marks) {
                        mark(statements, event);
                    }
                    return place.write(statements);
                },
                new Told<>(
                        kept -> {
                            place.settle(kept);
                            done.done(kept);
                        },
                        why -> {
                            place.settle(false);
                            done.failed(why);
                        }));
    }

    private void mark(Statements statements, Event.Published event) throws SQLException {
        Position position = event.position();
        if (position != null) {
            statements.change(
                    "INSERT INTO publication_mark (channel, epoch, top, time) VALUES (?, ?, ?, ?)"
                            + " ON CONFLICT (channel) DO UPDATE SET epoch = excluded.epoch, time = excluded.time,"
                            + " top = CASE WHEN epoch = excluded.epoch AND top > excluded.top"
                            + " THEN top ELSE excluded.top END",
                    event.channel().value(),
                    position.epoch(),
                    position.offset(),
                    clock.millis());
        }
    }

    /// Once nothing is published any more, before the store is closed. What is not caught up with is looked at again at the
    /// next start.
    public void stop() {
        if (!behind.isEmpty()) {
            return;
        }
        store.submit(
                statements -> statements.change("INSERT OR IGNORE INTO publication_end (one) VALUES (1)"),
                new Told<>(_ -> {}, why -> LOG.warn("can't write down an orderly end: {}", why.getMessage())));
    }
}
