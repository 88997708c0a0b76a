package dev.parley.e2e.deploy;

import dev.parley.net.Address;
import dev.parley.server.ParleyServer;
import dev.parley.server.config.ConfigException;
import dev.parley.server.config.Loader;
import dev.parley.server.config.Options;
import dev.parley.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A node with `deploy/parley.yaml`, on free ports of this machine. What is of the operator's own machines is put in by
/// variables.
///
/// @param said its lines of `server.verbose`: who comes and goes
record SharedNode(ParleyServer server, Queue<String> said) implements AutoCloseable {

    static final String KEY = "the-key-of-all-nodes";
    static final String TOKEN_SECRET = "the-secret-of-all-nodes-for-logins";

    /// What secrets.env holds.
    static final Map<String, String> SECRETS = Map.of(
            "PARLEY_HTTP_API_KEY",
            KEY,
            "PARLEY_CLIENT_TOKEN_HMAC_SECRET_KEY",
            TOKEN_SECRET,
            "PARLEY_CHAT_SECRET",
            "the-secret-of-the-chat-on-all-nodes",
            "PARLEY_CHAT_DATABASE",
            "jdbc:postgresql://postgres:5432/parley?user=parley&password=of-the-database",
            "PARLEY_ENGINE_REDIS_PASSWORD",
            "of-redis");

    static SharedNode start(Map<String, String> more) throws IOException, ConfigException {
        Map<String, String> environment = new HashMap<>(SECRETS);
        environment.remove("PARLEY_ENGINE_REDIS_PASSWORD");
        environment.putAll(Map.of(
                "PARLEY_HTTP_SERVER_ADDRESS", "127.0.0.1",
                "PARLEY_HTTP_SERVER_PORT", "0",
                "PARLEY_HTTP_SERVER_INTERNAL_ADDRESS", "127.0.0.1",
                "PARLEY_HTTP_SERVER_INTERNAL_PORT", "0",
                "PARLEY_SERVER_TRUSTED_PROXIES", "127.0.0.1",
                "PARLEY_SERVER_VERBOSE", "true",
                "PARLEY_SERVER_LOOPS", "1",
                "PARLEY_SHUTDOWN_UNREADY_DELAY", "0",
                "PARLEY_SHUTDOWN_TIMEOUT", "10s"));
        environment.putAll(more);
        Queue<String> said = new ConcurrentLinkedQueue<>();
        return new SharedNode(ParleyServer.start(read(environment), said::add), said);
    }

    static ServerConfig read(Map<String, String> environment) throws ConfigException {
        return read(Shipped.FOLDER.resolve("parley.yaml"), environment);
    }

    static ServerConfig read(Path file, Map<String, String> environment) throws ConfigException {
        return ServerConfig.of(Loader.load(Options.SCHEMA, file, Path.of("/nowhere"), environment, List.of()));
    }

    int port() {
        return ((Address.Tcp) server.addresses().getFirst()).port();
    }

    int api() {
        if (server.internalAddress() instanceof Address.Tcp tcp) {
            return tcp.port();
        }
        throw new AssertionError("the API is not on a port of its own");
    }

    /// WebSockets that have come here.
    long opened() {
        return said.stream().filter(line -> line.contains(" open ")).count();
    }

    @Override
    public void close() {
        server.close();
    }
}
