package dev.parley.cli;

import dev.parley.cli.chat.Fields;
import dev.parley.net.Address;
import dev.parley.server.backend.Backend;
import dev.parley.server.backend.Keys;
import dev.parley.server.config.ApiOptions;
import dev.parley.server.config.Secret;
import dev.parley.server.config.ServerConfig;
import dev.parley.server.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Calls the API of a running server, as its backend does. Blocks, for 15 seconds at most.
final class ApiClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int ANSWER_LIMIT = 64 * 1024 * 1024;

    private final URI base;
    private final String key;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    private ApiClient(URI base, String key) {
        this.base = base;
        this.key = key;
    }

    /// @param url where the API is; empty for that of this machine's server
    /// @param settings name the key, and what is not in `url`
    /// @throws IllegalArgumentException when `url` is none
    /// @throws IOException when there is nothing to call, or no key to call it with
    static ApiClient of(String url, Settings settings, ServerConfig config) throws IOException {
        return new ApiClient(url.isEmpty() ? here(config) : address(url), key(settings, config));
    }

    private static URI address(String url) {
        URI address = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
        if (!http || address.getHost() == null) {
            throw new IllegalArgumentException(
                    "'" + url + "' is no address of an API, such as https://ws.example.com/api");
        }
        return address;
    }

    private static URI here(ServerConfig config) throws IOException {
        if (config.backend().api().disabled()) {
            throw new IOException("the server has no API (" + ApiOptions.DISABLED.name() + ")");
        }
        Address internal = config.backend().internal();
        boolean secure =
                internal == null && config.listeners().getFirst().options().tls() != null;
        Address address = internal == null ? config.listeners().getFirst().address() : internal;
        if (!(address instanceof Address.Tcp tcp) || tcp.port() == 0) {
            throw new IOException("the configuration names no port to call: give the address of the API");
        }
        boolean everywhere = tcp.host().equals("0.0.0.0") || tcp.host().equals("::");
        Address.Tcp reachable = everywhere ? new Address.Tcp("127.0.0.1", tcp.port()) : tcp;
        String path =
                config.site().basePath().at(config.backend().api().prefix().prefix());
        return URI.create((secure ? "https://" : "http://") + reachable + path);
    }

    private static String key(Settings settings, ServerConfig config) throws IOException {
        Secret given = settings.orNull(ApiOptions.KEY);
        if (given != null) {
            return given.value();
        }
        if (config.backend().api().insecure()) {
            return "";
        }
        Path folder = Backend.folder(config);
        Keys made = folder == null ? null : Keys.of(folder);
        if (made == null) {
            throw new IOException("there is no key to call the API with: set `" + ApiOptions.KEY.name()
                    + "`, or PARLEY_HTTP_API_KEY");
        }
        return made.api();
    }

    /// Calls a method without parameters.
    ///
    /// @return its result
    /// @throws IOException with a sentence, when it can't be reached or says no
    Fields call(String method) throws IOException {
        return call(method, _ -> {});
    }

    /// The same with parameters.
    Fields call(String method, Consumer<JsonGenerator> params) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/" + method))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Fields.written(params)));
        if (!key.isEmpty()) {
            request.header("X-API-Key", key);
        }
        HttpResponse<InputStream> response = send(request.build());
        Fields answer;
        try (InputStream in = response.body()) {
            answer = Fields.read(in.readNBytes(ANSWER_LIMIT));
        }
        if (answer.has("error")) {
            throw new IOException(answer.object("error").text("message"));
        }
        if (!answer.has("result")) {
            throw new IOException(
                    "there is no API at " + base + ": it answers with HTTP status " + response.statusCode());
        }
        return answer.object("result");
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException unreachable) {
            throw new IOException(base + " can't be reached: " + reason(unreachable), unreachable);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", ending);
        }
    }

    private static @Nullable String reason(IOException failed) {
        String message = failed.getMessage();
        boolean silent = message == null || message.isBlank();
        return silent && failed instanceof ConnectException
                ? "nobody listens there"
                : silent ? failed.toString() : message;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
