package dev.parley.server.backend;

import dev.parley.auth.token.Revocations;
import dev.parley.engine.sqlite.Durability;
import dev.parley.events.Channels;
import dev.parley.events.Inbox;
import dev.parley.events.Outbox;
import dev.parley.events.Publications;
import dev.parley.events.Timers;
import dev.parley.events.Users;
import dev.parley.redis.Redis;
import dev.parley.server.config.BackendConfig;
import dev.parley.server.config.MessagingConfig;
import dev.parley.server.config.ServerConfig;
import dev.parley.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is remembered for the site, where it is kept: in one file beside the history, in memory where the history is, or in
/// the Redis that nodes share.
///
/// @param store null in Redis, and ours to close
record Site(
        Revocations revocations,
        Inbox inbox,
        Telling telling,
        @Nullable Store store) {

    private static final String FILE = "site.db";

    /// In their order for ever: a new table is a new script at the end.
    private static final List<String> TABLES = List.of(
            Revocations.TABLES, Inbox.TABLES, Outbox.TABLES, Users.TABLES, Channels.TABLES, Publications.TABLES);

    /// Opens what an earlier run left. Waits for the disk, or for Redis.
    static Site open(ServerConfig config, @Nullable Redis redis, Timers timers, Clock clock) throws IOException {
        return redis == null ? inStore(config, timers, clock) : inRedis(config.backend(), redis, timers, clock);
    }

    private static Site inStore(ServerConfig config, Timers timers, Clock clock) throws IOException {
        MessagingConfig.Engine engine = config.messaging().engine();
        BackendConfig ours = config.backend();
        Path folder = Backend.folder(config);
        Store store = Store.open(
                folder == null ? null : folder.resolve(FILE), engine.durability() == Durability.POWER, TABLES);
        try {
            return new Site(
                    Revocations.load(store, clock),
                    Inbox.open(store, ours.inbox(), clock),
                    Telling.in(store, ours, timers, clock),
                    store);
        } catch (IOException | RuntimeException failed) {
            store.close();
            throw failed;
        }
    }

    private static Site inRedis(BackendConfig config, Redis redis, Timers timers, Clock clock) throws IOException {
        return new Site(
                Revocations.load(redis, clock, System::nanoTime, new SecureRandom()),
                Inbox.open(redis, config.inbox(), clock),
                Telling.in(redis, config, timers, clock),
                null);
    }

    void close() {
        revocations.close();
        if (store != null) {
            store.close();
        }
    }
}
