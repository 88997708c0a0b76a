package dev.parley.server.config;

import dev.parley.engine.sqlite.Durability;
import dev.parley.hub.HubOptions;
import dev.parley.server.config.ChannelOptions.DataFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The options of the hub: its sessions, its channels and what remembers them. Part of the table in [Options].
public final class MessagingOptions {

    private static final OptionType<Duration> DELAY = new OptionType.Span(Duration.ofMillis(100), Duration.ofHours(24));
    private static final OptionType<String> MARK =
            new OptionType.Text<>("up to 8 characters", text -> text.length() > 8 ? null : text);

    // ---- client

    public static final Option<Boolean> ANONYMOUS = new Option<>(
                    "client.allow_anonymous_connect_without_token",
                    ChannelOptions.YES_NO,
                    false,
                    null,
                    "Whether clients may connect without a token, as nobody in particular: without a user id.")
            .withoutFile(true);
    public static final Option<Boolean> INSECURE = new Option<>(
            "client.insecure",
            ChannelOptions.YES_NO,
            false,
            null,
            "Whether everybody may connect, and do everything but subscribe to private channels. For development.");
    public static final Option<Boolean> TELL_TIME = new Option<>(
            "client.connect_include_server_time",
            ChannelOptions.YES_NO,
            false,
            null,
            "Whether SDKs are told the server's time when they connect.");
    public static final Option<Integer> CHANNEL_LIMIT = new Option<>(
            "client.channel_limit",
            new OptionType.Whole(0, 1_000_000),
            HubOptions.DEFAULT.channelLimit(),
            null,
            "Channels that a client may subscribe to; past it error 106. Those that the server subscribes it to don't "
                    + "count. `0` for no limit.");
    public static final Option<Integer> USER_CONNECTION_LIMIT = new Option<>(
            "client.user_connection_limit",
            new OptionType.Whole(0, 1_000_000),
            0,
            null,
            "Sessions that a user may have at the same time; another is disconnected with 3504. `0` for no limit.");
    public static final Option<Integer> MESSAGE_RATE = new Option<>(
            "client.message_rate",
            new OptionType.Whole(0, 1_000_000),
            1_000,
            null,
            "What a client may ask for in a second for long (publications, subscriptions, calls, reads); what comes faster is "
                    + "answered 111, and a client that does not listen is disconnected with 3013. `0` for no limit.");
    public static final Option<Integer> MESSAGE_BURST = new Option<>(
            "client.message_burst",
            new OptionType.Whole(1, 1_000_000),
            2_000,
            null,
            "What it may ask for at once after a pause.");
    public static final Option<Duration> STALE_CLOSE_DELAY = new Option<>(
            "client.stale_close_delay",
            DELAY,
            HubOptions.DEFAULT.staleAfter(),
            null,
            "How long an SDK may be there without having sent its connect command.");
    public static final Option<Duration> EXPIRED_CLOSE_DELAY = new Option<>(
            "client.expired_close_delay",
            DELAY,
            HubOptions.DEFAULT.expiredCloseDelay(),
            null,
            "How long a client whose session has expired may take to refresh it.");
    public static final Option<Duration> EXPIRED_SUB_CLOSE_DELAY = new Option<>(
            "client.expired_sub_close_delay",
            DELAY,
            HubOptions.DEFAULT.expiredSubscriptionCloseDelay(),
            null,
            "The same for a subscription.");
    public static final Option<Integer> HISTORY_MAX_PUBLICATION_LIMIT = new Option<>(
            "client.history_max_publication_limit",
            new OptionType.Whole(0, 1_000_000),
            HubOptions.DEFAULT.historyPageLimit(),
            null,
            "Publications that a client may read from the history at once. `0` for no limit.");
    public static final Option<Integer> RECOVERY_MAX_PUBLICATION_LIMIT = new Option<>(
                    "client.recovery_max_publication_limit",
                    new OptionType.Whole(0, 1_000_000_000),
                    300,
                    null,
                    "Publications that a subscriber may have missed and still get; who has missed more starts anew. `0` for "
                            + "no limit.")
            .withoutFile(0);
    public static final Option<Duration> WRITE_DELAY = new Option<>(
            "client.write_delay",
            new OptionType.Span(Duration.ZERO, HubOptions.MAX_WRITE_DELAY),
            Duration.ZERO,
            null,
            "How long a publication may wait for others that leave in the same write: later, for less work.");

    // ---- websocket

    public static final Option<Boolean> SDK_DISABLED =
            new Option<>("websocket.disabled", ChannelOptions.YES_NO, false, null, "Whether SDKs are not served.");
    public static final Option<BasePath> SDK_PATH = new Option<>(
            "websocket.handler_prefix",
            new OptionType.Text<>(
                    "a path of plain segments such as /connection/websocket",
                    text -> BasePath.ROOT.equals(BasePath.parse(text)) ? null : BasePath.parse(text)),
            new BasePath("/connection/websocket"),
            null,
            "Where SDKs connect.");

    // ---- channel

    public static final Option<Integer> MAX_LENGTH = new Option<>(
            "channel.max_length",
            new OptionType.Whole(1, 255),
            255,
            null,
            "Bytes of a channel's name; a longer one is a bad request.");
    public static final Option<String> PRIVATE_PREFIX =
            mark("private_prefix", "$", "What the names of channels begin with that take a token. Empty for none.");
    public static final Option<String> NAMESPACE_BOUNDARY = mark(
            "namespace_boundary", ":", "What stands behind the namespace in a channel's name. Empty: no namespaces.");
    public static final Option<String> USER_BOUNDARY =
            mark("user_boundary", "#", "What stands before the user ids in a user-limited channel's name.");
    public static final Option<String> USER_SEPARATOR = mark("user_separator", ",", "What stands between those ids.");
    public static final Option<Duration> HISTORY_META_TTL = new Option<>(
            "channel.history_meta_ttl",
            ChannelOptions.AGE,
            Duration.ofHours(720),
            null,
            "How long the position of a channel is known after its last publication, so that who comes back later "
                    + "still recovers. Never shorter than a `history_ttl`.");
    public static final Option<DataFormat> DATA_FORMAT = new Option<>(
            "channel.publication_data_format",
            ChannelOptions.FORMAT,
            new DataFormat(null),
            null,
            "What clients may publish, where the namespace doesn't say it. Without it: anything.");
    public static final Option<List<Settings>> NAMESPACES = new Option<>(
            "channel.namespaces",
            new OptionType.Entries(ChannelOptions.schema()),
            List.of(),
            null,
            "Rules for the channels whose names begin with a namespace: `news:sports` is in `news`.");

    // ---- engine

    /// What remembers channels.
    public enum EngineType {
        MEMORY,
        SQLITE,
        REDIS
    }

    public static final Option<EngineType> ENGINE = new Option<>(
            "engine.type",
            new OptionType.Choice<>(OptionType.Choice.words(EngineType.values())),
            EngineType.SQLITE,
            null,
            "What remembers the channels' histories: `sqlite` keeps them in a folder, `memory` until the server stops, and "
                    + "`redis` shares them, and all else, among many nodes ([how](scale.md)).");
    public static final Option<Path> SQLITE_PATH = new Option<>(
            "engine.sqlite.path",
            new OptionType.Text<>("the path of a folder", Options::path),
            Path.of("parley-data"),
            "--data",
            "The folder of the data. It is made when it is not there.");
    public static final Option<Durability> SQLITE_DURABILITY = new Option<>(
            "engine.sqlite.durability",
            new OptionType.Choice<>(OptionType.Choice.words(Durability.values())),
            Durability.PROCESS,
            null,
            "What publications survive once they are acknowledged: `process` is a crash of Parley, `power` also one of the "
                    + "machine, at a slower pace.");

    static final List<Option<?>> CLIENT = List.of(
            ANONYMOUS,
            INSECURE,
            CHANNEL_LIMIT,
            USER_CONNECTION_LIMIT,
            MESSAGE_RATE,
            MESSAGE_BURST,
            HISTORY_MAX_PUBLICATION_LIMIT,
            RECOVERY_MAX_PUBLICATION_LIMIT,
            STALE_CLOSE_DELAY,
            EXPIRED_CLOSE_DELAY,
            EXPIRED_SUB_CLOSE_DELAY,
            TELL_TIME,
            WRITE_DELAY);
    static final List<Option<?>> WEBSOCKET = List.of(SDK_DISABLED, SDK_PATH);
    static final List<Option<?>> CHANNEL = channel();
    static final List<Option<?>> SQLITE = List.of(SQLITE_PATH, SQLITE_DURABILITY);
    static final List<Option<?>> ENGINES = engines();

    private MessagingOptions() {}

    private static Option<String> mark(String name, String byDefault, String doc) {
        return new Option<>("channel." + name, MARK, byDefault, null, doc);
    }

    private static List<Option<?>> engines() {
        List<Option<?>> options = new ArrayList<>(List.of(ENGINE));
        options.addAll(SQLITE);
        options.addAll(RedisSettings.REDIS);
        options.add(RedisSettings.NODE);
        return List.copyOf(options);
    }

    private static List<Option<?>> channel() {
        List<Option<?>> options = new ArrayList<>(List.of(
                MAX_LENGTH,
                PRIVATE_PREFIX,
                NAMESPACE_BOUNDARY,
                USER_BOUNDARY,
                USER_SEPARATOR,
                HISTORY_META_TTL,
                DATA_FORMAT));
        options.addAll(ChannelOptions.WITHOUT_NAMESPACE.all());
        options.add(NAMESPACES);
        return List.copyOf(options);
    }
}
