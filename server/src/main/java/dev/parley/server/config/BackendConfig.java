package dev.parley.server.config;

import dev.parley.auth.hook.HookPlan;
import dev.parley.auth.token.TokenOptions;
import dev.parley.events.InboxOptions;
import dev.parley.events.OutboxOptions;
import dev.parley.events.UsersOptions;
import dev.parley.net.Address;
import dev.parley.server.api.ApiKey;
import dev.parley.server.backend.Backend;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What stands between a server and its site's backend.
///
/// @param tokens of connections
/// @param subscriptionTokens of subscriptions: the same, unless the site signs these otherwise
/// @param namedTokens whether connection tokens must name a user
/// @param events null when the backend wants none
/// @param told what it is told of channels, by namespace; empty for those without one
/// @param line null when there is no listener for pushes by lines
/// @param internal where the API and the metrics are served alone, or null
/// @param metrics null when that was not said
/// @param open whether strangers may be served on a public address
/// @param hooks what it is asked
public record BackendConfig(
        Api api,
        TokenOptions tokens,
        TokenOptions subscriptionTokens,
        boolean namedTokens,
        InboxOptions inbox,
        UsersOptions users,
        @Nullable OutboxOptions events,
        boolean userEvents,
        Map<String, Told> told,
        @Nullable Line line,
        @Nullable Address internal,
        @Nullable Boolean metrics,
        boolean open,
        HookPlan hooks) {

    /// The HTTP API.
    ///
    /// @param statuses whether a method's error is an HTTP status
    public record Api(
            boolean disabled,
            BasePath prefix,
            List<ApiKey> keys,
            boolean insecure,
            boolean statuses,
            int bodyLimit,
            int requestLimit) {

        /// The same with one more key.
        public Api with(ApiKey key) {
            List<ApiKey> all = new ArrayList<>(keys);
            all.add(key);
            return new Api(disabled, prefix, List.copyOf(all), insecure, statuses, bodyLimit, requestLimit);
        }
    }

    /// What the backend is told of a namespace's channels.
    public record Told(boolean occupancy, boolean subscriptions, boolean publications) {

        public static final Told NOTHING = new Told(false, false, false);
    }

    /// Pushes by lines.
    ///
    /// @param key null: a key of the API; empty: none
    public record Line(Address address, @Nullable String key) {

        /// Without the key.
        @Override
        public String toString() {
            return "lines at " + address;
        }
    }

    /// Whether its owner has said how users prove who they are.
    public boolean knowsUsers() {
        return Backend.isSomething(tokens) || hooks.connect() != null;
    }

    /// Whether the backend is asked who connects.
    boolean asksAtConnect() {
        return hooks.connect() != null;
    }

    /// Whether the API is served at an address of its own that only this machine reaches.
    public boolean hasApiToItself() {
        return internal != null && Listeners.isLoopback(internal);
    }

    private static final String NO_KEY = "none";

    static BackendConfig of(Settings settings, List<String> problems) {
        TokenOptions tokens = TokenSettings.CONNECTION.read(settings, problems);
        TokenOptions own = TokenSettings.SUBSCRIPTION.read(settings, problems);
        OutboxOptions events = PushOptions.events(settings, problems);
        return new BackendConfig(
                api(settings, problems),
                tokens,
                settings.get(TokenSettings.OWN_FOR_SUBSCRIPTIONS) ? own : tokens,
                settings.get(TokenSettings.NAMED),
                new InboxOptions(settings.get(PushOptions.INBOX_LIMIT), settings.get(PushOptions.INBOX_TTL)),
                new UsersOptions(settings.get(PushOptions.OFFLINE_GRACE), settings.get(PushOptions.SEEN_TTL)),
                events,
                settings.get(PushOptions.EVENTS_USERS),
                told(settings, events != null, problems),
                line(settings, problems),
                internal(settings),
                settings.orNull(ApiOptions.METRICS),
                settings.get(ApiOptions.OPEN),
                HookSettings.plan(settings, problems));
    }

    private static Api api(Settings settings, List<String> problems) {
        List<ApiKey> keys = new ArrayList<>();
        Secret one = settings.orNull(ApiOptions.KEY);
        if (one != null) {
            keys.add(ApiKey.of("the key", one.value(), List.of()));
        }
        Set<String> names = new HashSet<>();
        for (Settings entry : settings.get(ApiOptions.KEYS)) {
            String name = entry.orNull(ApiOptions.Key.NAME);
            Secret key = entry.orNull(ApiOptions.Key.KEY);
            if (name == null || key == null) {
                problems.add(
                        entry.origin() + ": an entry of `" + ApiOptions.KEYS.name() + "` needs a `name` and a `key`");
            } else if (!names.add(name)) {
                problems.add(entry.source(ApiOptions.Key.NAME) + ": there is a key `" + name + "` already");
            } else {
                for (String method : entry.get(ApiOptions.Key.METHODS)) {
                    if (!dev.parley.server.api.Api.METHODS.contains(method)) {
                        String nearest = NearestName.of(method, dev.parley.server.api.Api.METHODS);
                        problems.add(entry.source(ApiOptions.Key.METHODS) + ": there is no method `" + method + "`"
                                + Loader.didYouMean(nearest));
                    }
                }
                keys.add(ApiKey.of("the key " + name, key.value(), entry.get(ApiOptions.Key.METHODS)));
            }
        }
        return new Api(
                settings.get(ApiOptions.DISABLED),
                settings.get(ApiOptions.PREFIX),
                List.copyOf(keys),
                settings.get(ApiOptions.INSECURE),
                settings.get(ApiOptions.ERROR_MODE) == ApiOptions.ErrorMode.TRANSPORT,
                settings.get(ApiOptions.BODY_LIMIT).intValue(),
                settings.get(ApiOptions.REQUEST_LIMIT));
    }

    private static Map<String, Told> told(Settings settings, boolean heard, List<String> problems) {
        Map<String, Told> all = new HashMap<>();
        add("", settings, ChannelOptions.WITHOUT_NAMESPACE, heard, all, problems);
        for (Settings entry : settings.get(MessagingOptions.NAMESPACES)) {
            String name = entry.orNull(ChannelOptions.NAME);
            if (name != null) {
                add(name, entry, ChannelOptions.OF_NAMESPACE, heard, all, problems);
            }
        }
        return Map.copyOf(all);
    }

    private static void add(
            String name,
            Settings settings,
            ChannelOptions options,
            boolean heard,
            Map<String, Told> all,
            List<String> problems) {
        Told told = new Told(
                settings.get(options.occupancyEvents),
                settings.get(options.subscriptionEvents),
                settings.get(options.publicationEvents));
        if (told.equals(Told.NOTHING)) {
            return;
        }
        if (!heard) {
            Option<?> blamed = settings.isSet(options.occupancyEvents)
                    ? options.occupancyEvents
                    : settings.isSet(options.subscriptionEvents)
                            ? options.subscriptionEvents
                            : options.publicationEvents;
            problems.add(settings.source(blamed) + ": `" + blamed.name() + "` needs `" + PushOptions.EVENTS_URL.name()
                    + "` and `" + PushOptions.EVENTS_SECRET.name() + "`: where the backend takes events");
        }
        all.put(name, told);
    }

    private static @Nullable Line line(Settings settings, List<String> problems) {
        Address address =
                Listeners.address(settings.get(PushOptions.LINE_ADDRESS), settings.get(PushOptions.LINE_PORT));
        Secret key = settings.orNull(PushOptions.LINE_KEY);
        boolean keyless = key != null && key.value().equals(NO_KEY);
        if (!settings.get(PushOptions.LINE_ENABLED)) {
            return null;
        }
        if (keyless && !Listeners.isLoopback(address)) {
            problems.add(settings.source(PushOptions.LINE_KEY) + ": `" + PushOptions.LINE_KEY.name()
                    + ": none` is for this machine's own addresses, and `" + PushOptions.LINE_ADDRESS.name() + "` is "
                    + address + ": set a key");
        }
        return new Line(address, key == null ? null : keyless ? "" : key.value());
    }

    private static @Nullable Address internal(Settings settings) {
        String address = settings.orNull(ApiOptions.INTERNAL_ADDRESS);
        Integer port = settings.orNull(ApiOptions.INTERNAL_PORT);
        if (address == null && port == null) {
            return null;
        }
        return Listeners.address(address == null ? "127.0.0.1" : address, port == null ? 0 : port);
    }
}
