package dev.parley.server.backend;

import dev.parley.auth.Tokens;
import dev.parley.auth.hook.HookPlan;
import dev.parley.auth.hook.Hooks;
import dev.parley.auth.token.Revocations;
import dev.parley.auth.token.TokenOptions;
import dev.parley.auth.token.TokenVerifier;
import dev.parley.events.Inbox;
import dev.parley.events.Outbox;
import dev.parley.events.OutboxOptions;
import dev.parley.events.Publications;
import dev.parley.events.Timers;
import dev.parley.events.Users;
import dev.parley.hub.Hub;
import dev.parley.hub.Observer;
import dev.parley.redis.Events;
import dev.parley.redis.Redis;
import dev.parley.server.config.BackendConfig;
import dev.parley.server.config.BackendConfig.Told;
import dev.parley.server.config.MessagingConfig;
import dev.parley.server.config.MessagingOptions.EngineType;
import dev.parley.server.config.ServerConfig;
import dev.parley.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is remembered for the site's backend, and what it is told: users, kept pushes, revocations, events ([Site]); the
/// tokens that it makes, and what it is asked.
public final class Backend implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Backend.class);

    /// A small part of the shortest time after which a node counts as gone.
    private static final long TICK_MILLIS = 100;

    private final Site site;
    private final ScheduledThreadPoolExecutor timers;
    private final Revocations revocations;
    private final Inbox inbox;
    private final Telling telling;
    private volatile @Nullable CatchingUp catchingUp;
    private final TokenVerifier connections;
    private final TokenVerifier subscriptions;
    private final Tokens tokens;
    private final @Nullable Hooks hooks;
    private final Observer witness;

    private Backend(
            ServerConfig config,
            TokenOptions connectionTokens,
            TokenOptions subscriptionTokens,
            @Nullable Redis redis,
            Clock clock)
            throws IOException {
        BackendConfig ours = config.backend();
        timers = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("parley-timers").daemon(true).factory());
        timers.setRemoveOnCancelPolicy(true);
        Timers later = (millis, task) -> {
            var scheduled = timers.schedule(task, millis, TimeUnit.MILLISECONDS);
            return () -> scheduled.cancel(false);
        };
        site = Site.open(config, redis, later, clock);
        revocations = site.revocations();
        inbox = site.inbox();
        telling = site.telling();
        connections = new TokenVerifier(connectionTokens, clock);
        subscriptions = subscriptionTokens.equals(connectionTokens)
                ? connections
                : new TokenVerifier(subscriptionTokens, clock);
        tokens = new Tokens(connections, subscriptions, revocations, connectionTokens.clockSkew(), ours.namedTokens());
        hooks = ours.hooks().equals(HookPlan.NONE) ? null : new Hooks(ours.hooks());
        witness = new Witness(ours.told(), telling, clock);
        timers.scheduleWithFixedDelay(guarded(this::sweep), 1, 60, TimeUnit.MINUTES);
        timers.scheduleWithFixedDelay(guarded(revocations::sweep), 1, 1, TimeUnit.MINUTES);
        if (redis != null) {
            timers.scheduleWithFixedDelay(guarded(revocations::tick), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
        telling.start();
    }

    /// Opens what an earlier run left. Waits for the disk, or for Redis.
    ///
    /// @param keys made for a server that was given none, or null
    /// @param redis what nodes share, started; stays the caller's to close, after this. Null for a server by itself
    /// @throws IOException with one sentence that says what to do
    public static Backend open(ServerConfig config, @Nullable Keys keys, @Nullable Redis redis, Clock clock)
            throws IOException {
        BackendConfig ours = config.backend();
        TokenOptions connections = withSecret(ours.tokens(), keys);
        TokenOptions subscriptions =
                ours.subscriptionTokens().equals(ours.tokens()) ? connections : ours.subscriptionTokens();
        return new Backend(config, connections, subscriptions, redis, clock);
    }

    /// How a server checks the tokens of connections: as its owner says, or with the secret that it has made.
    ///
    /// @throws IOException when that secret can't be read
    public static TokenOptions tokens(ServerConfig config) throws IOException {
        Path folder = folder(config);
        return withSecret(config.backend().tokens(), folder == null ? null : Keys.of(folder));
    }

    /// The same for subscriptions.
    public static TokenOptions subscriptionTokens(ServerConfig config) throws IOException {
        BackendConfig ours = config.backend();
        return ours.subscriptionTokens().equals(ours.tokens()) ? tokens(config) : ours.subscriptionTokens();
    }

    /// Where a server's data is, or null when it is in memory.
    public static @Nullable Path folder(ServerConfig config) {
        MessagingConfig.Engine engine = config.messaging().engine();
        return engine.type() == EngineType.SQLITE ? engine.path() : null;
    }

    /// What is written down for the backend together with what happens in Redis.
    public static Events events(ServerConfig config) {
        OutboxOptions events = config.backend().events();
        Map<String, Told> told = config.backend().told();
        return events == null
                ? Events.NONE
                : new Events(
                        namespace -> told.getOrDefault(namespace.name(), Told.NOTHING)
                                .publications(),
                        events.capacity());
    }

    private static TokenOptions withSecret(TokenOptions options, @Nullable Keys keys) {
        return keys == null || isSomething(options)
                ? options
                : options.withHmac(new TokenOptions.Hmac(keys.tokenSecret()));
    }

    /// Whether any token can be good.
    public static boolean isSomething(TokenOptions options) {
        return options.hmac() != null
                || !options.publicKeys().equals(TokenOptions.PublicKeys.NONE)
                || !options.jwksPublicEndpoints().isEmpty();
    }

    /// A task that throws would not be run again.
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException failed) {
                LOG.error("sweeping failed", failed);
            }
        };
    }

    private void sweep() {
        inbox.sweep(new Store.Done<>() {
            @Override
            public void done(Integer gone) {}

            @Override
            public void failed(IOException why) {
                LOG.warn("kept pushes that are too old could not be removed: {}", why.getMessage());
            }
        });
    }

    public Revocations revocations() {
        return revocations;
    }

    public Inbox inbox() {
        return inbox;
    }

    public Users users() {
        return telling.users();
    }

    public Tokens tokens() {
        return tokens;
    }

    /// Null when the backend wants no events.
    public @Nullable Outbox outbox() {
        return telling.outbox();
    }

    /// What the backend is asked; null when it is asked nothing.
    public @Nullable Hooks hooks() {
        return hooks;
    }

    /// What the hub tells.
    public Observer witness() {
        return witness;
    }

    /// Once there is a hub: finds what was published in the last moment before a crash and not written down.
    public void catchUp(Hub hub) {
        Publications publications = telling.publications();
        if (publications != null && !publications.unsure().isEmpty()) {
            CatchingUp behind = new CatchingUp(hub, publications);
            catchingUp = behind;
            behind.start();
        }
    }

    /// Before the sessions are ended: their going is no going offline.
    public void goingDown() {
        CatchingUp behind = catchingUp;
        if (behind != null) {
            behind.stop();
        }
        telling.goingDown();
    }

    /// After the last session has ended and the engine has finished.
    @Override
    public void close() {
        telling.close();
        if (hooks != null) {
            hooks.close();
        }
        connections.close();
        if (subscriptions != connections) {
            subscriptions.close();
        }
        timers.shutdownNow();
        site.close();
    }
}
