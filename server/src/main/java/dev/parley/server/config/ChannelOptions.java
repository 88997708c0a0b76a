package dev.parley.server.config;

import dev.parley.hub.Namespace.Allow;
import dev.parley.hub.Namespace.RecoveryMode;
import dev.parley.hub.Payload;
import dev.parley.hub.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// What may be set for the channels of a namespace, or for those without one: the same options under two prefixes. Names and
/// defaults are those of Centrifugo v6, `raw` and `conflate` are ours.
public final class ChannelOptions {

    /// What a time stands for that never ends.
    static final Duration UNLIMITED = Duration.ofSeconds(Long.MAX_VALUE);

    /// The name of an entry of `channel.namespaces`.
    public static final Option<String> NAME = new Option<>(
            "name",
            new OptionType.Text<>(
                    "2 or more letters, digits, `-`, `_` or `.`, such as news",
                    text -> text.matches("[-a-zA-Z0-9_.]{2,}") ? text : null),
            null,
            null,
            "The namespace: what stands before `:` in its channels' names.");

    static final OptionType<Boolean> YES_NO = new OptionType.YesNo();
    static final OptionType<Duration> AGE =
            new OptionType.OrUnlimited<>(new OptionType.Span(Duration.ZERO, Duration.ofDays(36_500)), UNLIMITED);
    static final OptionType<DataFormat> FORMAT = new OptionType.Choice<>(formats());

    /// For channels without namespace.
    public static final ChannelOptions WITHOUT_NAMESPACE = new ChannelOptions("channel.without_namespace.", true);
    /// For an entry of `channel.namespaces`.
    public static final ChannelOptions OF_NAMESPACE = new ChannelOptions("", false);

    /// What clients may publish.
    ///
    /// @param kind null for anything
    public record DataFormat(Payload.@Nullable Kind kind) {}

    /// How deltas are made.
    public enum Delta {
        FOSSIL
    }

    public final Option<Boolean> presence;
    public final Option<Boolean> joinLeave;
    public final Option<Boolean> forcePushJoinLeave;
    public final Option<Integer> historySize;
    public final Option<Duration> historyTtl;
    public final Option<Duration> historyMetaTtl;
    public final Option<Boolean> forcePositioning;
    public final Option<Boolean> allowPositioning;
    public final Option<Boolean> forceRecovery;
    public final Option<Boolean> allowRecovery;
    public final Option<RecoveryMode> recoveryMode;
    public final Option<List<Delta>> deltaTypes;
    public final Option<Boolean> deltaPublish;
    public final Option<Boolean> tagsFilter;
    public final Option<Boolean> conflate;
    public final Option<Pattern> channelRegex;
    public final Option<DataFormat> dataFormat;
    public final Option<Boolean> raw;
    final Option<Boolean> subscribeProxy;
    final Option<String> subscribeProxyName;
    final Option<Boolean> publishProxy;
    final Option<String> publishProxyName;
    final Option<Boolean> subRefreshProxy;
    final Option<String> subRefreshProxyName;
    public final Option<Boolean> occupancyEvents;
    public final Option<Boolean> subscriptionEvents;
    public final Option<Boolean> publicationEvents;
    public final Map<Allow, Option<Boolean>> allow = new EnumMap<>(Allow.class);

    private final String prefix;
    private final boolean open;
    private final List<Option<?>> all = new ArrayList<>();

    /// @param open whether all of it is there for whoever only tries it out, without a file
    private ChannelOptions(String prefix, boolean open) {
        this.prefix = prefix;
        this.open = open;
        presence = yesNo("presence", true, "Whether it is known who is subscribed.");
        joinLeave = yesNo("join_leave", true, "Whether subscribers who ask are told who comes and goes.");
        forcePushJoinLeave =
                yesNo("force_push_join_leave", false, "Whether all subscribers are told, also those who don't ask.");
        historySize = add(
                "history_size",
                new OptionType.OrUnlimited<>(new OptionType.Whole(0, 1_000_000_000), Retention.UNLIMITED),
                0,
                100_000,
                "How many publications a channel remembers. History takes `history_ttl` too.");
        historyTtl = add(
                "history_ttl",
                AGE,
                Duration.ZERO,
                Duration.ofDays(7),
                "For how long. `0` is for no history, as `history_size: 0` is.");
        historyMetaTtl = add(
                "history_meta_ttl",
                AGE,
                Duration.ZERO,
                null,
                "How long the position of a channel is known after its last publication. `0` takes "
                        + "`channel.history_meta_ttl`.");
        forcePositioning =
                yesNo("force_positioning", false, "Whether all subscribers are told when they miss something.");
        allowPositioning = yesNo("allow_positioning", false, "Whether those are told who ask.");
        forceRecovery = yesNo("force_recovery", true, "Whether all subscribers who come back get what they missed.");
        allowRecovery = yesNo("allow_recovery", false, "Whether those get it who ask.");
        recoveryMode = add(
                "force_recovery_mode",
                new OptionType.Choice<>(modes()),
                RecoveryMode.STREAM,
                null,
                "What those get: `stream` is all that they missed, `cache` the newest publication.");
        deltaTypes = add(
                "allowed_delta_types",
                new OptionType.Listed<>(new OptionType.Choice<>(OptionType.Choice.words(Delta.values()))),
                List.of(),
                List.of(Delta.FOSSIL),
                "Deltas that subscribers may ask for: only what has changed since the publication before.");
        deltaPublish = yesNo("delta_publish", false, "Whether everything that clients publish may go out as a delta.");
        tagsFilter = yesNo(
                "allow_tags_filter", true, "Whether subscribers may ask for publications with certain tags only.");
        conflate = yesNo(
                "conflate",
                false,
                "Whether a subscriber who reads too slowly gets only the newest publication, instead of being "
                        + "disconnected.");
        for (Allow who : Allow.values()) {
            allow.put(who, yesNo("allow_" + who.name().toLowerCase(Locale.ROOT), isOpen(who), doc(who)));
        }
        channelRegex = add(
                "channel_regex",
                new OptionType.Text<>("a regular expression", ChannelOptions::pattern),
                null,
                null,
                "What must be found in the names of channels, behind the namespace; others are refused.");
        dataFormat = add(
                "publication_data_format",
                FORMAT,
                null,
                null,
                "What clients may publish; without it, what `channel.publication_data_format` says.");
        raw = yesNo(
                "raw",
                false,
                "Whether bare WebSockets may use these channels at `/raw/{channel}`. In development mode, when only this "
                        + "machine can reach the server, they may anyway.");
        subscribeProxy = yesNo(
                "subscribe_proxy_enabled",
                false,
                "Whether the backend is asked who may subscribe, of those without a token for the channel.");
        subscribeProxyName = proxy("subscribe_proxy_name", "channel.proxy.subscribe");
        publishProxy = yesNo("publish_proxy_enabled", false, "Whether the backend is asked what clients may publish.");
        publishProxyName = proxy("publish_proxy_name", "channel.proxy.publish");
        subRefreshProxy = yesNo(
                "sub_refresh_proxy_enabled",
                false,
                "Whether the backend is asked again when a subscription's time has come that it gave one.");
        subRefreshProxyName = proxy("sub_refresh_proxy_name", "channel.proxy.sub_refresh");
        occupancyEvents = yesNo(
                "occupancy_events",
                false,
                "Whether the backend is told when one of these channels gets its first subscriber, and when it has lost its "
                        + "last. Takes `events.url`.");
        subscriptionEvents = yesNo(
                "subscription_events",
                false,
                "Whether the backend is told who subscribes to these channels, and who no longer does.");
        publicationEvents = yesNo(
                "publication_events",
                false,
                "Whether the backend is told what is published there, before the publisher is answered.");
    }

    private static boolean isOpen(Allow who) {
        return who != Allow.USER_LIMITED_CHANNELS;
    }

    private static String doc(Allow who) {
        return switch (who) {
            case SUBSCRIBE_FOR_CLIENT -> "Whether clients may subscribe without a token for the channel.";
            case SUBSCRIBE_FOR_ANONYMOUS -> "Whether that holds for clients without a user id too.";
            case PUBLISH_FOR_CLIENT -> "Whether clients may publish.";
            case PUBLISH_FOR_SUBSCRIBER -> "Whether clients may publish that are subscribed.";
            case PUBLISH_FOR_ANONYMOUS -> "Whether either holds for clients without a user id too.";
            case PRESENCE_FOR_CLIENT -> "Whether clients may ask who is subscribed.";
            case PRESENCE_FOR_SUBSCRIBER -> "Whether clients may ask that are subscribed.";
            case PRESENCE_FOR_ANONYMOUS -> "Whether either holds for clients without a user id too.";
            case HISTORY_FOR_CLIENT -> "Whether clients may read the history.";
            case HISTORY_FOR_SUBSCRIBER ->
                "Whether clients may read the history that are subscribed. These may also ask for positioning and recovery.";
            case HISTORY_FOR_ANONYMOUS -> "Whether either holds for clients without a user id too.";
            case USER_LIMITED_CHANNELS ->
                "Whether the user ids behind `#` in a channel's name are all who may subscribe: `news#42` or `talk#42,43`.";
        };
    }

    private Option<Boolean> yesNo(String name, boolean withoutFile, String doc) {
        return add(name, YES_NO, false, withoutFile ? true : null, doc);
    }

    private Option<String> proxy(String name, String byDefault) {
        return add(
                name,
                HookSettings.NAME,
                HookSettings.DEFAULT,
                null,
                "Which one: `default` is that of `" + byDefault + "`, others are in `proxies`.");
    }

    private <T> Option<T> add(
            String name, OptionType<T> type, @Nullable T byDefault, @Nullable T withoutFile, String doc) {
        Option<T> option = new Option<>(prefix + name, type, byDefault, open ? withoutFile : null, null, doc);
        all.add(option);
        return option;
    }

    /// What stands before each name.
    String prefix() {
        return prefix;
    }

    /// In the order of the documentation.
    List<Option<?>> all() {
        return List.copyOf(all);
    }

    /// Those of an entry of `channel.namespaces`.
    static Schema schema() {
        List<Option<?>> options = new ArrayList<>(List.of(NAME));
        options.addAll(OF_NAMESPACE.all);
        return new Schema(options, ForeignOptions.ofNamespace());
    }

    private static @Nullable Pattern pattern(String text) {
        try {
            return text.isEmpty() ? null : Pattern.compile(text);
        } catch (PatternSyntaxException notOne) {
            return null;
        }
    }

    private static Map<String, RecoveryMode> modes() {
        Map<String, RecoveryMode> words = OptionType.Choice.words(RecoveryMode.values());
        words.put("", RecoveryMode.STREAM);
        return words;
    }

    private static Map<String, DataFormat> formats() {
        Map<String, DataFormat> words = new LinkedHashMap<>();
        OptionType.Choice.words(Payload.Kind.values()).forEach((word, kind) -> words.put(word, new DataFormat(kind)));
        words.put("", new DataFormat(null));
        return words;
    }
}
