package dev.parley.server.config;

import dev.parley.chat.ChatChannels;
import dev.parley.dialects.centrifuge.CentrifugeOptions;
import dev.parley.engine.sqlite.Durability;
import dev.parley.hub.ChannelName;
import dev.parley.hub.HubOptions;
import dev.parley.hub.Namespace;
import dev.parley.hub.Namespaces;
import dev.parley.hub.Rate;
import dev.parley.server.config.MessagingOptions.EngineType;
import dev.parley.server.push.UserChannels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the hub, its engine and the languages spoken to it are started with.
///
/// @param namespaces the chat's among them, when there is a chat
/// @param sdkPaths where SDKs connect: the owner's path, and that of the chat page; none where they don't
/// @param anonymous whether clients may connect without a token
/// @param anonymousEverywhere whether that was said, and so holds beyond this machine, too
/// @param insecure whether everybody may do nearly everything
/// @param users the channels on which the site reaches users
public record MessagingConfig(
        HubOptions hub,
        CentrifugeOptions sdk,
        Namespaces namespaces,
        List<BasePath> sdkPaths,
        boolean anonymous,
        boolean anonymousEverywhere,
        boolean insecure,
        UserChannels users,
        Engine engine) {

    private static final BasePath CHAT_PATH = new BasePath("/connection/websocket");

    /// @param path the folder of `sqlite`
    /// @param redis what `redis` is
    public record Engine(EngineType type, Path path, Durability durability, RedisSettings redis) {

        /// Whether many nodes share it.
        public boolean isShared() {
            return type == EngineType.REDIS;
        }
    }

    static MessagingConfig of(Settings settings, List<String> problems) {
        return new MessagingConfig(
                hub(settings),
                sdk(settings, problems),
                namespaces(settings, problems),
                sdkPaths(settings, problems),
                settings.get(MessagingOptions.ANONYMOUS) || settings.get(MessagingOptions.INSECURE),
                settings.isSet(MessagingOptions.ANONYMOUS) || settings.isSet(MessagingOptions.INSECURE),
                settings.get(MessagingOptions.INSECURE),
                users(settings),
                new Engine(
                        settings.get(MessagingOptions.ENGINE),
                        settings.get(MessagingOptions.SQLITE_PATH),
                        settings.get(MessagingOptions.SQLITE_DURABILITY),
                        RedisSettings.of(settings, problems)));
    }

    private static HubOptions hub(Settings settings) {
        HubOptions defaults = HubOptions.DEFAULT;
        return new HubOptions(
                orMost(settings.get(MessagingOptions.CHANNEL_LIMIT)),
                orMost(settings.get(MessagingOptions.HISTORY_MAX_PUBLICATION_LIMIT)),
                settings.get(MessagingOptions.RECOVERY_MAX_PUBLICATION_LIMIT),
                defaults.recoveryPageBytes(),
                settings.get(MessagingOptions.WRITE_DELAY),
                settings.get(MessagingOptions.STALE_CLOSE_DELAY),
                settings.get(MessagingOptions.EXPIRED_CLOSE_DELAY),
                settings.get(MessagingOptions.EXPIRED_SUB_CLOSE_DELAY),
                defaults.pendingLimit(),
                defaults.backlogBytes(),
                settings.get(MessagingOptions.USER_CONNECTION_LIMIT),
                new Rate(settings.get(MessagingOptions.MESSAGE_RATE), settings.get(MessagingOptions.MESSAGE_BURST)));
    }

    private static int orMost(int limit) {
        return limit == 0 ? Integer.MAX_VALUE : limit;
    }

    private static CentrifugeOptions sdk(Settings settings, List<String> problems) {
        Duration interval = settings.get(Options.PING_INTERVAL);
        Duration timeout = settings.get(Options.PONG_TIMEOUT);
        CentrifugeOptions defaults = CentrifugeOptions.DEFAULT;
        if (!interval.isZero() && interval.compareTo(Duration.ofSeconds(1)) < 0) {
            problems.add(settings.source(Options.PING_INTERVAL) + ": `" + Options.PING_INTERVAL.name()
                    + "` is 0 (never) or at least 1s");
            return defaults;
        }
        if (!interval.isZero() && timeout.compareTo(interval) >= 0) {
            Option<?> blamed = settings.isSet(Options.PONG_TIMEOUT) ? Options.PONG_TIMEOUT : Options.PING_INTERVAL;
            problems.add(settings.source(blamed) + ": `" + Options.PONG_TIMEOUT.name() + "` ("
                    + Amounts.duration(timeout) + ") must be shorter than `" + Options.PING_INTERVAL.name() + "` ("
                    + Amounts.duration(interval) + ")");
            return defaults;
        }
        return new CentrifugeOptions(
                interval, timeout, settings.get(MessagingOptions.TELL_TIME), defaults.version(), defaults.node());
    }

    private static List<BasePath> sdkPaths(Settings settings, List<String> problems) {
        BasePath path = settings.get(MessagingOptions.SDK_PATH);
        boolean chat = settings.get(Options.CHAT_ENABLED);
        if (settings.get(MessagingOptions.SDK_DISABLED)) {
            if (chat) {
                problems.add(
                        settings.source(MessagingOptions.SDK_DISABLED) + ": `" + MessagingOptions.SDK_DISABLED.name()
                                + "`: the chat page is served with an SDK: set `" + Options.CHAT_ENABLED.name()
                                + ": false` as well");
            }
            return List.of();
        }
        return chat && !path.equals(CHAT_PATH) ? List.of(path, CHAT_PATH) : List.of(path);
    }

    private static UserChannels users(Settings settings) {
        return settings.get(PushOptions.PERSONAL)
                ? UserChannels.in(personalNamespace(settings), syntax(settings))
                : UserChannels.NONE;
    }

    /// Where there are no namespaces, users' channels are in none.
    private static String personalNamespace(Settings settings) {
        return settings.get(MessagingOptions.NAMESPACE_BOUNDARY).isEmpty()
                ? ""
                : settings.get(PushOptions.PERSONAL_NAMESPACE);
    }

    private static Namespaces.Syntax syntax(Settings settings) {
        return new Namespaces.Syntax(
                settings.get(MessagingOptions.PRIVATE_PREFIX),
                settings.get(MessagingOptions.NAMESPACE_BOUNDARY),
                settings.get(MessagingOptions.USER_BOUNDARY),
                settings.get(MessagingOptions.USER_SEPARATOR),
                settings.get(MessagingOptions.MAX_LENGTH));
    }

    private static Namespaces namespaces(Settings settings, List<String> problems) {
        Namespaces.Syntax syntax = syntax(settings);
        NamespaceReader reader = new NamespaceReader(
                settings.get(MessagingOptions.HISTORY_META_TTL),
                settings.get(MessagingOptions.DATA_FORMAT).kind(),
                problems,
                settings::warn);
        Namespace open = reader.read("", settings, ChannelOptions.WITHOUT_NAMESPACE);
        Map<String, Source> names = new HashMap<>();
        List<Namespace> named = new ArrayList<>();
        for (Settings entry : settings.get(MessagingOptions.NAMESPACES)) {
            String name = entry.orNull(ChannelOptions.NAME);
            Namespace namespace = reader.read(name == null ? "" : name, entry, ChannelOptions.OF_NAMESPACE);
            if (name == null) {
                problems.add(entry.origin() + ": an entry of `" + MessagingOptions.NAMESPACES.name() + "` needs a `"
                        + ChannelOptions.NAME.name() + "`");
                continue;
            }
            Source other = names.putIfAbsent(name, entry.source(ChannelOptions.NAME));
            if (other == null) {
                named.add(namespace);
            } else {
                problems.add(entry.source(ChannelOptions.NAME) + ": there is a namespace `" + name + "` already, at "
                        + other);
            }
        }
        if (settings.get(Options.CHAT_ENABLED)) {
            addChat(syntax, names, named, problems, settings);
        }
        if (settings.get(PushOptions.PERSONAL)) {
            addPersonal(names, named, problems, settings);
        }
        Map<ChannelName, Namespace> reserved = Map.of(UserChannels.ALL, UserChannels.rules("@all"));
        return new Namespaces(syntax, open, named, reserved);
    }

    /// Rules for users' channels, unless the owner has some.
    private static void addPersonal(
            Map<String, Source> names, List<Namespace> named, List<String> problems, Settings settings) {
        String personal = personalNamespace(settings);
        if (personal.isEmpty() || names.containsKey(personal)) {
            return;
        }
        if (personal.equals(UserChannels.NAMESPACE)) {
            named.add(UserChannels.rules(personal));
        } else {
            problems.add(settings.source(PushOptions.PERSONAL_NAMESPACE) + ": `" + PushOptions.PERSONAL_NAMESPACE.name()
                    + "`: there is no namespace `" + personal + "` in `" + MessagingOptions.NAMESPACES.name() + "`");
        }
    }

    private static void addChat(
            Namespaces.Syntax syntax,
            Map<String, Source> names,
            List<Namespace> named,
            List<String> problems,
            Settings settings) {
        for (Namespace chat : ChatChannels.ALL) {
            Source taken = names.get(chat.name());
            if (taken != null) {
                problems.add(taken + ": the namespace `" + chat.name() + "` is the chat page's: set `"
                        + Options.CHAT_ENABLED.name() + ": false`, or take another name");
                return;
            }
        }
        if (!syntax.boundary().equals(Namespaces.Syntax.DEFAULT.boundary())) {
            problems.add(settings.source(MessagingOptions.NAMESPACE_BOUNDARY) + ": the chat page's channels are `"
                    + ChatChannels.ROOMS.name() + ":ROOM`: set `" + Options.CHAT_ENABLED.name()
                    + ": false` to have another `" + MessagingOptions.NAMESPACE_BOUNDARY.name() + "`");
        } else {
            named.addAll(ChatChannels.ALL);
        }
    }
}
