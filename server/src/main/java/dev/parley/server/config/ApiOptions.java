package dev.parley.server.config;

import java.util.List;

/// The options of the HTTP API and of what is served beside it. Part of the table in [Options].
public final class ApiOptions {

    public static final Option<Boolean> DISABLED = new Option<>(
            "http_api.disabled", ChannelOptions.YES_NO, false, null, "Whether there is no API for the site's backend.");
    public static final Option<BasePath> PREFIX = new Option<>(
            "http_api.handler_prefix",
            new OptionType.Text<>(
                    "a path of plain segments such as /api",
                    text -> BasePath.ROOT.equals(BasePath.parse(text)) ? null : BasePath.parse(text)),
            new BasePath("/api"),
            null,
            "Where the API is. Its description is at `/api/openapi.json` and, for people, at `/api/docs`.");
    public static final Option<Secret> KEY = new Option<>(
            "http_api.key",
            Secret.TYPE,
            null,
            null,
            "What a backend sends in `X-API-Key`, or behind `apikey` in `Authorization`. When only this machine can reach the "
                    + "server, one is made at the first start.");
    public static final Option<Boolean> INSECURE = new Option<>(
            "http_api.insecure",
            ChannelOptions.YES_NO,
            false,
            null,
            "Whether the API takes no key. For a network where nobody else is.");
    public static final Option<ErrorMode> ERROR_MODE = new Option<>(
            "http_api.error_mode",
            new OptionType.Choice<>(java.util.Map.of("", ErrorMode.BODY, "transport", ErrorMode.TRANSPORT)),
            ErrorMode.BODY,
            null,
            "`transport`: the error of a method is an HTTP status too. Without it, it is 200 with `error` in the body.");
    public static final Option<Long> BODY_LIMIT = new Option<>(
            "http_api.body_limit",
            new OptionType.Size(1024, 16 << 20),
            16L << 20,
            null,
            "A request's body; past it 413.");
    public static final Option<Integer> REQUEST_LIMIT = new Option<>(
            "http_api.request_limit",
            new OptionType.Whole(1, 1_000_000),
            1_000,
            null,
            "Requests that are being answered at the same time; past it 429.");

    /// How the error of a method is told.
    public enum ErrorMode {
        BODY,
        TRANSPORT
    }

    /// The fields of one entry of `http_api.keys`.
    public static final class Key {
        public static final Option<String> NAME = new Option<>(
                "name",
                new OptionType.Text<>("a name", text -> text.isBlank() ? null : text),
                null,
                null,
                "What the key is called in errors.");
        public static final Option<Secret> KEY = new Option<>("key", Secret.TYPE, null, null, "The key.");
        public static final Option<List<String>> METHODS = new Option<>(
                "methods",
                new OptionType.Listed<>(new OptionType.Text<>(
                        "a method such as publish", text -> text.matches("[a-z_]+") ? text : null)),
                List.of(),
                null,
                "The methods that it may call. None: all.");

        static final Schema SCHEMA = new Schema(List.of(NAME, KEY, METHODS));

        private Key() {}
    }

    public static final Option<List<Settings>> KEYS = new Option<>(
            "http_api.keys",
            new OptionType.Entries(Key.SCHEMA),
            List.of(),
            null,
            "More keys, each with a name and what it may do.");

    public static final Option<String> INTERNAL_ADDRESS = new Option<>(
            "http_server.internal_address",
            Options.ADDRESS,
            null,
            null,
            "Another place to listen, for the API and `/metrics` alone: then they are served nowhere else.");
    public static final Option<Integer> INTERNAL_PORT = new Option<>(
            "http_server.internal_port",
            Options.PORT,
            null,
            null,
            "Its TCP port. Without `internal_address` it is on this machine only.");
    public static final Option<Boolean> METRICS = new Option<>(
            "prometheus.enabled",
            ChannelOptions.YES_NO,
            null,
            null,
            "Whether `/metrics` is served to whoever asks. Without it: to callers from this machine, and where the API has an "
                    + "address of its own.");
    public static final Option<Boolean> OPEN = new Option<>(
            "server.open",
            ChannelOptions.YES_NO,
            false,
            "--open",
            "Whether to serve strangers without a key or a login on an address that others reach: a demo on your own "
                    + "network. Otherwise the server does not start there until it knows who may come in.");

    static final List<Option<?>> ALL =
            List.of(DISABLED, PREFIX, KEY, KEYS, INSECURE, ERROR_MODE, BODY_LIMIT, REQUEST_LIMIT);

    private ApiOptions() {}
}
