package dev.parley.server.config;

import dev.parley.dialects.centrifuge.CentrifugeOptions;
import dev.parley.net.Transport;
import dev.parley.net.http.HttpOptions;
import dev.parley.server.access.HostPattern;
import dev.parley.server.access.OriginPattern;
import dev.parley.server.drain.DrainOptions;
import dev.parley.websocket.WebSocketOptions;
import dev.parley.websocket.WebSocketOptions.Compression;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Every option there is. Parsing, checking, variables, flags, `--help`, suggestions and `docs/configuration.md` are
/// derived from this table. Names are those of Centrifugo v6 where the concept is the same.
public final class Options {

    private static final OptionType<Boolean> YES_NO = new OptionType.YesNo();
    private static final OptionType<Path> FILE = new OptionType.Text<>("the path of a file", Options::path);
    private static final OptionType<Path> PEM =
            new OptionType.Text<>("the path of a PEM file", text -> text.contains("-----BEGIN") ? null : path(text));
    static final OptionType<String> ADDRESS = new OptionType.Text<>(
            "a host name, an IP address (0.0.0.0 for all) or unix:/path/of.sock",
            text -> text.isBlank() || text.equals("unix:") ? null : text);
    static final OptionType<Integer> PORT = new OptionType.Whole(0, 65535);

    public static final Option<String> HTTP_ADDRESS = new Option<>(
            "http_server.address",
            ADDRESS,
            "127.0.0.1",
            "--host",
            "Where to listen. The default is reached from this machine only; `0.0.0.0` is every address of it.");
    public static final Option<Integer> HTTP_PORT = new Option<>(
            "http_server.port", PORT, 8000, "--port", "The TCP port for pages and WebSockets. `0` takes a free one.");
    public static final Option<Boolean> TLS_ENABLED = new Option<>(
            "http_server.tls.enabled",
            YES_NO,
            null,
            null,
            "Whether to serve `https` and `wss`. Without it: yes when there is a certificate.");
    public static final Option<Path> TLS_CERTIFICATE = new Option<>(
            "http_server.tls.cert_pem",
            PEM,
            null,
            "--tls-cert",
            "The certificate with its chain. Read again when the file changes.");
    public static final Option<Path> TLS_KEY = new Option<>(
            "http_server.tls.key_pem",
            PEM,
            null,
            "--tls-key",
            "The private key of the certificate, not encrypted, PKCS#8.");

    public static final Option<Integer> REQUEST_LINE_LIMIT = new Option<>(
            "server.request_line_limit",
            new OptionType.Whole(64, 1 << 20),
            HttpOptions.DEFAULT.maxRequestLine(),
            null,
            "Bytes of a request's first line, path and query included; past it 414.");
    public static final Option<Long> HEADER_SIZE_LIMIT = new Option<>(
            "server.header_size_limit",
            new OptionType.Size(256, 1 << 20),
            (long) HttpOptions.DEFAULT.maxHeaderBytes(),
            null,
            "All header fields of a request together; past it 431.");
    public static final Option<Integer> HEADER_COUNT_LIMIT = new Option<>(
            "server.header_count_limit",
            new OptionType.Whole(8, 10_000),
            HttpOptions.DEFAULT.maxHeaders(),
            null,
            "Header fields of a request; past it 431.");
    public static final Option<Duration> REQUEST_TIMEOUT = new Option<>(
            "server.request_timeout",
            new OptionType.Span(Duration.ofMillis(100), Duration.ofMinutes(10)),
            Duration.ofMillis(HttpOptions.DEFAULT.requestTimeoutMillis()),
            null,
            "From connecting to the end of a request's head, an opening handshake's too; past it 408 and the connection is closed.");
    public static final Option<Duration> IDLE_TIMEOUT = new Option<>(
            "server.idle_timeout",
            new OptionType.Span(Duration.ofMillis(100), Duration.ofHours(1)),
            Duration.ofMillis(HttpOptions.DEFAULT.idleTimeoutMillis()),
            null,
            "How long an HTTP connection may wait for its next request.");

    public static final Option<Transport> TRANSPORT = new Option<>(
            "server.transport",
            new OptionType.Choice<>(OptionType.Choice.words(Transport.values())),
            Transport.AUTO,
            "--transport",
            "How bytes reach the kernel. `auto` takes the best that works here; which one is printed at start.");
    public static final Option<Integer> LOOPS = new Option<>(
            "server.loops",
            new OptionType.Whole(0, 1024),
            0,
            "--loops",
            "Event-loop threads; `0` is one for each core.");
    public static final Option<BasePath> BASE_PATH = new Option<>(
            "server.base_path",
            new OptionType.Text<>("a path of plain segments such as /rt", BasePath::parse),
            BasePath.ROOT,
            "--base-path",
            "The path below which everything is served, for life behind a proxy that has the rest of the site.");
    public static final Option<WsRoot> WS_ROOT = new Option<>(
            "server.ws_root",
            new OptionType.Text<>("none, echo or raw:CHANNEL (1 to 255 bytes)", WsRoot::parse),
            new WsRoot.Nobody(),
            "--ws-root",
            "Who answers WebSockets at `/` and at paths that nobody claims, so that an existing page which opens "
                    + "`ws://host:port` works as it is: `echo`, or `raw:CHANNEL` for everybody on one channel.");
    public static final Option<Path> STATIC = new Option<>(
            "server.static",
            new OptionType.Text<>("the path of a folder", Options::path),
            null,
            "--static",
            "A folder of pages of your own. It takes `/` when it has an `index.html`; the chat page is then at `/chat`.");
    public static final Option<List<HostPattern>> HOSTS = new Option<>(
            "server.hosts",
            new OptionType.Listed<>(new OptionType.Text<>("a host name without port, *.name or *", HostPattern::parse)),
            List.of(),
            "--server-name",
            "Names by which browsers reach this server, beside its own addresses and host name. Another `Host` is "
                    + "answered 421: it may be a name that an attacker has pointed here. `*` takes any.");
    public static final Option<List<String>> TRUSTED_PROXIES = new Option<>(
            "server.trusted_proxies",
            new OptionType.Listed<>(
                    new OptionType.Text<>("an address, a network such as 10.0.0.0/8, or unix", Networks::parse)),
            List.of(),
            "--trusted-proxy",
            "Proxies whose `X-Forwarded-*` and `Forwarded` fields are believed.");
    public static final Option<Boolean> VERBOSE = new Option<>(
            "server.verbose",
            YES_NO,
            false,
            "--verbose",
            "Prints a line for each WebSocket that opens or closes and for each message: its length, its first 80 "
                    + "characters, and how many got it.");

    /// The fields of one entry of `server.listeners`.
    public static final class Listener {
        public static final Option<String> ADDRESS =
                new Option<>("address", Options.ADDRESS, "127.0.0.1", null, "Where to listen.");
        public static final Option<Integer> PORT =
                new Option<>("port", Options.PORT, null, null, "The TCP port; `0` takes a free one.");
        public static final Option<Boolean> TLS_ENABLED =
                new Option<>("tls.enabled", YES_NO, null, null, "Whether to serve `https` and `wss`.");
        public static final Option<Path> TLS_CERTIFICATE =
                new Option<>("tls.cert_pem", PEM, null, null, "The certificate.");
        public static final Option<Path> TLS_KEY = new Option<>("tls.key_pem", PEM, null, null, "Its key.");
        public static final Option<List<String>> TRUSTED_PROXIES = new Option<>(
                "trusted_proxies",
                Options.TRUSTED_PROXIES.type(),
                null,
                null,
                "Trusted proxies of this listener; without it, those of `server.trusted_proxies`.");

        static final Schema SCHEMA =
                new Schema(List.of(ADDRESS, PORT, TLS_ENABLED, TLS_CERTIFICATE, TLS_KEY, TRUSTED_PROXIES));

        private Listener() {}
    }

    public static final Option<List<Settings>> LISTENERS = new Option<>(
            "server.listeners",
            new OptionType.Entries(Listener.SCHEMA),
            List.of(),
            null,
            "More places to listen, beside `http_server`.");

    public static final Option<List<OriginPattern>> ALLOWED_ORIGINS = new Option<>(
            "client.allowed_origins",
            new OptionType.Listed<>(new OptionType.Text<>(
                    "an origin such as https://example.com, a host such as example.com (any scheme and port), a pattern such as https://*.example.com, null or *",
                    OriginPattern::parse)),
            List.of(),
            "--allowed-origin",
            "Pages that may open WebSockets here, beside those that this server itself serves.");
    public static final Option<Integer> CONNECTION_LIMIT = new Option<>(
            "client.connection_limit",
            new OptionType.Whole(0, 10_000_000),
            100_000,
            null,
            "Connections open at the same time; past it 503 with Retry-After. `0` for no limit.");
    public static final Option<Integer> ADDRESS_CONNECTION_LIMIT = new Option<>(
            "client.address_connection_limit",
            new OptionType.Whole(0, 10_000_000),
            1_000,
            null,
            "The same for each client address. Never applied to this machine itself and to trusted proxies. `0` for no limit.");
    public static final Option<Duration> PING_INTERVAL = new Option<>(
            "client.ping_interval",
            new OptionType.Span(Duration.ZERO, Duration.ofHours(1)),
            CentrifugeOptions.DEFAULT.pingInterval(),
            null,
            "How often a connection is asked, with a ping, whether it is still there. `0` for never, otherwise at least `1s`.");
    public static final Option<Duration> PONG_TIMEOUT = new Option<>(
            "client.pong_timeout",
            new OptionType.Span(Duration.ofMillis(100), Duration.ofMinutes(10)),
            CentrifugeOptions.DEFAULT.pongTimeout(),
            null,
            "How long to wait for that answer before the connection counts as dead. Shorter than the interval.");
    public static final Option<Long> QUEUE_MAX_SIZE = new Option<>(
            "client.queue_max_size",
            new OptionType.Size(1024, 1 << 30),
            (long) WebSocketOptions.DEFAULT.outgoingLimit(),
            null,
            "Bytes that may wait for one client; past it an SDK is disconnected with 3008 and another client closed with 1013, the reason *slow*.");

    public static final Option<Long> MESSAGE_SIZE_LIMIT = new Option<>(
            "websocket.message_size_limit",
            new OptionType.Size(1, 1 << 30),
            WebSocketOptions.DEFAULT.messageSizeLimit(),
            null,
            "A received message, decompressed; past it the connection is closed with 1009.");
    public static final Option<Compression> COMPRESSION = new Option<>(
            "websocket.compression",
            new OptionType.Choice<>(compressions()),
            WebSocketOptions.DEFAULT.compression(),
            null,
            "Compresses messages for clients that can (permessage-deflate). `true`: each message by itself, a broadcast "
                    + "once for all; `takeover`: smaller, at some memory and work for each connection.");
    public static final Option<Long> TAKEOVER_MEMORY_LIMIT = new Option<>(
            "websocket.takeover_memory_limit",
            new OptionType.Size(0, 1L << 40),
            256L << 20,
            null,
            "Memory for `takeover`, over all connections. Connections that find none left compress each message by itself.");
    public static final Option<Duration> CLOSE_TIMEOUT = new Option<>(
            "websocket.close_timeout",
            new OptionType.Span(Duration.ofMillis(100), Duration.ofMinutes(10)),
            WebSocketOptions.DEFAULT.closeTimeout(),
            null,
            "How long to wait for a client's side of the closing handshake before the connection is cut.");

    public static final Option<Boolean> ECHO_ENABLED =
            new Option<>("echo.enabled", YES_NO, true, null, "Whether `/echo` answers each message with itself.");
    public static final Option<Long> ECHO_MESSAGE_SIZE_LIMIT = new Option<>(
            "echo.message_size_limit",
            new OptionType.Size(1, 1 << 30),
            16L << 20,
            null,
            "A message received at `/echo`; past it the connection is closed with 1009.");

    public static final Option<Boolean> RAW_ENABLED = new Option<>(
            "raw.enabled",
            YES_NO,
            true,
            null,
            "Whether `/raw/{channel}` hands each message to everybody on that channel.");
    public static final Option<Integer> RAW_CHANNEL_LIMIT = new Option<>(
            "raw.channel_limit",
            new OptionType.Whole(1, 10_000_000),
            100_000,
            null,
            "Channels in use at the same time; past it a new one is answered 503.");

    public static final Option<Boolean> CHAT_ENABLED =
            new Option<>("chat.enabled", YES_NO, true, null, "Whether the chat page and its rooms are served.");
    public static final Option<LogLevel> LOG_LEVEL = new Option<>(
            "log.level",
            new OptionType.Choice<>(OptionType.Choice.words(LogLevel.values())),
            LogLevel.INFO,
            "--log-level",
            "The least that is logged.");
    public static final Option<Path> LOG_FILE = new Option<>(
            "log.file", FILE, null, "--log-file", "A file to log to, instead of the standard error stream.");

    public static final Option<Duration> SHUTDOWN_TIMEOUT = new Option<>(
            "shutdown.timeout",
            new OptionType.Span(Duration.ZERO, Duration.ofMinutes(10)),
            Duration.ofSeconds(30),
            null,
            "How long stopping may take: within it clients are told to connect again, and say goodbye; then those that are "
                    + "left are cut.");

    public static final Option<Duration> SHUTDOWN_UNREADY_DELAY = new Option<>(
            "shutdown.unready_delay",
            new OptionType.Span(Duration.ZERO, Duration.ofMinutes(5)),
            Duration.ZERO,
            null,
            "How long the server still takes clients when it has been asked to stop and `/readyz` says so: as long as load "
                    + "balancers take to notice, such as `5s`. Part of `shutdown.timeout`.");

    public static final Option<Integer> SHUTDOWN_DRAIN_RATE = new Option<>(
            "shutdown.drain_rate",
            new OptionType.Whole(1, 1_000_000),
            DrainOptions.RATE,
            null,
            "Sessions that are told to connect again in a second, when the server stops or is drained: as many as the other "
                    + "nodes take in beside their work. More where `shutdown.timeout` is too short for that.");

    public static final Schema SCHEMA = new Schema(
            Stream.of(
                            List.of(
                                    HTTP_ADDRESS,
                                    HTTP_PORT,
                                    TLS_ENABLED,
                                    TLS_CERTIFICATE,
                                    TLS_KEY,
                                    ApiOptions.INTERNAL_ADDRESS,
                                    ApiOptions.INTERNAL_PORT,
                                    LISTENERS,
                                    TRUSTED_PROXIES,
                                    HOSTS,
                                    BASE_PATH,
                                    WS_ROOT,
                                    STATIC,
                                    TRANSPORT,
                                    LOOPS,
                                    VERBOSE,
                                    ApiOptions.OPEN,
                                    REQUEST_TIMEOUT,
                                    IDLE_TIMEOUT,
                                    REQUEST_LINE_LIMIT,
                                    HEADER_SIZE_LIMIT,
                                    HEADER_COUNT_LIMIT,
                                    ALLOWED_ORIGINS,
                                    CONNECTION_LIMIT,
                                    ADDRESS_CONNECTION_LIMIT,
                                    PING_INTERVAL,
                                    PONG_TIMEOUT,
                                    QUEUE_MAX_SIZE),
                            MessagingOptions.CLIENT,
                            HookSettings.options(),
                            PushOptions.CLIENT,
                            List.of(TokenSettings.NAMED),
                            TokenSettings.CONNECTION.all(),
                            List.of(TokenSettings.OWN_FOR_SUBSCRIPTIONS),
                            TokenSettings.SUBSCRIPTION.all(),
                            List.of(MESSAGE_SIZE_LIMIT, COMPRESSION, TAKEOVER_MEMORY_LIMIT, CLOSE_TIMEOUT),
                            MessagingOptions.WEBSOCKET,
                            MessagingOptions.CHANNEL,
                            HookSettings.ofChannels(),
                            HookSettings.others(),
                            MessagingOptions.ENGINES,
                            ApiOptions.ALL,
                            PushOptions.ALL,
                            List.of(ApiOptions.METRICS),
                            TextListener.ALL,
                            List.of(
                                    ECHO_ENABLED,
                                    ECHO_MESSAGE_SIZE_LIMIT,
                                    RAW_ENABLED,
                                    RAW_CHANNEL_LIMIT,
                                    CHAT_ENABLED),
                            ChatRules.ALL,
                            BrandingOptions.ALL,
                            PeopleOptions.ALL,
                            FileSettings.ALL,
                            BucketSettings.ALL,
                            List.of(LOG_LEVEL, LOG_FILE, SHUTDOWN_TIMEOUT, SHUTDOWN_UNREADY_DELAY, SHUTDOWN_DRAIN_RATE))
                    .<Option<?>>flatMap(List::stream)
                    .toList(),
            ForeignOptions.ofFile());

    private Options() {}

    static @Nullable Path path(String text) {
        try {
            return text.isBlank() ? null : Path.of(text);
        } catch (InvalidPathException notAPath) {
            return null;
        }
    }

    private static Map<String, Compression> compressions() {
        Map<String, Compression> words = new LinkedHashMap<>();
        words.put("true", Compression.PER_MESSAGE);
        words.put("false", Compression.OFF);
        words.put("takeover", Compression.TAKEOVER);
        return words;
    }
}
