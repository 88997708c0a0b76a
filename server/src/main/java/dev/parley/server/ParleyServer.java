package dev.parley.server;

import dev.parley.chat.people.PersonNames;
import dev.parley.engine.sqlite.SqliteEngine;
import dev.parley.events.Timers;
import dev.parley.net.Address;
import dev.parley.net.Listener;
import dev.parley.net.Network;
import dev.parley.net.Transport;
import dev.parley.server.access.AccessPolicy;
import dev.parley.server.access.MachineName;
import dev.parley.server.access.RefusalLog;
import dev.parley.server.access.ServedHosts;
import dev.parley.server.backend.Backend;
import dev.parley.server.backend.Keys;
import dev.parley.server.chat.branding.Branding;
import dev.parley.server.chat.branding.ChatPolicy;
import dev.parley.server.chat.branding.Facts;
import dev.parley.server.config.BrandingConfig;
import dev.parley.server.config.MessagingConfig;
import dev.parley.server.config.MessagingOptions;
import dev.parley.server.config.ServerConfig;
import dev.parley.server.config.ServerConfig.Listen;
import dev.parley.server.drain.Drain;
import dev.parley.server.http.OwnersPages;
import dev.parley.server.http.PathHandler;
import dev.parley.server.http.Site;
import dev.parley.websocket.WebSocketServer;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A Parley server that listens. Any thread.
public final class ParleyServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ParleyServer.class);

    static final String VERSION = version();

    private final ServerConfig config;
    private final WebSocketServer server;
    private final Messaging messaging;
    private final Entrances entrances;
    private final Drain drain;
    private final ScheduledThreadPoolExecutor drainTimers;
    private final @Nullable Keys keys;
    private final @Nullable Listener internal;
    private final @Nullable Listener line;

    private ParleyServer(
            ServerConfig config,
            WebSocketServer server,
            Messaging messaging,
            Entrances entrances,
            Drain drain,
            ScheduledThreadPoolExecutor drainTimers,
            @Nullable Keys keys,
            @Nullable Listener internal,
            @Nullable Listener line) {
        this.entrances = entrances;
        this.drain = drain;
        this.drainTimers = drainTimers;
        this.keys = keys;
        this.internal = internal;
        this.line = line;
        this.config = config;
        this.server = server;
        this.messaging = messaging;
    }

    /// Listens.
    ///
    /// @param verbose takes the lines of `server.verbose`; called on loops
    /// @throws IOException when an address can't be listened on or the data can't be used, with one sentence that says what
    ///     to do
    public static ParleyServer start(ServerConfig config, Consumer<String> verbose) throws IOException {
        ServerConfig.Site site = config.site();
        AccessPolicy access = accessPolicy(config);
        Risks.of(config, !access.development()).forEach(LOG::warn);
        Path folder = site.staticFolder();
        OwnersPages owners = folder == null ? null : new OwnersPages(folder);
        WebSocketServer.Builder builder = WebSocketServer.builder()
                .network(config.network())
                .http(config.http())
                .options(config.websocket())
                .takeoverMemory(config.takeoverMemory())
                .origins(access);
        config.listeners().forEach(listen -> builder.listen(listen.address(), listen.options()));
        Path data = Backend.folder(config);
        if (data != null) {
            PrivateFolder.make(data);
        }
        Network network = builder.startNetwork();
        Messaging messaging = null;
        try {
            boolean open = access.development() || config.backend().open();
            Keys keys = open ? Keys.forWhatIsMissing(config, new SecureRandom()) : null;
            messaging = Messaging.start(config, open, keys, network);
            Endpoints endpoints = new Endpoints(
                    config, messaging, access.development() && !config.backend().knowsUsers(), verbose);
            Entrances entrances = new Entrances(network, messaging);
            ScheduledThreadPoolExecutor drainTimers = new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().name("parley-drain").daemon(true).factory());
            Drain drain = new Drain(
                    config.drain(),
                    messaging.hub(),
                    messaging.readiness(),
                    entrances,
                    new SecureRandom(),
                    System::nanoTime,
                    Timers.on(drainTimers));
            Services services = Services.of(config, keys, messaging, drain, network, VERSION);
            boolean chat = config.chat().enabled();
            ChatPolicy policy = chat ? chatPolicy(site, access, config.branding()) : null;
            Branding branding = chat
                    ? Branding.open(config.branding(), facts(config.chat(), messaging.guests()), System::nanoTime)
                    : null;
            List<PathHandler> paths = new ArrayList<>(messaging.chatPaths(config, access));
            if (branding != null) {
                paths.add(branding);
            }
            builder.http(new Site(
                    site.basePath(),
                    access,
                    messaging.readiness(),
                    endpoints::speaksWebSocket,
                    services.api(),
                    services.metrics(),
                    config.backend().internal() != null,
                    owners,
                    policy == null ? null : policy.text(),
                    paths));
            endpoints.addTo(builder);
            Listener internal = services.listen(network, config);
            Listener line = services.listenForLines(network, config, messaging.hub());
            WebSocketServer server = builder.start();
            entrances.are(server, line);
            messaging.readiness().serving();
            ParleyServer started =
                    new ParleyServer(config, server, messaging, entrances, drain, drainTimers, keys, internal, line);
            if (config.backend().open() && !config.loopbackOnly()) {
                LOG.warn("strangers are served (--open): whoever reaches this server may connect and publish without a "
                        + "login. Stop it when the demo is over");
            }
            return started;
        } catch (IOException | RuntimeException failed) {
            network.close();
            if (messaging != null) {
                messaging.close();
            }
            throw failed;
        }
    }

    private static ChatPolicy chatPolicy(ServerConfig.Site site, AccessPolicy access, BrandingConfig branding) {
        ChatPolicy policy = ChatPolicy.of(site.allowedOrigins(), access.development(), branding.avatarOrigins());
        policy.unsayable()
                .forEach(origin -> LOG.warn(
                        "client.allowed_origins: pages of {} may talk to this server, and can't have the chat inside: a "
                                + "Content-Security-Policy names only whole hosts such as https://shop.example.com and "
                                + "https://*.example.com",
                        origin));
        return policy;
    }

    private static Facts facts(ServerConfig.Chat chat, boolean guests) {
        return new Facts(
                guests,
                chat.people().accounts().title(),
                chat.options().textLimit(),
                PersonNames.LIMIT,
                chat.files().enabled(),
                chat.files().enabled() ? chat.files().sizeLimit() : 0,
                chat.options().support(),
                VERSION);
    }

    private static String version() {
        String version = ParleyServer.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private static AccessPolicy accessPolicy(ServerConfig config) {
        ServerConfig.Site site = config.site();
        List<Address> listening =
                config.listeners().stream().map(Listen::address).toList();
        ServedHosts hosts = new ServedHosts(listening, MachineName.find(System.getenv()), site.hosts());
        boolean noProxies = config.listeners().stream()
                .allMatch(listen -> listen.options().trustedProxies().isEmpty());
        boolean development = hosts.loopbackOnly()
                && config.loopbackOnly()
                && noProxies
                && site.allowedOrigins().isEmpty()
                && site.hosts().isEmpty();
        return new AccessPolicy(hosts, site.allowedOrigins(), development, new RefusalLog(System::nanoTime));
    }

    /// Where it listens, in the order of the configuration, with the ports that were taken where 0 was asked for.
    public List<Address> addresses() {
        return server.addresses();
    }

    /// Renews the epochs of a server's data, while it is not running: every client that comes back with a position is told
    /// that it was not recovered. For who has put an older copy of the data back.
    ///
    /// @throws IOException when that is not possible, with one sentence that says what to do
    public static void renewData(ServerConfig config) throws IOException {
        MessagingConfig.Engine engine = config.messaging().engine();
        if (engine.type() != MessagingOptions.EngineType.SQLITE) {
            throw new IOException("there is no data on disk: engine.type is "
                    + engine.type().name().toLowerCase(Locale.ROOT));
        }
        SqliteEngine.renew(engine.path());
    }

    /// Whether bare WebSockets may use channels without namespace.
    public boolean opensRaw() {
        return messaging.opensRaw();
    }

    /// Where text clients connect, or null when they don't.
    public @Nullable Address textAddress() {
        return messaging.textAddress();
    }

    /// The keys that were made for this server; null when its owner gave it some.
    public @Nullable Keys keys() {
        return keys;
    }

    /// Where the API and the metrics are served alone, or null.
    public @Nullable Address internalAddress() {
        return internal == null ? null : internal.address();
    }

    /// Where lines are pushed to, or null.
    public @Nullable Address lineAddress() {
        return line == null ? null : line.address();
    }

    public ServerConfig config() {
        return config;
    }

    public Transport transport() {
        return server.network().transport();
    }

    /// The number of event loops.
    public int loops() {
        return server.network().loops().size();
    }

    /// Takes no more clients, tells those that are here to connect again ([Drain]; SDKs: 3001, others: 1001), cuts who is
    /// left when `shutdown.timeout` is over, and finishes what was accepted. Blocks.
    @Override
    public void close() {
        Duration limit = config.drain().limit();
        long end = System.nanoTime() + limit.toNanos();
        entrances.closeForGood();
        drain.runFor(limit.multipliedBy(9).dividedBy(10));
        drainTimers.shutdownNow();
        messaging.sayGoodbye();
        server.stop(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        messaging.close();
    }
}
