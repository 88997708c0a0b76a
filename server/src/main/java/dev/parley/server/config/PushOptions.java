package dev.parley.server.config;

import dev.parley.events.InboxOptions;
import dev.parley.events.OutboxOptions;
import dev.parley.events.UsersOptions;
import dev.parley.server.push.UserChannels;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The options of what is said to users, of what is kept for them, of what the backend is told, and of pushes by lines. Part
/// of the table in [Options].
public final class PushOptions {

    private static final OptionType<Duration> LONG = new OptionType.Span(Duration.ofSeconds(1), Duration.ofDays(3_650));

    public static final Option<Boolean> PERSONAL = new Option<>(
            "client.subscribe_to_user_personal_channel.enabled",
            ChannelOptions.YES_NO,
            true,
            null,
            "Whether each session is subscribed to its user's channel as it connects: where `user_publish` reaches it.");
    public static final Option<String> PERSONAL_NAMESPACE = new Option<>(
            "client.subscribe_to_user_personal_channel.personal_channel_namespace",
            new OptionType.Text<>(
                    "a namespace, or empty for none",
                    text -> text.isEmpty() || text.matches("[-a-zA-Z0-9_.]{2,}") ? text : null),
            UserChannels.NAMESPACE,
            null,
            "The namespace of these channels, `user:#42`. `user` need not be configured: it keeps 100 publications for 24 hours, "
                    + "and whoever comes back gets what was missed.");

    public static final Option<Integer> INBOX_LIMIT = new Option<>(
            "inbox.per_user_limit",
            new OptionType.Whole(1, 1_000_000),
            InboxOptions.DEFAULT.perUser(),
            null,
            "Pushes (`keep: true`) that may wait for one user; past it error 106.");
    public static final Option<Duration> INBOX_TTL = new Option<>(
            "inbox.ttl", LONG, InboxOptions.DEFAULT.age(), null, "How long a push waits that nobody acknowledges.");

    public static final Option<Duration> OFFLINE_GRACE = new Option<>(
            "users.offline_grace",
            new OptionType.Span(Duration.ZERO, Duration.ofHours(1)),
            UsersOptions.DEFAULT.grace(),
            null,
            "How long a user's last session may be gone before the user is offline: so that a page which is loaded again is "
                    + "no leave.");
    public static final Option<Duration> SEEN_TTL = new Option<>(
            "users.seen_ttl",
            LONG,
            UsersOptions.DEFAULT.kept(),
            null,
            "How long it is remembered when a user was last seen.");

    public static final Option<String> EVENTS_URL = new Option<>(
            "events.url",
            new OptionType.Text<>(
                    "an address such as https://example.com/events", text -> text.isBlank() ? null : text),
            null,
            null,
            "Where the backend takes events. Without it there are none.");
    public static final Option<Secret> EVENTS_SECRET = new Option<>(
            "events.secret",
            Secret.TYPE,
            null,
            null,
            "What events are signed with (`X-Parley-Signature`), so that the backend knows that they are Parley's.");
    public static final Option<Boolean> EVENTS_USERS = new Option<>(
            "events.users",
            ChannelOptions.YES_NO,
            true,
            null,
            "Whether the backend is told when a user comes online and goes offline, once for all tabs and devices.");
    public static final Option<Duration> EVENTS_TIMEOUT = new Option<>(
            "events.timeout",
            new OptionType.Span(Duration.ofMillis(100), Duration.ofMinutes(5)),
            OutboxOptions.DEFAULT_TIMEOUT,
            null,
            "How long the backend may take for a batch of events before it is sent again.");
    public static final Option<Integer> EVENTS_CONCURRENCY = new Option<>(
            "events.concurrency",
            new OptionType.Whole(1, OutboxOptions.MAX_CONCURRENCY),
            OutboxOptions.DEFAULT_CONCURRENCY,
            null,
            "Batches under way at the same time. Those of one user or channel are never in two of them.");
    public static final Option<Integer> EVENTS_CAPACITY = new Option<>(
            "events.capacity",
            new OptionType.Whole(1, 1_000_000_000),
            (int) OutboxOptions.DEFAULT_CAPACITY,
            null,
            "Events that may wait while the backend is away; past it, publications that it wants to hear of are refused.");

    public static final Option<Boolean> LINE_ENABLED = new Option<>(
            "line.enabled",
            ChannelOptions.YES_NO,
            false,
            null,
            "Whether there is a TCP listener for pushes by small scripts: one JSON object a line.");
    public static final Option<String> LINE_ADDRESS =
            new Option<>("line.address", Options.ADDRESS, "127.0.0.1", null, "Where it listens.");
    public static final Option<Integer> LINE_PORT =
            new Option<>("line.port", Options.PORT, 1234, null, "Its TCP port; `0` takes a free one.");
    public static final Option<Secret> LINE_KEY = new Option<>(
            "line.key",
            Secret.TYPE,
            null,
            null,
            "What each line must have as `key`. Without it, a key of the API that may call the method; `none`: no key, which "
                    + "is possible on this machine's own addresses only.");

    static final List<Option<?>> CLIENT = List.of(PERSONAL, PERSONAL_NAMESPACE);
    static final List<Option<?>> ALL = List.of(
            INBOX_LIMIT,
            INBOX_TTL,
            OFFLINE_GRACE,
            SEEN_TTL,
            EVENTS_URL,
            EVENTS_SECRET,
            EVENTS_USERS,
            EVENTS_TIMEOUT,
            EVENTS_CONCURRENCY,
            EVENTS_CAPACITY,
            LINE_ENABLED,
            LINE_ADDRESS,
            LINE_PORT,
            LINE_KEY);

    private PushOptions() {}

    static @Nullable OutboxOptions events(Settings settings, List<String> problems) {
        String url = settings.orNull(EVENTS_URL);
        Secret secret = settings.orNull(EVENTS_SECRET);
        if (url == null || secret == null) {
            if (url != null || secret != null) {
                Option<?> there = url != null ? EVENTS_URL : EVENTS_SECRET;
                Option<?> missing = url != null ? EVENTS_SECRET : EVENTS_URL;
                problems.add(
                        settings.source(there) + ": `" + there.name() + "` needs `" + missing.name() + "` beside it");
            }
            return null;
        }
        try {
            return new OutboxOptions(
                    URI.create(url),
                    secret.value(),
                    settings.get(EVENTS_TIMEOUT),
                    settings.get(EVENTS_CONCURRENCY),
                    settings.get(EVENTS_CAPACITY));
        } catch (IllegalArgumentException wrong) {
            problems.add(settings.source(EVENTS_URL) + ": `" + EVENTS_URL.name() + "`: " + wrong.getMessage());
            return null;
        }
    }
}
