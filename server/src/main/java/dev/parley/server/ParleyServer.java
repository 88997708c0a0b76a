package dev.parley.server;

import dev.parley.net.Address;
import dev.parley.net.Transport;
import dev.parley.server.access.AccessPolicy;
import dev.parley.server.access.MachineName;
import dev.parley.server.access.RefusalLog;
import dev.parley.server.access.ServedHosts;
import dev.parley.server.config.ServerConfig;
import dev.parley.server.config.ServerConfig.Listen;
import dev.parley.server.http.OwnersPages;
import dev.parley.server.http.Site;
import dev.parley.websocket.WebSocketServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// A Parley server that listens. Any thread.
public final class ParleyServer implements AutoCloseable {

    private final ServerConfig config;
    private final WebSocketServer server;
    private final Endpoints endpoints;

    private ParleyServer(ServerConfig config, WebSocketServer server, Endpoints endpoints) {
        this.config = config;
        this.server = server;
        this.endpoints = endpoints;
    }

    /// Listens.
    ///
    /// @param verbose takes the lines of `server.verbose`; called on loops
    /// @throws IOException when an address can't be listened on, with one sentence that says what to do
    public static ParleyServer start(ServerConfig config, Consumer<String> verbose) throws IOException {
        ServerConfig.Site site = config.site();
        AccessPolicy access = accessPolicy(config);
        Path folder = site.staticFolder();
        OwnersPages owners = folder == null ? null : new OwnersPages(folder);
        Endpoints endpoints = new Endpoints(config, verbose);
        WebSocketServer.Builder builder = WebSocketServer.builder()
                .network(config.network())
                .http(config.http())
                .options(config.websocket())
                .takeoverMemory(config.takeoverMemory())
                .origins(access)
                .http(new Site(
                        site.basePath(),
                        access,
                        endpoints::speaksWebSocket,
                        owners,
                        config.chat().enabled()));
        config.listeners().forEach(listen -> builder.listen(listen.address(), listen.options()));
        endpoints.addTo(builder);
        try {
            return new ParleyServer(config, builder.start(), endpoints);
        } catch (IOException | RuntimeException failed) {
            endpoints.close();
            throw failed;
        }
    }

    private static AccessPolicy accessPolicy(ServerConfig config) {
        ServerConfig.Site site = config.site();
        List<Address> listening =
                config.listeners().stream().map(Listen::address).toList();
        ServedHosts hosts = new ServedHosts(listening, MachineName.find(System.getenv()), site.hosts());
        boolean noProxies = config.listeners().stream()
                .allMatch(listen -> listen.options().trustedProxies().isEmpty());
        boolean development = hosts.loopbackOnly()
                && noProxies
                && site.allowedOrigins().isEmpty()
                && site.hosts().isEmpty();
        return new AccessPolicy(hosts, site.allowedOrigins(), development, new RefusalLog(System::nanoTime));
    }

    /// Where it listens, in the order of the configuration, with the ports that were taken where 0 was asked for.
    public List<Address> addresses() {
        return server.addresses();
    }

    public ServerConfig config() {
        return config;
    }

    public Transport transport() {
        return server.network().transport();
    }

    /// The number of event loops.
    public int loops() {
        return server.network().loops().size();
    }

    /// Says goodbye to every client (1001), waits as long as `shutdown.timeout` allows, cuts the rest. Blocks.
    @Override
    public void close() {
        server.stop(config.shutdownTimeout());
        endpoints.close();
    }
}
