package dev.parley.server.config;

import dev.parley.chat.ChatOptions;
import dev.parley.net.Address;
import dev.parley.net.ListenOptions;
import dev.parley.net.ListenOptions.TlsFiles;
import dev.parley.net.NetworkOptions;
import dev.parley.net.http.HttpOptions;
import dev.parley.server.access.HostPattern;
import dev.parley.server.access.OriginPattern;
import dev.parley.server.backend.Backend;
import dev.parley.server.drain.DrainOptions;
import dev.parley.websocket.WebSocketOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a server is started with: every option with its type, checked also where two of them meet.
///
/// @param listeners at least one; the first is `http_server`
/// @param text null when there is no listener for text clients
/// @param takeoverMemory bytes for compression with context takeover
public record ServerConfig(
        List<Listen> listeners,
        NetworkOptions network,
        HttpOptions http,
        WebSocketOptions websocket,
        long takeoverMemory,
        Site site,
        Echo echo,
        Raw raw,
        MessagingConfig messaging,
        BackendConfig backend,
        @Nullable TextListener text,
        Chat chat,
        BrandingConfig branding,
        Log log,
        DrainOptions drain) {

    public record Listen(Address address, ListenOptions options) {}

    /// Names, paths and pages.
    ///
    /// @param hosts names beside the machine's own
    /// @param staticFolder pages of the owner's, or null
    public record Site(
            BasePath basePath,
            WsRoot wsRoot,
            @Nullable Path staticFolder,
            List<HostPattern> hosts,
            List<OriginPattern> allowedOrigins,
            boolean verbose) {}

    /// @param messageSizeLimit bytes
    public record Echo(boolean enabled, long messageSizeLimit) {}

    /// @param channelLimit channels that bare WebSockets use at the same time
    public record Raw(boolean enabled, int channelLimit) {}

    public record Chat(boolean enabled, ChatOptions options, PeopleConfig people, FileSettings files) {}

    /// @param file null for the standard error stream
    public record Log(LogLevel level, @Nullable Path file) {}

    /// @throws ConfigException when options contradict each other, or files that they name are not there
    public static ServerConfig of(Settings settings) throws ConfigException {
        List<String> problems = new ArrayList<>();
        BrandingConfig branding = BrandingConfig.of(settings, problems);
        ServerConfig config = new ServerConfig(
                Listeners.of(settings, problems),
                network(settings),
                http(settings),
                websocket(settings),
                settings.get(Options.TAKEOVER_MEMORY_LIMIT),
                site(settings, problems),
                new Echo(settings.get(Options.ECHO_ENABLED), settings.get(Options.ECHO_MESSAGE_SIZE_LIMIT)),
                new Raw(settings.get(Options.RAW_ENABLED), settings.get(Options.RAW_CHANNEL_LIMIT)),
                MessagingConfig.of(settings, problems),
                BackendConfig.of(settings, problems),
                text(settings),
                new Chat(
                        settings.get(Options.CHAT_ENABLED),
                        ChatRules.of(settings, branding.rooms()),
                        PeopleConfig.of(settings),
                        FileSettings.of(settings, problems)),
                branding,
                new Log(settings.get(Options.LOG_LEVEL), settings.orNull(Options.LOG_FILE)),
                drain(settings, problems));
        config.checkWhoMayComeIn(problems);
        problems.addAll(LeftLocal.of(config));
        InVain.warn(settings);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return config;
    }

    private static DrainOptions drain(Settings settings, List<String> problems) {
        Duration limit = settings.get(Options.SHUTDOWN_TIMEOUT);
        Duration delay = settings.get(Options.SHUTDOWN_UNREADY_DELAY);
        if (!delay.isZero() && delay.compareTo(limit) >= 0) {
            problems.add("`" + Options.SHUTDOWN_UNREADY_DELAY.name() + "` is part of `"
                    + Options.SHUTDOWN_TIMEOUT.name() + "`, and must be shorter");
        }
        return new DrainOptions(limit, delay, settings.get(Options.SHUTDOWN_DRAIN_RATE));
    }

    /// Where others reach the server, its owner has to have said who may use it.
    private void checkWhoMayComeIn(List<String> problems) {
        if (loopbackOnly() || backend.open()) {
            return;
        }
        List<String> missing = new ArrayList<>();
        BackendConfig.Api api = backend.api();
        if (api.keys().isEmpty() && !api.insecure() && !api.disabled()) {
            missing.add("`" + ApiOptions.KEY.name() + "`, what your backend sends with its calls (or `"
                    + ApiOptions.DISABLED.name() + ": true`)");
        }
        if (!Backend.isSomething(backend.tokens())
                && !messaging.anonymousEverywhere()
                && !backend.asksAtConnect()
                && !(chat.enabled() && chat.people().saysWhoComesIn())) {
            missing.add("`" + TokenSettings.CONNECTION.hmacSecret.name()
                    + "`, what your backend signs logins with (or `"
                    + MessagingOptions.ANONYMOUS.name() + "`, whether strangers may connect; or, for the chat alone, `"
                    + PeopleOptions.GUESTS.name() + "` or `" + PeopleOptions.ACCOUNTS.name() + "`)");
        }
        if (!missing.isEmpty()) {
            problems.add("Others can reach this server ("
                    + listeners.stream()
                            .map(Listen::address)
                            .filter(address -> !Listeners.isLoopback(address))
                            .findFirst()
                            .map(Object::toString)
                            .orElse("by another of its listeners")
                    + "), and nobody has said who may use it: set " + String.join(", and ", missing)
                    + "; or start it with --open to serve strangers, for a demo on your own network");
        }
    }

    private static @Nullable TextListener text(Settings settings) {
        TextListener listener = TextListener.of(settings);
        return settings.get(TextListener.ENABLED) ? listener : null;
    }

    private static NetworkOptions network(Settings settings) {
        int limit = settings.get(Options.CONNECTION_LIMIT);
        return NetworkOptions.DEFAULT
                .withTransport(settings.get(Options.TRANSPORT))
                .withLoops(settings.get(Options.LOOPS))
                .withMaxConnections(limit == 0 ? Integer.MAX_VALUE : limit)
                .withMaxConnectionsPerAddress(settings.get(Options.ADDRESS_CONNECTION_LIMIT));
    }

    private static HttpOptions http(Settings settings) {
        return new HttpOptions(
                settings.get(Options.REQUEST_LINE_LIMIT),
                settings.get(Options.HEADER_SIZE_LIMIT).intValue(),
                settings.get(Options.HEADER_COUNT_LIMIT),
                HttpOptions.DEFAULT.maxBody(),
                (int) settings.get(Options.REQUEST_TIMEOUT).toMillis(),
                (int) settings.get(Options.IDLE_TIMEOUT).toMillis());
    }

    private static WebSocketOptions websocket(Settings settings) {
        return WebSocketOptions.DEFAULT
                .withMessageSizeLimit(settings.get(Options.MESSAGE_SIZE_LIMIT))
                .withOutgoingLimit(settings.get(Options.QUEUE_MAX_SIZE).intValue())
                .withHeartbeat(settings.get(Options.PING_INTERVAL), settings.get(Options.PONG_TIMEOUT))
                .withCloseTimeout(settings.get(Options.CLOSE_TIMEOUT))
                .withCompression(settings.get(Options.COMPRESSION));
    }

    private static Site site(Settings settings, List<String> problems) {
        Path folder = settings.orNull(Options.STATIC);
        if (folder != null && !Files.isDirectory(folder)) {
            problems.add(settings.source(Options.STATIC) + ": `" + Options.STATIC.name() + "`: there is no folder "
                    + folder);
        }
        WsRoot wsRoot = settings.get(Options.WS_ROOT);
        int longest = settings.get(MessagingOptions.MAX_LENGTH);
        if (wsRoot instanceof WsRoot.Raw(String channel) && channel.getBytes(StandardCharsets.UTF_8).length > longest) {
            problems.add(settings.source(Options.WS_ROOT) + ": `" + Options.WS_ROOT.name()
                    + "`: the channel's name has more than " + longest + " bytes (`"
                    + MessagingOptions.MAX_LENGTH.name()
                    + "`)");
        }
        return new Site(
                settings.get(Options.BASE_PATH),
                wsRoot,
                folder,
                settings.get(Options.HOSTS),
                settings.get(Options.ALLOWED_ORIGINS),
                settings.get(Options.VERBOSE));
    }

    /// Whether any listener can be reached only from this machine: true when all are loopback or Unix sockets.
    public boolean loopbackOnly() {
        return listeners.stream().allMatch(listen -> Listeners.isLoopback(listen.address()))
                && (text == null || Listeners.isLoopback(text.address()))
                && (backend.line() == null
                        || Listeners.isLoopback(backend.line().address()))
                && (backend.internal() == null || Listeners.isLoopback(backend.internal()));
    }

    /// Certificates of a listener, for its own options.
    record Tls(Option<Boolean> enabled, Option<Path> certificate, Option<Path> key) {

        @Nullable TlsFiles files(Settings settings, List<String> problems) {
            Path certificateFile = readable(settings, certificate, problems);
            Path keyFile = readable(settings, key, problems);
            Boolean wanted = settings.orNull(enabled);
            if (wanted != null && !wanted) {
                return null;
            }
            if (certificateFile != null && keyFile != null) {
                return new TlsFiles(certificateFile, keyFile);
            }
            if (certificateFile != null || keyFile != null) {
                Option<Path> there = certificateFile != null ? certificate : key;
                Option<Path> missing = certificateFile != null ? key : certificate;
                problems.add(
                        settings.source(there) + ": `" + there.name() + "` needs `" + missing.name() + "` beside it");
            } else if (wanted != null) {
                problems.add(settings.source(enabled) + ": `" + enabled.name() + "` needs `" + certificate.name()
                        + "` and `" + key.name() + "`");
            }
            return null;
        }

        private static @Nullable Path readable(Settings settings, Option<Path> option, List<String> problems) {
            Path file = settings.orNull(option);
            if (file != null && !Files.isReadable(file)) {
                problems.add(settings.source(option) + ": `" + option.name() + "`: can't read " + file);
            }
            return file;
        }
    }
}
