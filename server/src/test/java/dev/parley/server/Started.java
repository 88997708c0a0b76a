package dev.parley.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.net.Address;
import dev.parley.server.backend.Keys;
import dev.parley.server.config.ConfigException;
import dev.parley.server.config.Loader;
import dev.parley.server.config.Loader.FlagValue;
import dev.parley.server.config.Options;
import dev.parley.server.config.ServerConfig;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// A real server on a free port, for one test.
public final class Started implements AutoCloseable {

    private final ParleyServer server;

    /// What `server.verbose` has said.
    public final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private Started(ServerConfig config) throws IOException {
        server = ParleyServer.start(config, lines::add);
    }

    /// @param optionsAndValues names of options and their values in turn
    public static Started with(String... optionsAndValues) throws IOException, ConfigException {
        return new Started(config(optionsAndValues));
    }

    /// As a file says, beside what makes it one for a test.
    public static Started from(Path file) throws IOException, ConfigException {
        return new Started(config(file));
    }

    public static ServerConfig config(String... optionsAndValues) throws ConfigException {
        return config(null, optionsAndValues);
    }

    public static ServerConfig config(@Nullable Path file, String... optionsAndValues) throws ConfigException {
        List<FlagValue> flags = new ArrayList<>(List.of(
                new FlagValue("http_server.port", "--port", "0"),
                new FlagValue("server.loops", "--loops", "2"),
                new FlagValue("engine.type", "--engine.type", "memory"),
                new FlagValue("shutdown.timeout", "--shutdown.timeout", "2s")));
        for (int i = 0; i < optionsAndValues.length; i += 2) {
            flags.add(new FlagValue(optionsAndValues[i], "--" + optionsAndValues[i], optionsAndValues[i + 1]));
        }
        return ServerConfig.of(Loader.load(Options.SCHEMA, file, Path.of("/nowhere"), Map.of(), flags));
    }

    public int port() {
        return ((Address.Tcp) server.addresses().getFirst()).port();
    }

    public ParleyServer server() {
        return server;
    }

    /// A backend with the key that the server has made.
    public Caller api() {
        Keys keys = server.keys();
        if (keys == null) {
            throw new IllegalStateException("this server has made no keys: name one");
        }
        return api(keys.api());
    }

    public Caller api(String key) {
        return new Caller(port(), key);
    }

    /// What tokens are signed with.
    public String tokenSecret() {
        Keys keys = server.keys();
        if (keys == null) {
            throw new IllegalStateException("this server has made no keys");
        }
        return keys.tokenSecret();
    }

    /// Waits until a user has that many sessions, each on the user's channel and on that of all.
    public void awaitSessions(String user, int number) {
        await().untilAsserted(() -> assertThat(api().call("connections", "{'user':'" + user + "'}")
                        .result()
                        .path("connections"))
                .hasSize(number)
                .allSatisfy(connection -> assertThat(connection.path("channels").toString())
                        .contains("\"user:#" + user + '"', "\"@all\"")));
    }

    public String ws(String path) {
        return "ws://127.0.0.1:" + port() + path;
    }

    /// Sends a request with its header lines and gives back the whole answer, up to the server's close.
    public String http(String requestLine, String... headers) throws IOException {
        List<String> lines = new ArrayList<>(List.of(headers));
        if (lines.stream().noneMatch(line -> line.startsWith("Host:"))) {
            lines.add("Host: 127.0.0.1:" + port());
        }
        lines.add("Connection: close");
        return send(requestLine, lines);
    }

    /// Asks for a WebSocket and gives back the head of the answer.
    public String upgrade(String path, String... headers) throws IOException {
        List<String> lines = new ArrayList<>(List.of(headers));
        if (lines.stream().noneMatch(line -> line.startsWith("Host:"))) {
            lines.add("Host: 127.0.0.1:" + port());
        }
        lines.addAll(List.of(
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
        return send("GET " + path, lines);
    }

    private String send(String requestLine, List<String> headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout(10_000);
            String head = requestLine + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            StringBuilder answer = new StringBuilder();
            byte[] buffer = new byte[8192];
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                answer.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
                if (complete(answer)) {
                    break;
                }
            }
            return answer.toString();
        }
    }

    /// Whether head and announced body are there: the server keeps the connection open behind a refusal.
    private static boolean complete(StringBuilder answer) {
        int end = answer.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        if (answer.indexOf(" 101 ") == "HTTP/1.1".length()) {
            return true;
        }
        int at = answer.toString().toLowerCase(java.util.Locale.ROOT).indexOf("\r\ncontent-length:");
        if (at < 0 || at > end) {
            return false;
        }
        String length = answer.substring(answer.indexOf(":", at) + 1, answer.indexOf("\r\n", at + 2))
                .strip();
        return answer.length() >= end + 4 + Integer.parseInt(length);
    }

    @Override
    public void close() {
        server.close();
    }
}
