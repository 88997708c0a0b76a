package dev.parley.server.backend;

import dev.parley.events.Channels;
import dev.parley.events.Outbox;
import dev.parley.events.OutboxOptions;
import dev.parley.events.Publications;
import dev.parley.events.Sender;
import dev.parley.events.SharedOutbox;
import dev.parley.events.StoreOutbox;
import dev.parley.events.Teller;
import dev.parley.events.Timers;
import dev.parley.events.Users;
import dev.parley.redis.Redis;
import dev.parley.server.config.BackendConfig;
import dev.parley.store.Store;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// What the backend is told and who is online: of one node in its file, or of all nodes in the Redis that they share.
///
/// @param channels null, as what follows, when the backend wants no events
/// @param publications null where Redis writes their events down together with them
/// @param sender of a server by itself
/// @param teller of one that shares a Redis
record Telling(
        Users users,
        @Nullable Channels channels,
        @Nullable Outbox outbox,
        @Nullable Publications publications,
        @Nullable Sender sender,
        @Nullable Teller teller) {

    /// Opens what an earlier run left. Waits for the disk.
    static Telling in(Store store, BackendConfig config, Timers timers, InstantSource clock) throws IOException {
        OutboxOptions events = config.events();
        if (events == null) {
            return new Telling(Users.open(store, config.users(), null, timers, clock), null, null, null, null, null);
        }
        StoreOutbox outbox = StoreOutbox.open(store, events, clock);
        return new Telling(
                Users.open(store, config.users(), config.userEvents() ? outbox : null, timers, clock),
                Channels.open(store, Duration.ZERO, outbox, timers, clock),
                outbox,
                Publications.open(store, outbox, clock),
                new Sender(outbox, events, clock, new SecureRandom(), timers),
                null);
    }

    static Telling in(Redis redis, BackendConfig config, Timers timers, InstantSource clock) {
        OutboxOptions events = config.events();
        if (events == null) {
            return new Telling(Users.shared(redis, config.users(), null, timers, clock), null, null, null, null, null);
        }
        SharedOutbox outbox = new SharedOutbox(redis, events, clock);
        return new Telling(
                Users.shared(redis, config.users(), config.userEvents() ? outbox : null, timers, clock),
                Channels.shared(redis, Duration.ZERO, outbox, timers, clock),
                outbox,
                null,
                null,
                new Teller(outbox, events, clock, new SecureRandom(), timers));
    }

    void start() {
        if (sender != null) {
            sender.start();
        }
        if (teller != null) {
            teller.start();
        }
    }

    /// Before the sessions are ended: their going is no going offline.
    void goingDown() {
        users.stop();
        if (channels != null) {
            channels.stop();
        }
    }

    /// Sends no more. Waits for requests under way.
    void close() {
        if (publications != null) {
            publications.stop();
        }
        if (sender != null) {
            sender.stop();
        }
        if (teller != null) {
            teller.close();
        }
    }
}
