package dev.parley.server.config;

import dev.parley.auth.hook.HookOptions;
import dev.parley.auth.hook.HookOptions.WhenUnavailable;
import dev.parley.auth.hook.HookPlan;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The options of hooks, which the ecosystem calls proxies: what the site's backend is asked, and where. Part of the table in
/// [Options].
///
/// Each kind of question has a place of its own with the backend's address; `proxies` names more of them, for namespaces that
/// ask somebody else.
public final class HookSettings {

    private static final OptionType.Scalar<String> HEADER = new OptionType.Text<>(
            "a header's name such as Cookie", text -> text.matches("[-!#$%&'*+.^_`|~0-9A-Za-z]+") ? text : null);
    private static final OptionType.Scalar<String> LINE =
            new OptionType.Text<>("a header such as X-From: parley", text -> text.indexOf(':') > 0 ? text : null);
    private static final OptionType<String> ADDRESS = new OptionType.Text<>(
            "an address such as http://127.0.0.1:9000/parley", text -> text.isBlank() ? null : text);

    /// What stands for the kind's own place.
    static final String DEFAULT = "default";

    static final OptionType<String> NAME = new OptionType.Text<>(
            "a name of letters, digits, `.`, `_` or `-`", text -> text.matches("[A-Za-z0-9._-]{1,64}") ? text : null);

    public static final Option<Boolean> CONNECT_ENABLED = new Option<>(
            "client.proxy.connect.enabled",
            ChannelOptions.YES_NO,
            false,
            null,
            "Whether the backend is asked who a client is that connects without a token.");
    public static final Option<Boolean> REFRESH_ENABLED = new Option<>(
            "client.proxy.refresh.enabled",
            ChannelOptions.YES_NO,
            false,
            null,
            "Whether it is asked again when such a session's time (`expire_at`) has come.");
    static final HookSettings CONNECT = new HookSettings("client.proxy.connect.");
    static final HookSettings REFRESH = new HookSettings("client.proxy.refresh.");
    static final HookSettings SUBSCRIBE = new HookSettings("channel.proxy.subscribe.");
    static final HookSettings PUBLISH = new HookSettings("channel.proxy.publish.");
    static final HookSettings SUB_REFRESH = new HookSettings("channel.proxy.sub_refresh.");
    static final HookSettings RPC = new HookSettings("rpc.proxy.");
    static final HookSettings NAMED = new HookSettings("");

    /// The places by what they are for.
    private static final Map<String, HookSettings> KINDS = Map.of(
            "connect", CONNECT,
            "refresh", REFRESH,
            "subscribe", SUBSCRIBE,
            "publish", PUBLISH,
            "sub_refresh", SUB_REFRESH,
            "rpc", RPC);

    /// The name of an entry of `proxies`.
    public static final Option<String> PROXY_NAME =
            new Option<>("name", NAME, null, null, "By which namespaces name it (`subscribe_proxy_name`).");
    public static final Option<List<Settings>> PROXIES = new Option<>(
            "proxies",
            new OptionType.Entries(NAMED.schema()),
            List.of(),
            null,
            "More backends, for namespaces that name them.");

    public static final Option<Boolean> RPC_ENABLED = new Option<>(
            "rpc.without_namespace.proxy_enabled",
            ChannelOptions.YES_NO,
            false,
            null,
            "Whether the backend answers calls of methods without namespace that are not Parley's own.");
    public static final Option<String> RPC_BOUNDARY = new Option<>(
            "rpc.namespace_boundary",
            new OptionType.Text<>("`:`, the only one that Parley has", text -> text.equals(":") ? text : null),
            ":",
            null,
            "What stands behind the namespace in a method's name.");
    public static final Option<String> RPC_NAME = new Option<>(
            "rpc.without_namespace.proxy_name", NAME, DEFAULT, null, "Which one: `default`, or one of `proxies`.");

    /// The fields of an entry of `rpc.namespaces`.
    public static final class RpcNamespace {
        public static final Option<String> NAME = new Option<>(
                "name", HookSettings.NAME, null, null, "What stands before `:` in the names of these methods.");
        public static final Option<Boolean> ENABLED = new Option<>(
                "proxy_enabled",
                ChannelOptions.YES_NO,
                false,
                null,
                "Whether the backend answers calls of these methods.");
        public static final Option<String> PROXY = new Option<>(
                "proxy_name", HookSettings.NAME, DEFAULT, null, "Which one: `default`, or one of `proxies`.");

        static final Schema SCHEMA = new Schema(List.of(NAME, ENABLED, PROXY));

        private RpcNamespace() {}
    }

    public static final Option<List<Settings>> RPC_NAMESPACES = new Option<>(
            "rpc.namespaces",
            new OptionType.Entries(RpcNamespace.SCHEMA),
            List.of(),
            null,
            "Methods by what stands before `:` in their names, as `shop:order`.");

    private final String prefix;
    private final Option<String> endpoint;
    private final Option<Duration> timeout;
    private final Option<List<String>> httpHeaders;
    private final Option<List<String>> staticHeaders;
    private final Option<Boolean> meta;
    private final Option<Integer> concurrency;
    private final Option<WhenUnavailable> whenUnavailable;
    private final List<Option<?>> all = new ArrayList<>();

    private HookSettings(String prefix) {
        this.prefix = prefix;
        endpoint = add("endpoint", ADDRESS, null, "Where it is asked: `POST` with JSON.");
        timeout = add(
                "timeout",
                new OptionType.Span(Duration.ofMillis(1), Duration.ofMinutes(5)),
                HookOptions.DEFAULT_TIMEOUT,
                "How long it may take to answer.");
        httpHeaders = add(
                "http_headers",
                new OptionType.Listed<>(HEADER),
                List.of(),
                "Which headers of the client's own request it sees, such as `Cookie`.");
        staticHeaders = add(
                "http.static_headers",
                new OptionType.Listed<>(LINE),
                List.of(),
                "Headers that it gets with each question, as `Name: value`; in a file also as a section.");
        meta = add(
                "include_connection_meta",
                ChannelOptions.YES_NO,
                false,
                "Whether it gets back what it, or the token, has said as `meta`.");
        concurrency = add(
                "concurrency",
                new OptionType.Whole(1, 10_000),
                HookOptions.DEFAULT_CONCURRENCY,
                "Questions under way at the same time. Ten times as many wait; past it clients are told to try later.");
        whenUnavailable = add(
                "when_unavailable",
                new OptionType.Choice<>(OptionType.Choice.words(WhenUnavailable.values())),
                WhenUnavailable.DENY,
                "What happens when there is no answer: `deny`, clients try again later; `rules`, it is decided as if nobody "
                        + "were asked.");
    }

    private <T> Option<T> add(String name, OptionType<T> type, @Nullable T byDefault, String doc) {
        Option<T> option = new Option<>(prefix + name, type, byDefault, null, doc);
        all.add(option);
        return option;
    }

    private Schema schema() {
        List<Option<?>> options = new ArrayList<>(List.of(PROXY_NAME));
        options.addAll(all);
        return new Schema(
                options,
                ForeignOptions.of(
                        "binary_encoding",
                        "emulated_headers",
                        "grpc_metadata",
                        "grpc.*",
                        "http.tls.*",
                        "http.status_to_code_transforms.*"));
    }

    static List<Option<?>> options() {
        List<Option<?>> options = new ArrayList<>(List.of(CONNECT_ENABLED));
        options.addAll(CONNECT.all);
        options.add(REFRESH_ENABLED);
        options.addAll(REFRESH.all);
        return options;
    }

    static List<Option<?>> ofChannels() {
        List<Option<?>> options = new ArrayList<>();
        options.addAll(SUBSCRIBE.all);
        options.addAll(PUBLISH.all);
        options.addAll(SUB_REFRESH.all);
        return options;
    }

    static List<Option<?>> others() {
        List<Option<?>> options = new ArrayList<>(RPC.all);
        options.addAll(List.of(RPC_BOUNDARY, RPC_ENABLED, RPC_NAME, RPC_NAMESPACES, PROXIES));
        return options;
    }

    /// Everything that is asked.
    static HookPlan plan(Settings settings, List<String> problems) {
        try {
            return new Plan(settings, problems).read();
        } catch (IllegalArgumentException contradiction) {
            problems.add("`" + PROXIES.name() + "`: " + contradiction.getMessage());
            return HookPlan.NONE;
        }
    }

    /// Places of kinds that nobody asks: the option with the address, and the one that would ask there.
    static Map<Option<String>, String> unused(Settings settings) {
        Map<Option<String>, String> unused = new LinkedHashMap<>();
        if (!settings.get(CONNECT_ENABLED)) {
            unused.put(CONNECT.endpoint, CONNECT_ENABLED.name());
        }
        if (!settings.get(REFRESH_ENABLED)) {
            unused.put(REFRESH.endpoint, REFRESH_ENABLED.name());
        }
        if (isUnused(settings, of -> of.subscribeProxy, of -> of.subscribeProxyName)) {
            unused.put(SUBSCRIBE.endpoint, ChannelOptions.OF_NAMESPACE.subscribeProxy.name());
        }
        if (isUnused(settings, of -> of.publishProxy, of -> of.publishProxyName)) {
            unused.put(PUBLISH.endpoint, ChannelOptions.OF_NAMESPACE.publishProxy.name());
        }
        if (isUnused(settings, of -> of.subRefreshProxy, of -> of.subRefreshProxyName)) {
            unused.put(SUB_REFRESH.endpoint, ChannelOptions.OF_NAMESPACE.subRefreshProxy.name());
        }
        boolean rpc = asksDefault(settings, RPC_ENABLED, RPC_NAME)
                || settings.get(RPC_NAMESPACES).stream()
                        .anyMatch(entry -> asksDefault(entry, RpcNamespace.ENABLED, RpcNamespace.PROXY));
        if (!rpc) {
            unused.put(RPC.endpoint, RPC_ENABLED.name());
        }
        return unused;
    }

    private static boolean isUnused(
            Settings settings,
            Function<ChannelOptions, Option<Boolean>> enabled,
            Function<ChannelOptions, Option<String>> name) {
        ChannelOptions open = ChannelOptions.WITHOUT_NAMESPACE;
        ChannelOptions named = ChannelOptions.OF_NAMESPACE;
        return !asksDefault(settings, enabled.apply(open), name.apply(open))
                && settings.get(MessagingOptions.NAMESPACES).stream()
                        .noneMatch(entry -> asksDefault(entry, enabled.apply(named), name.apply(named)));
    }

    private static boolean asksDefault(Settings settings, Option<Boolean> enabled, Option<String> name) {
        return settings.get(enabled) && settings.get(name).equals(DEFAULT);
    }

    /// @return null when there is no address, or something is wrong
    private @Nullable HookOptions read(String name, Settings settings, List<String> problems) {
        String address = settings.orNull(endpoint);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : settings.get(staticHeaders)) {
            int colon = line.indexOf(':');
            String header = line.substring(0, colon).strip();
            if (headers.put(header, line.substring(colon + 1).strip()) != null) {
                problems.add(
                        settings.source(staticHeaders) + ": `" + staticHeaders.name() + "` has " + header + " twice");
            }
        }
        try {
            HookOptions options = new HookOptions(
                    name,
                    URI.create(address == null ? "http://127.0.0.1/" : address),
                    settings.get(timeout),
                    settings.get(httpHeaders),
                    headers,
                    settings.get(concurrency),
                    settings.get(whenUnavailable),
                    settings.get(meta));
            return address == null ? null : options;
        } catch (IllegalArgumentException wrong) {
            problems.add(settings.source(endpoint) + ": " + wrong.getMessage());
            return null;
        }
    }

    /// What is asked where, out of all the places where it may be said.
    private static final class Plan {
        private final Settings settings;
        private final List<String> problems;
        private final Map<HookSettings, HookOptions> places = new HashMap<>();
        private final Map<String, HookOptions> named = new HashMap<>();

        Plan(Settings settings, List<String> problems) {
            this.settings = settings;
            this.problems = problems;
            KINDS.forEach((name, place) -> {
                HookOptions options = place.read(name, settings, problems);
                if (options != null) {
                    places.put(place, options);
                }
            });
            for (Settings entry : settings.get(PROXIES)) {
                String name = entry.orNull(PROXY_NAME);
                HookOptions options = name == null ? null : NAMED.read(nameInLogs(name), entry, problems);
                if (name == null || entry.orNull(NAMED.endpoint) == null) {
                    problems.add(
                            entry.origin() + ": an entry of `" + PROXIES.name() + "` needs a `name` and an `endpoint`");
                } else if (name.equals(DEFAULT) || (options != null && named.put(name, options) != null)) {
                    problems.add(entry.source(PROXY_NAME) + ": there is a `" + name + "` already");
                }
            }
        }

        /// Kinds' own places are called after the kind there.
        private static String nameInLogs(String name) {
            return KINDS.containsKey(name) ? PROXIES.name() + "." + name : name;
        }

        HookPlan read() {
            settings.get(RPC_BOUNDARY); // there is only one
            HookOptions connect = one(CONNECT_ENABLED, CONNECT);
            HookOptions refresh = one(REFRESH_ENABLED, REFRESH);
            Map<String, HookOptions> subscribe = new TreeMap<>();
            Map<String, HookOptions> publish = new TreeMap<>();
            Map<String, HookOptions> subRefresh = new TreeMap<>();
            namespace("", settings, ChannelOptions.WITHOUT_NAMESPACE, subscribe, publish, subRefresh);
            for (Settings entry : settings.get(MessagingOptions.NAMESPACES)) {
                String name = entry.orNull(ChannelOptions.NAME);
                if (name != null) {
                    namespace(name, entry, ChannelOptions.OF_NAMESPACE, subscribe, publish, subRefresh);
                }
            }
            HookOptions rpc = chosen(settings, RPC_ENABLED, RPC_NAME, RPC);
            Map<String, HookOptions> rpcs = new TreeMap<>();
            for (Settings entry : settings.get(RPC_NAMESPACES)) {
                String name = entry.orNull(RpcNamespace.NAME);
                if (name == null) {
                    problems.add(entry.origin() + ": an entry of `" + RPC_NAMESPACES.name() + "` needs a `name`");
                    continue;
                }
                HookOptions options = chosen(entry, RpcNamespace.ENABLED, RpcNamespace.PROXY, RPC);
                if (options != null) {
                    rpcs.put(name, options);
                }
            }
            return new HookPlan(connect, refresh, subscribe, publish, subRefresh, rpc, rpcs);
        }

        private @Nullable HookOptions one(Option<Boolean> enabled, HookSettings place) {
            if (!settings.get(enabled)) {
                return null;
            }
            if (settings.orNull(place.endpoint) == null) {
                problems.add(settings.source(enabled) + ": `" + enabled.name() + "` needs `" + place.endpoint.name()
                        + "`: where the backend is asked");
            }
            return places.get(place);
        }

        private void namespace(
                String name,
                Settings its,
                ChannelOptions options,
                Map<String, HookOptions> subscribe,
                Map<String, HookOptions> publish,
                Map<String, HookOptions> subRefresh) {
            put(subscribe, name, chosen(its, options.subscribeProxy, options.subscribeProxyName, SUBSCRIBE));
            put(publish, name, chosen(its, options.publishProxy, options.publishProxyName, PUBLISH));
            put(subRefresh, name, chosen(its, options.subRefreshProxy, options.subRefreshProxyName, SUB_REFRESH));
        }

        private static void put(Map<String, HookOptions> where, String name, @Nullable HookOptions options) {
            if (options != null) {
                where.put(name, options);
            }
        }

        private @Nullable HookOptions chosen(
                Settings its, Option<Boolean> enabled, Option<String> name, HookSettings place) {
            HookOptions byDefault = places.get(place);
            String wanted = its.get(name);
            if (!its.get(enabled)) {
                return null;
            }
            HookOptions options = wanted.equals(DEFAULT) ? byDefault : named.get(wanted);
            if (options == null && wanted.equals(DEFAULT) && settings.orNull(place.endpoint) == null) {
                problems.add(its.source(enabled) + ": `" + enabled.name() + "` needs `" + place.endpoint.name()
                        + "`: where the backend is asked");
            } else if (options == null && !wanted.equals(DEFAULT)) {
                problems.add(its.source(name) + ": `" + name.name() + "`: there is no `" + wanted + "` in `"
                        + PROXIES.name() + "`");
            }
            return options;
        }
    }
}
