package dev.parley.server;

import dev.parley.auth.hook.HookDecisions;
import dev.parley.auth.hook.Hooks;
import dev.parley.auth.token.Revocations;
import dev.parley.chat.Chat;
import dev.parley.chat.ChatChannels;
import dev.parley.chat.ChatDecisions;
import dev.parley.chat.ChatOptions;
import dev.parley.chat.Delivery;
import dev.parley.chat.people.Person;
import dev.parley.chat.storage.ChatException;
import dev.parley.embed.CarriedHeaders;
import dev.parley.embed.CentrifugeHandler;
import dev.parley.embed.NetLoop;
import dev.parley.embed.RawHandler;
import dev.parley.embed.TextHandler;
import dev.parley.embed.UserHandler;
import dev.parley.engine.redis.RedisEngine;
import dev.parley.engine.sqlite.SqliteEngine;
import dev.parley.engine.sqlite.SqliteOptions;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Cluster;
import dev.parley.hub.Decisions;
import dev.parley.hub.Disconnect;
import dev.parley.hub.Engine;
import dev.parley.hub.Grant;
import dev.parley.hub.Hub;
import dev.parley.hub.Namespace;
import dev.parley.hub.NamespaceRules;
import dev.parley.hub.Namespaces;
import dev.parley.hub.Observer;
import dev.parley.hub.UserId;
import dev.parley.hub.memory.MemoryEngine;
import dev.parley.net.Address;
import dev.parley.net.Listener;
import dev.parley.net.Network;
import dev.parley.net.http.HttpResponse;
import dev.parley.redis.Redis;
import dev.parley.server.access.AccessPolicy;
import dev.parley.server.backend.Backend;
import dev.parley.server.backend.Evictions;
import dev.parley.server.backend.Keys;
import dev.parley.server.chat.Bearers;
import dev.parley.server.chat.ChatData;
import dev.parley.server.chat.ChatFiles;
import dev.parley.server.chat.FileEndpoints;
import dev.parley.server.chat.SessionEndpoints;
import dev.parley.server.config.MessagingConfig;
import dev.parley.server.config.MessagingOptions.EngineType;
import dev.parley.server.config.ServerConfig;
import dev.parley.server.config.TextListener;
import dev.parley.server.drain.Readiness;
import dev.parley.server.http.PathHandler;
import dev.parley.server.push.SiteDecisions;
import dev.parley.server.push.UserChannels;
import dev.parley.websocket.Admission;
import dev.parley.websocket.UpgradeRequest;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The hub of a server: its engine, its rules, the chat upon it, and the languages that are spoken to it.
final class Messaging implements AutoCloseable {

    /// What the hub remembers of the chat's rooms, for who comes back soon; the rest is in the chat's storage.
    private static final long CHAT_BYTES = 64L * 1024 * 1024;

    /// Connections to Redis for commands: one keeps a core of it busy already.
    private static final int MOST_CONNECTIONS = 4;

    private final @Nullable Redis redis;
    private final Engine engine;
    private final Backend backend;
    private final SiteDecisions site;
    private final @Nullable ChatData chatData;
    private final @Nullable ChatFiles chatFiles;
    private final @Nullable Chat chat;
    private final boolean guests;
    private final Hub hub;
    private final Readiness readiness;
    private final CentrifugeHandler sdk;
    private final RawHandler raw;
    private final @Nullable Listener text;
    private final boolean opensRaw;
    private final List<NetLoop> loops;

    private Messaging(
            @Nullable Redis redis,
            Engine engine,
            Backend backend,
            SiteDecisions site,
            @Nullable ChatData chatData,
            @Nullable ChatFiles chatFiles,
            @Nullable Chat chat,
            boolean guests,
            Hub hub,
            Readiness readiness,
            CentrifugeHandler sdk,
            RawHandler raw,
            @Nullable Listener text,
            boolean opensRaw,
            List<NetLoop> loops) {
        this.redis = redis;
        this.engine = engine;
        this.backend = backend;
        this.site = site;
        this.chatData = chatData;
        this.chatFiles = chatFiles;
        this.chat = chat;
        this.guests = guests;
        this.hub = hub;
        this.readiness = readiness;
        this.sdk = sdk;
        this.raw = raw;
        this.text = text;
        this.opensRaw = opensRaw;
        this.loops = loops;
    }

    /// @param open whether strangers are welcome: only this machine can reach the server, or its owner wants it so; then bare
    ///     WebSockets may use any open channel
    /// @param keys made for a server that was given none, or null
    /// @throws IOException when the engine can't start, with one sentence that says what to do
    static Messaging start(ServerConfig config, boolean open, @Nullable Keys keys, Network network) throws IOException {
        Clock clock = Clock.systemUTC();
        Redis redis = redis(config, network.loops().size());
        Engine engine = engine(config, redis, clock);
        if (redis != null) {
            redis.holdBurials(true);
        }
        Cluster cluster = new Cluster(engine, clock);
        engine.start(cluster);
        Backend backend = null;
        ChatData chatData = null;
        ChatFiles chatFiles = null;
        try {
            backend = Backend.open(config, keys, redis, clock);
            if (redis != null) {
                redis.holdBurials(false);
            }
            chatData = config.chat().enabled() ? ChatData.open(config, clock) : null;
            chatFiles = chatData != null && config.chat().files().enabled()
                    ? ChatFiles.open(config, chatData, clock)
                    : null;
            return start(config, open, network, redis, cluster, engine, backend, chatData, chatFiles, clock);
        } catch (IOException | RuntimeException failed) {
            engine.close();
            if (chatFiles != null) {
                chatFiles.close();
            }
            if (chatData != null) {
                chatData.close();
            }
            if (backend != null) {
                backend.close();
            }
            if (redis != null) {
                redis.close();
            }
            throw failed;
        }
    }

    private static Messaging start(
            ServerConfig config,
            boolean open,
            Network network,
            @Nullable Redis redis,
            Cluster cluster,
            Engine engine,
            Backend backend,
            @Nullable ChatData chatData,
            @Nullable ChatFiles chatFiles,
            Clock clock)
            throws IOException {
        MessagingConfig ours = config.messaging();
        Namespaces namespaces = ours.namespaces();
        List<NetLoop> loops = NetLoop.of(network);
        // without a word of the owner's, everybody is let in from this machine only
        boolean anonymous = (ours.anonymous() && (open || ours.anonymousEverywhere()))
                || config.backend().open();
        // for the site, the chat's guests and accounts are strangers
        NamespaceRules rules = new NamespaceRules(
                namespaces,
                anonymous,
                ours.insecure(),
                backend.tokens(),
                user -> chatData != null && Person.isReserved(user.value()));
        Later later = new Later();
        boolean guests =
                config.chat().people().letsGuestsIn(anonymous, config.backend().knowsUsers());
        Hooks hooks = backend.hooks();
        Decisions asked = hooks == null ? rules : new HookDecisions(hooks, rules, namespaces, rules::matches);
        // who comes with a token of the chat's own is let in by the chat, and so is all that is done in it
        Chat chat = chatData == null ? null : chat(config.chat().options(), chatData, later, clock, redis != null);
        if (chat != null && engine instanceof RedisEngine shared) {
            shared.onLost(chat::lost);
        }
        Decisions all = chat == null ? asked : new ChatDecisions(asked, chat);
        SiteDecisions site = new SiteDecisions(
                all, ours.users(), namespaces.syntax().userSeparator(), backend.inbox(), backend.revocations());
        Hub hub = new Hub(ours.hub(), namespaces, cluster, site, observer(backend, chat), loops, clock);
        later.hub = hub;
        backend.revocations().tell(new Evictions(hub));
        backend.catchUp(hub);
        BiPredicate<ChannelName, Namespace> lets = open
                ? RawHandler.WHERE_THE_NAMESPACE_SAYS.or((channel, namespace) -> isOpen(namespaces, channel, namespace))
                : RawHandler.WHERE_THE_NAMESPACE_SAYS;
        Revocations revocations = backend.revocations();
        Readiness readiness =
                new Readiness(redis == null ? () -> true : () -> redis.isThere() && revocations.isCurrent());
        TextListener text = config.text();
        Listener listener = text == null
                ? null
                : TextHandler.listen(
                        network, text.address(), hub, loops, text.options(), lets, readiness::takesClients);
        begin(chat);
        return new Messaging(
                redis,
                engine,
                backend,
                site,
                chatData,
                chatFiles,
                chat,
                guests,
                hub,
                readiness,
                new CentrifugeHandler(hub, loops, ours.sdk(), carried(backend)),
                new RawHandler(hub, loops, RawHandler::read, lets, carried(backend)),
                listener,
                open || namespaces.withoutPrefix().raw(),
                loops);
    }

    private static @Nullable Redis redis(ServerConfig config, int loops) {
        MessagingConfig.Engine engine = config.messaging().engine();
        return engine.isShared()
                ? new Redis(
                        Nodes.options(engine.redis(), new SecureRandom()),
                        new SecureRandom(),
                        Math.min(loops, MOST_CONNECTIONS))
                : null;
    }

    /// @param redis what nodes share, or null
    private static Engine engine(ServerConfig config, @Nullable Redis redis, Clock clock) {
        if (redis != null) {
            return new RedisEngine(redis, clock, new SecureRandom(), Backend.events(config));
        }
        MessagingConfig.Engine engine = config.messaging().engine();
        Engine main = engine.type() == EngineType.MEMORY
                ? new MemoryEngine(clock, new SecureRandom())
                : new SqliteEngine(SqliteOptions.in(engine.path(), engine.durability()), clock);
        return config.chat().enabled()
                ? new Engines(
                        main,
                        new MemoryEngine(clock, new SecureRandom(), CHAT_BYTES),
                        ChatChannels.ALL.stream().map(Namespace::name).collect(Collectors.toSet()))
                : main;
    }

    private static Observer observer(Backend backend, @Nullable Chat chat) {
        return chat == null ? backend.witness() : new Observers(backend.witness(), chat.observer());
    }

    private static void begin(@Nullable Chat chat) throws IOException {
        if (chat != null) {
            try {
                chat.start();
            } catch (ChatException unusable) {
                chat.close();
                throw new IOException(unusable.getMessage(), unusable);
            }
        }
    }

    /// Whether bare WebSockets may use a channel in development: neither chat nor what is private or some users' own.
    private static boolean isOpen(Namespaces namespaces, ChannelName channel, Namespace namespace) {
        String users = namespaces.syntax().userBoundary();
        boolean personal = namespace.allows(Namespace.Allow.USER_LIMITED_CHANNELS)
                && !users.isEmpty()
                && channel.value().contains(users);
        return !personal && !namespaces.isPrivate(channel) && !ChatChannels.isChat(namespace);
    }

    private static Chat chat(ChatOptions options, ChatData data, Later hub, Clock clock, boolean many) {
        return new Chat(
                data.storage(),
                data.people(),
                data.sessions(),
                Delivery.by(hub::hub),
                options,
                clock,
                System::nanoTime,
                new SecureRandom(),
                many);
    }

    /// The hub that decisions are made for, which is there before the first of them.
    private static final class Later {
        @Nullable Hub hub;

        Hub hub() {
            Hub there = hub;
            if (there == null) {
                throw new IllegalStateException("asked before the hub was there");
            }
            return there;
        }
    }

    Hub hub() {
        return hub;
    }

    /// Whether clients are taken.
    Readiness readiness() {
        return readiness;
    }

    Backend backend() {
        return backend;
    }

    /// Whether a name is enough to come into the chat.
    boolean guests() {
        return guests;
    }

    /// Who answers at the chat's paths.
    List<PathHandler> chatPaths(ServerConfig config, AccessPolicy access) {
        if (chatData == null || chat == null) {
            return List.of();
        }
        List<PathHandler> paths = new ArrayList<>();
        paths.add(SessionEndpoints.of(
                access,
                config.site().basePath(),
                chatData,
                guests,
                config.chat().people().accounts(),
                user -> hub.disconnect(new UserId(user), Disconnect.FORCE_RECONNECT)));
        if (chatFiles != null) {
            Bearers bearers = new Bearers(chat, backend.tokens(), site::isWelcome);
            paths.add(new FileEndpoints(access, bearers, chatFiles.store(), System::nanoTime));
        }
        return paths;
    }

    /// For bare WebSockets that are users.
    ///
    /// @param anybody whether who proves nothing is whom it says to be (`?user=ID`): for development
    UserHandler user(UserChannels channels, boolean anybody) {
        return new UserHandler(hub, loops, carried(), channels::of, request -> named(request, anybody));
    }

    private static CarriedHeaders carried(Backend backend) {
        Hooks hooks = backend.hooks();
        return hooks == null ? CarriedHeaders.NONE : new CarriedHeaders(List.copyOf(hooks.carriedHeaders()));
    }

    private CarriedHeaders carried() {
        return carried(backend);
    }

    /// Who may come in there. Who is taken at its word can be blocked like everybody else.
    Admission admission(UserHandler users, boolean anybody) {
        return (request, decision) -> {
            Grant.Session named = named(request, anybody);
            if (named != null && !site.isWelcome(named)) {
                decision.refuse(HttpResponse.text(403, Disconnect.FORCE_NO_RECONNECT.reason() + "\n"));
            } else {
                users.decide(request, decision);
            }
        };
    }

    private Grant.@Nullable Session named(UpgradeRequest request, boolean anybody) {
        String id = request.query("user");
        if (!anybody
                || id == null
                || id.isEmpty()
                || id.length() > UserId.MAX_LENGTH
                || (chatData != null && Person.isReserved(id))) {
            return null;
        }
        return site.withItsChannels(new Grant.Session(new UserId(id), null, null, Map.of(), 0));
    }

    /// For the SDKs.
    CentrifugeHandler sdk() {
        return sdk;
    }

    /// For bare WebSockets.
    RawHandler raw() {
        return raw;
    }

    /// Bare WebSockets that are all on one channel.
    RawHandler raw(ChannelName channel) {
        return new RawHandler(hub, loops, request -> RawHandler.on(channel, request), (_, _) -> true, carried());
    }

    /// Whether bare WebSockets may use channels without namespace.
    boolean opensRaw() {
        return opensRaw;
    }

    /// Where text clients connect, or null.
    @Nullable Address textAddress() {
        return text == null ? null : text.address();
    }

    /// Before sessions are ended because the server stops: their going is no going offline.
    void goingDown() {
        backend.goingDown();
        if (text != null) {
            text.close();
        }
    }

    /// Tells all clients that are left that the server stops.
    void sayGoodbye() {
        goingDown();
        hub.close();
        if (chat != null) {
            chat.close();
        }
    }

    /// After the network has stopped: finishes what was accepted.
    @Override
    public void close() {
        if (chat != null) {
            chat.close(); // where nobody had time to say goodbye
        }
        engine.close();
        backend.close();
        if (chatFiles != null) {
            chatFiles.close();
        }
        if (chatData != null) {
            chatData.close();
        }
        if (redis != null) {
            redis.close();
        }
    }
}
