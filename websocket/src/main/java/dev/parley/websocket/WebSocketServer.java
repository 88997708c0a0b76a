package dev.parley.websocket;

import dev.parley.net.Address;
import dev.parley.net.ListenOptions;
import dev.parley.net.Listener;
import dev.parley.net.Network;
import dev.parley.net.NetworkOptions;
import dev.parley.net.http.HttpHandler;
import dev.parley.net.http.HttpOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Listens for WebSockets and, beside them, plain HTTP. Any thread.
public final class WebSocketServer implements AutoCloseable {

    private final Network network;
    private final List<Listener> listeners;
    private final Negotiation negotiation;

    private WebSocketServer(Network network, List<Listener> listeners, Negotiation negotiation) {
        this.network = network;
        this.listeners = listeners;
        this.negotiation = negotiation;
    }

    public static Builder builder() {
        return new Builder();
    }

    /// The TCP port of the first listener that has one.
    ///
    /// @throws IllegalStateException when it listens on Unix domain sockets only
    public int port() {
        for (Listener listener : listeners) {
            if (listener.address() instanceof Address.Tcp tcp) {
                return tcp.port();
            }
        }
        throw new IllegalStateException("this server listens on no TCP port");
    }

    /// Where it listens.
    public List<Address> addresses() {
        return listeners.stream().map(Listener::address).toList();
    }

    public Network network() {
        return network;
    }

    /// Stops accepting connections; those that are there go on. Blocks for a moment; not on a loop.
    public void stopAccepting() {
        listeners.forEach(Listener::close);
    }

    /// Stops accepting, closes every connection with 1001, waits up to `grace`, cuts the rest. Blocks; not on a loop.
    public void stop(Duration grace) {
        network.stop(grace);
        negotiation.close();
    }

    /// [#stop] with 2 s.
    @Override
    public void close() {
        stop(Duration.ofSeconds(2));
    }

    /// Says what to serve and where.
    public static final class Builder {

        private record Place(Address address, ListenOptions options) {}

        private record Path(
                String pattern,
                WebSocketHandler handler,
                @Nullable WebSocketOptions options,
                Admission admission) {}

        private String host = "127.0.0.1";
        private int port = -1;
        private final List<Place> places = new ArrayList<>();
        private final List<Path> paths = new ArrayList<>();
        private WebSocketOptions options = WebSocketOptions.DEFAULT;
        private Origins origins = SameOrigin.POLICY;
        private @Nullable HttpHandler plain;
        private HttpOptions httpOptions = HttpOptions.DEFAULT;
        private NetworkOptions networkOptions = NetworkOptions.DEFAULT;
        private @Nullable Network early;
        private long takeoverMemory = 256L * 1024 * 1024;

        private Builder() {}

        /// Where to listen with [#port]. Default `127.0.0.1`: this machine only.
        public Builder host(String host) {
            this.host = host;
            return this;
        }

        /// Default 0, a free one; without [#port], when [#listen] is used, only there.
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /// One more place to listen, with its own TLS and trusted proxies.
        public Builder listen(Address address, ListenOptions options) {
            places.add(new Place(address, options));
            return this;
        }

        /// Serves a path such as `/chat/{room}` (a name in braces matches one segment, not empty) or `/files/{rest*}`
        /// (the rest). Of several that match, the most particular counts.
        public Builder path(String path, WebSocketHandler handler) {
            paths.add(new Path(path, handler, null, Admission.EVERYBODY));
            return this;
        }

        /// The same with an admission of its own.
        public Builder path(String path, WebSocketHandler handler, Admission admission) {
            paths.add(new Path(path, handler, null, admission));
            return this;
        }

        /// The same with options and an admission of its own.
        public Builder path(String path, WebSocketHandler handler, WebSocketOptions options, Admission admission) {
            paths.add(new Path(path, handler, options, admission));
            return this;
        }

        /// What paths without options of their own use.
        public Builder options(WebSocketOptions options) {
            this.options = options;
            return this;
        }

        /// Runs the handlers of paths without options of their own on virtual threads: they may block.
        public Builder virtualThreads() {
            options = options.withVirtualThreads(true);
            return this;
        }

        /// Default [SameOrigin#POLICY]: same scheme, host and port as the request, or no Origin header at all.
        public Builder origins(Origins origins) {
            this.origins = origins;
            return this;
        }

        /// Answers requests that are no WebSocket upgrades. Default: 426 on a WebSocket's path, otherwise 404.
        public Builder http(HttpHandler handler) {
            plain = handler;
            return this;
        }

        /// Bounds of HTTP requests.
        public Builder http(HttpOptions options) {
            httpOptions = options;
            return this;
        }

        /// Transport, loops and limits.
        ///
        /// @throws IllegalStateException after [#startNetwork]
        public Builder network(NetworkOptions options) {
            if (early != null) {
                throw new IllegalStateException("the network has been started already");
            }
            networkOptions = options;
            return this;
        }

        /// Starts the event loops now, before [#start] listens: for handlers that need them when they are made. The
        /// server takes them over; who does not start it closes them.
        ///
        /// @throws IOException when the transport that was asked for does not work here
        /// @throws IllegalStateException when they have been started
        public Network startNetwork() throws IOException {
            if (early != null) {
                throw new IllegalStateException("the network has been started already");
            }
            return early = Network.start(networkOptions);
        }

        /// Bytes set aside for [WebSocketOptions.Compression#TAKEOVER], over all connections. Default 256 MiB.
        /// Connections that find none left compress each message by itself.
        public Builder takeoverMemory(long bytes) {
            takeoverMemory = bytes;
            return this;
        }

        /// Listens. The loops keep the program running until [#stop].
        ///
        /// @throws IOException when an address can't be listened on; the message says what to do
        /// @throws IllegalArgumentException for a path that can't be read, or that has two handlers
        public WebSocketServer start() throws IOException {
            Network started = early;
            early = null;
            try {
                Routes routes = new Routes();
                for (Path path : paths) {
                    routes.add(
                            path.pattern, path.handler, path.options == null ? options : path.options, path.admission);
                }
                return listen(routes, started == null ? started = Network.start(networkOptions) : started);
            } catch (IOException | RuntimeException failed) {
                if (started != null) {
                    started.close();
                }
                throw failed;
            }
        }

        private WebSocketServer listen(Routes routes, Network network) throws IOException {
            List<Place> all = new ArrayList<>(places);
            if (port >= 0 || places.isEmpty()) {
                all.addFirst(new Place(new Address.Tcp(host, Math.max(port, 0)), ListenOptions.DEFAULT));
            }
            Negotiation negotiation = new Negotiation(network.loops().size(), takeoverMemory);
            HttpHandler upgrades = new Upgrades(routes, origins, negotiation, plain);
            List<Listener> listeners = new ArrayList<>();
            for (Place place : all) {
                listeners.add(network.listenHttp(place.address, place.options, httpOptions, upgrades));
            }
            return new WebSocketServer(network, List.copyOf(listeners), negotiation);
        }
    }
}
