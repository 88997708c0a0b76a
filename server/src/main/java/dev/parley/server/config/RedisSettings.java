package dev.parley.server.config;

import dev.parley.redis.Access;
import dev.parley.redis.RedisOptions;
import dev.parley.redis.Topology;
import dev.parley.server.access.MachineName;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which Redis nodes share, and what this node is called among them. Part of the table in [Options].
///
/// @param redis all but the name that this start of the node adds to its own
/// @param node the name; each start adds something of its own
public record RedisSettings(RedisOptions redis, String node) {

    private static final OptionType<Duration> SECONDS =
            new OptionType.Span(Duration.ofMillis(500), Duration.ofMinutes(5));

    private static final OptionType<List<Secret>> ADDRESSES = new OptionType.Listed<>(new OptionType.Text<>(
            "redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE], or rediss:// for TLS", RedisSettings::address));
    private static final OptionType<String> NAME =
            new OptionType.Text<>("text that is not empty", text -> text.isBlank() ? null : text);
    private static final OptionType<Path> FILE = new OptionType.Text<>("the path of a file", Options::path);
    private static final Secret HERE = new Secret("redis://127.0.0.1:6379");

    public static final Option<List<Secret>> ADDRESS = new Option<>(
            "engine.redis.address",
            ADDRESSES,
            List.of(),
            null,
            "The Redis of `engine.type: redis`; without it the one at `redis://127.0.0.1:6379`. Several, each by itself, share the channels among them: all nodes must "
                    + "name the same ones in the same order.");
    public static final Option<List<Secret>> CLUSTER_ADDRESS = new Option<>(
            "engine.redis.cluster_address",
            ADDRESSES,
            List.of(),
            null,
            "Some nodes of a Redis Cluster, by which the others are found, instead of `engine.redis.address`. Redis 7.0 or "
                    + "newer, or Valkey.");
    public static final Option<List<Secret>> SENTINEL_ADDRESS = new Option<>(
            "engine.redis.sentinel_address",
            ADDRESSES,
            List.of(),
            null,
            "The sentinels that know who the master is, instead of `engine.redis.address`.");
    public static final Option<String> SENTINEL_MASTER =
            new Option<>("engine.redis.sentinel_master_name", NAME, null, null, "What the sentinels call the master.");
    public static final Option<String> SENTINEL_USER =
            new Option<>("engine.redis.sentinel_user", NAME, null, null, "Who this node is to the sentinels.");
    public static final Option<Secret> SENTINEL_PASSWORD =
            new Option<>("engine.redis.sentinel_password", Secret.TYPE, null, null, "The password for the sentinels.");
    public static final Option<String> USER = new Option<>(
            "engine.redis.user", NAME, null, null, "Who this node is to Redis, where the address does not say it.");
    public static final Option<Secret> PASSWORD = new Option<>(
            "engine.redis.password", Secret.TYPE, null, null, "The password, where the address does not say it.");
    public static final Option<Integer> DATABASE = new Option<>(
            "engine.redis.db",
            new OptionType.Whole(0, 1_000_000),
            0,
            null,
            "The number of the database, where the address does not say it. A Cluster has only 0.");
    public static final Option<Boolean> TLS = new Option<>(
            "engine.redis.tls.enabled",
            ChannelOptions.YES_NO,
            false,
            null,
            "Whether Redis is spoken to over TLS, as with an address that begins with `rediss`.");
    public static final Option<Path> AUTHORITY = new Option<>(
            "engine.redis.tls.server_ca_pem",
            FILE,
            null,
            null,
            "A PEM file with the authorities that Redis' certificate must come from. Without it: those that Java trusts.");
    public static final Option<Path> CERTIFICATE = new Option<>(
            "engine.redis.tls.cert_pem",
            FILE,
            null,
            null,
            "A PEM file with the certificate that this node shows Redis.");
    public static final Option<Path> KEY =
            new Option<>("engine.redis.tls.key_pem", FILE, null, null, "A PEM file with the key of that certificate.");
    public static final Option<Boolean> UNVERIFIED = new Option<>(
            "engine.redis.tls.insecure_skip_verify",
            ChannelOptions.YES_NO,
            false,
            null,
            "Whether Redis may show any certificate: for trying out.");
    public static final Option<Duration> CONNECT_TIMEOUT = new Option<>(
            "engine.redis.connect_timeout",
            SECONDS,
            Duration.ofSeconds(1),
            null,
            "How long a connection to Redis may take to be made.");
    public static final Option<String> PREFIX = new Option<>(
            "engine.redis.prefix",
            new OptionType.Text<>(
                    "1 to 64 letters, digits, `.`, `_` or `-`",
                    text -> text.matches("[A-Za-z0-9._-]{1,64}") ? text : null),
            "parley",
            null,
            "What all keys and channels in Redis begin with, so that several sites may share one.");
    public static final Option<Duration> IO_TIMEOUT = new Option<>(
            "engine.redis.io_timeout",
            SECONDS,
            Duration.ofSeconds(4),
            null,
            "How long Redis may take to answer before the connection is given up and made anew.");
    public static final Option<Duration> CHECK_INTERVAL = new Option<>(
            "engine.redis.check_interval",
            SECONDS,
            Duration.ofSeconds(5),
            null,
            "How often each channel that somebody listens to is compared with what Redis has: for so long at most the last "
                    + "message of a channel is missed when publish/subscribe has dropped it.");
    public static final Option<Duration> NODE_TIMEOUT = new Option<>(
            "engine.redis.node_timeout",
            SECONDS,
            Duration.ofSeconds(8),
            null,
            "After how long without a word a node counts as gone. Then its sessions leave.");
    public static final Option<Integer> MAX_IN_FLIGHT = new Option<>(
            "engine.redis.max_in_flight",
            new OptionType.Whole(1_000, 10_000_000),
            65_536,
            null,
            "Requests to Redis that may wait for an answer; past it publishers are told to try again.");
    public static final Option<String> NODE = new Option<>(
            "node.name",
            new OptionType.Text<>(
                    "1 to 64 characters without spaces", text -> text.matches("[\\x21-\\x7e]{1,64}") ? text : null),
            null,
            null,
            "What this node is called in `info`, in the log and by `parley cluster`. Without it: as its machine.");

    /// Those that say something about a Redis that there is.
    static final List<Option<?>> REDIS = List.of(
            ADDRESS,
            CLUSTER_ADDRESS,
            SENTINEL_ADDRESS,
            SENTINEL_MASTER,
            SENTINEL_USER,
            SENTINEL_PASSWORD,
            USER,
            PASSWORD,
            DATABASE,
            TLS,
            AUTHORITY,
            CERTIFICATE,
            KEY,
            UNVERIFIED,
            PREFIX,
            CONNECT_TIMEOUT,
            IO_TIMEOUT,
            CHECK_INTERVAL,
            NODE_TIMEOUT,
            MAX_IN_FLIGHT);

    static RedisSettings of(Settings settings, List<String> problems) {
        String name = settings.orNull(NODE);
        RedisOptions redis = new RedisOptions(
                topology(settings, problems),
                new Access(
                        settings.orNull(USER),
                        value(settings.orNull(PASSWORD)),
                        settings.get(DATABASE),
                        tls(settings, problems)),
                settings.get(PREFIX),
                "node",
                settings.get(CONNECT_TIMEOUT),
                settings.get(IO_TIMEOUT),
                settings.get(CHECK_INTERVAL),
                settings.get(NODE_TIMEOUT),
                settings.get(MAX_IN_FLIGHT));
        return new RedisSettings(redis, name == null ? machine() : name);
    }

    private static Topology topology(Settings settings, List<String> problems) {
        List<Option<List<Secret>>> ways = List.of(ADDRESS, CLUSTER_ADDRESS, SENTINEL_ADDRESS);
        List<Option<List<Secret>>> given =
                ways.stream().filter(way -> !settings.get(way).isEmpty()).toList();
        if (given.size() > 1) {
            problems.add(settings.source(given.get(1)) + ": `" + given.get(1).name() + "` beside `"
                    + given.get(0).name() + "`: name one of them");
        }
        String master = settings.orNull(SENTINEL_MASTER);
        Access access = new Access(settings.orNull(SENTINEL_USER), value(settings.orNull(SENTINEL_PASSWORD)), 0, null);
        if (!settings.get(CLUSTER_ADDRESS).isEmpty()) {
            if (settings.get(DATABASE) != 0) {
                problems.add(settings.source(DATABASE) + ": `" + DATABASE.name()
                        + "`: a Cluster has no databases; set `" + PREFIX.name() + "` instead");
            }
            return new Topology.Cluster(values(settings.get(CLUSTER_ADDRESS)));
        }
        if (!settings.get(SENTINEL_ADDRESS).isEmpty()) {
            if (master == null) {
                problems.add(settings.source(SENTINEL_ADDRESS) + ": `" + SENTINEL_ADDRESS.name() + "` needs `"
                        + SENTINEL_MASTER.name() + "` beside it");
            }
            return new Topology.Sentinel(values(settings.get(SENTINEL_ADDRESS)), master == null ? "" : master, access);
        }
        List<Secret> addresses = settings.get(ADDRESS);
        return new Topology.Standalone(values(addresses.isEmpty() ? List.of(HERE) : addresses));
    }

    private static Access.@Nullable Tls tls(Settings settings, List<String> problems) {
        for (Option<Path> option : List.of(AUTHORITY, CERTIFICATE, KEY)) {
            Path file = settings.orNull(option);
            if (file != null && !Files.isReadable(file)) {
                problems.add(settings.source(option) + ": `" + option.name() + "`: can't read " + file);
            }
        }
        Path certificate = settings.orNull(CERTIFICATE);
        Path key = settings.orNull(KEY);
        if ((certificate == null) != (key == null)) {
            Option<Path> there = certificate != null ? CERTIFICATE : KEY;
            Option<Path> missing = certificate != null ? KEY : CERTIFICATE;
            problems.add(settings.source(there) + ": `" + there.name() + "` needs `" + missing.name() + "` beside it");
        }
        boolean wanted = settings.get(TLS)
                || settings.orNull(AUTHORITY) != null
                || certificate != null
                || settings.get(UNVERIFIED)
                || values(settings.get(ADDRESS)).stream().anyMatch(each -> each.startsWith("rediss:"))
                || values(settings.get(CLUSTER_ADDRESS)).stream().anyMatch(each -> each.startsWith("rediss:"));
        if (settings.get(UNVERIFIED)) {
            settings.warn(settings.source(UNVERIFIED) + ": `" + UNVERIFIED.name()
                    + "`: whoever stands between this node and Redis may read and change everything");
        }
        return wanted ? new Access.Tls(settings.orNull(AUTHORITY), certificate, key, settings.get(UNVERIFIED)) : null;
    }

    private static @Nullable String value(@Nullable Secret secret) {
        return secret == null ? null : secret.value();
    }

    private static List<String> values(List<Secret> secrets) {
        return secrets.stream().map(Secret::value).toList();
    }

    private static String machine() {
        String machine = MachineName.find(System.getenv());
        return machine == null ? "parley" : machine;
    }

    private static @Nullable Secret address(String text) {
        try {
            URI address = URI.create(text.contains("://") ? text : "redis://" + text);
            boolean known = "redis".equals(address.getScheme()) || "rediss".equals(address.getScheme());
            return known && address.getHost() != null ? new Secret(address.toString()) : null;
        } catch (IllegalArgumentException unreadable) {
            return null;
        }
    }
}
