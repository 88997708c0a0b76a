package dev.parley.cli;

import dev.parley.cli.Main.World;
import dev.parley.net.Address;
import dev.parley.server.api.Json;
import dev.parley.server.backend.Backend;
import dev.parley.server.backend.Keys;
import dev.parley.server.config.ApiOptions;
import dev.parley.server.config.BackendConfig;
import dev.parley.server.config.ConfigException;
import dev.parley.server.config.Secret;
import dev.parley.server.config.ServerConfig;
import dev.parley.server.config.ServerConfig.Listen;
import dev.parley.server.config.Settings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server that runs with the configuration that a command was given, asked over its HTTP API. Calls block, for 15 seconds
/// at most.
final class RunningServer implements AutoCloseable {

    static final String URL = "--url";

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final String api;
    private final @Nullable String key;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    private RunningServer(String api, @Nullable String key) {
        this.api = api;
        this.key = key;
    }

    /// The flag that names another one, which has the same key.
    static OptionSpec url() {
        return OptionSpec.builder(URL)
                .paramLabel("URL")
                .arity("1")
                .type(String.class)
                .description(
                        "Where the server is, such as http://10.0.0.5:8000. Default: where the configuration says.")
                .build();
    }

    /// @param command with [#url] and the flags that set options
    /// @throws IOException when it can't be known where the server is or what its key is, with one sentence that says what to
    ///     do
    static RunningServer of(World world, ParseResult command) throws ConfigException, IOException {
        Settings settings = Configured.flags(world, command);
        ServerConfig config = ServerConfig.of(settings);
        if (config.backend().api().disabled()) {
            throw new IOException("the server has no API: `" + ApiOptions.DISABLED.name() + "` says so");
        }
        String named = command.matchedOptionValue(URL, "");
        String place = named.isEmpty() ? place(config) : named.replaceFirst("/+$", "");
        String path = config.backend().api().prefix().prefix();
        return new RunningServer(
                place + (named.isEmpty() ? config.site().basePath().at(path) : path), key(config, settings));
    }

    private static String place(ServerConfig config) throws IOException {
        Address internal = config.backend().internal();
        if (internal instanceof Address.Tcp tcp && tcp.port() != 0) {
            return "http://" + reached(tcp);
        }
        Listen found = null;
        for (Listen listen : config.listeners()) {
            boolean usable = listen.address() instanceof Address.Tcp tcp && tcp.port() != 0;
            if (usable && (found == null || listen.options().tls() == null)) {
                found = listen;
            }
        }
        if (internal != null || found == null || !(found.address() instanceof Address.Tcp tcp)) {
            throw new IOException(
                    "the configuration names no TCP port of the API: say where the server is with " + URL);
        }
        return (found.options().tls() == null ? "http://" : "https://") + reached(tcp);
    }

    /// As this machine reaches what listens there.
    private static String reached(Address.Tcp tcp) {
        String host = switch (tcp.host()) {
            case "0.0.0.0", "" -> "127.0.0.1";
            case "::" -> "::1";
            default -> tcp.host();
        };
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + tcp.port();
    }

    private static @Nullable String key(ServerConfig config, Settings settings) throws IOException {
        BackendConfig.Api api = config.backend().api();
        if (api.insecure()) {
            return null;
        }
        Secret own = settings.orNull(ApiOptions.KEY);
        if (own != null) {
            return own.value();
        }
        for (Settings entry : settings.get(ApiOptions.KEYS)) {
            Secret one = entry.orNull(ApiOptions.Key.KEY);
            List<String> methods = entry.get(ApiOptions.Key.METHODS);
            if (one != null && methods.isEmpty()) {
                return one.value();
            }
        }
        Path folder = Backend.folder(config);
        Keys made = folder == null ? null : Keys.of(folder);
        if (made == null) {
            throw new IOException("the configuration has no API key that may do that: `" + ApiOptions.KEY.name() + "`");
        }
        return made.api();
    }

    /// Calls a method.
    ///
    /// @return its `result`
    /// @throws IOException when it can't be called, or says no, with one sentence
    JsonNode call(String method, Consumer<JsonGenerator> params) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(method)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.object(params)));
        if (key != null) {
            request.header("X-API-Key", key);
        }
        HttpResponse<byte[]> response;
        try {
            response = http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException unreachable) {
            String why = unreachable.getMessage();
            throw new IOException(
                    api + " can't be reached: "
                            + (why != null && !why.isBlank()
                                    ? why
                                    : unreachable instanceof ConnectException ? "nobody listens there" : unreachable),
                    unreachable);
        }
        try {
            JsonNode answer = JsonMapper.shared().readTree(response.body());
            if (answer.has("result")) {
                return answer.path("result");
            }
            throw new IOException(
                    api + " says: " + answer.path("error").path("message").asString("no"));
        } catch (JacksonException notJson) {
            throw new IOException(api + " is no API of Parley: it answers with HTTP status " + response.statusCode());
        }
    }

    private HttpRequest.Builder request(String method) throws IOException {
        try {
            return HttpRequest.newBuilder(URI.create(api + "/" + method));
        } catch (IllegalArgumentException notOne) {
            throw new IOException(URL + ": " + api + " is no address such as http://10.0.0.5:8000", notOne);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
