package dev.parley.e2e.browser;

import dev.parley.net.Address;
import dev.parley.server.ParleyServer;
import dev.parley.server.config.ConfigException;
import dev.parley.server.config.Loader;
import dev.parley.server.config.Loader.FlagValue;
import dev.parley.server.config.Options;
import dev.parley.server.config.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A real server on a free port of this machine, with a data folder of its own. It can be stopped and started again on
/// the same port, over the same data.
final class Server implements AutoCloseable {

    private final List<String> optionsAndValues;
    private final Path data;
    private ParleyServer server;

    private Server(List<String> optionsAndValues) throws IOException, ConfigException {
        this.optionsAndValues = optionsAndValues;
        data = Files.createTempDirectory("parley-browser");
        server = start(0);
    }

    /// @param optionsAndValues names of options and their values in turn
    static Server with(String... optionsAndValues) throws IOException, ConfigException {
        return new Server(List.of(optionsAndValues));
    }

    private ParleyServer start(int port) throws IOException, ConfigException {
        List<FlagValue> flags = new ArrayList<>();
        set(flags, "http_server.port", String.valueOf(port));
        set(flags, "server.loops", "2");
        set(flags, "shutdown.timeout", "5s");
        set(flags, "server.verbose", "true");
        set(flags, "engine.sqlite.path", data.toString());
        for (int i = 0; i < optionsAndValues.size(); i += 2) {
            set(flags, optionsAndValues.get(i), optionsAndValues.get(i + 1));
        }
        return ParleyServer.start(
                ServerConfig.of(Loader.load(Options.SCHEMA, null, Path.of("/nowhere"), Map.of(), flags)), _ -> {});
    }

    private static void set(List<FlagValue> flags, String option, String value) {
        flags.add(new FlagValue(option, "--" + option, value));
    }

    int port() {
        return ((Address.Tcp) server.addresses().getFirst()).port();
    }

    /// The address of a path, such as `http://127.0.0.1:40001/console`.
    String at(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /// The address of a WebSocket at a path.
    String ws(String path) {
        return "ws://127.0.0.1:" + port() + path;
    }

    /// Calls the API with the key `key`.
    void call(String method, String json) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(at("/api/" + method)))
                    .header("X-API-Key", "key")
                    .POST(HttpRequest.BodyPublishers.ofString(json))
                    .build();
            String answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            if (!answer.startsWith("{\"result\"")) {
                throw new AssertionError(answer);
            }
        }
    }

    void stop() {
        server.close();
    }

    /// After [#stop], with the same options on the same port.
    void startAgain() throws IOException, ConfigException {
        server = start(port());
    }

    @Override
    public void close() {
        server.close();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't delete " + data, e);
        }
    }
}
