package dev.parley.websocket;

import dev.parley.net.Address;
import dev.parley.net.ListenOptions;
import dev.parley.net.Network;
import dev.parley.net.NetworkOptions;
import dev.parley.net.http.HttpHandler;
import dev.parley.net.http.HttpOptions;
import java.io.IOException;
import java.time.Duration;

/// Listens for WebSockets (and, beside them, plain HTTP). Any thread.
public final class WebSocketServer implements AutoCloseable {

    public static Builder builder() {
        return new Builder();
    }

    /// The port of the first listener.
    public int port() {
        throw new AssertionError();
    }

    public Network network() {
        throw new AssertionError();
    }

    /// Stops accepting, closes every connection with 1001, waits up to `grace`, cuts the rest. Blocks.
    public void stop(Duration grace) {
        throw new AssertionError();
    }

    /// [#stop] with 2 s.
    @Override
    public void close() {
        stop(Duration.ofSeconds(2));
    }

    /// Says what to serve and where.
    public static final class Builder {

        private Builder() {}

        /// Default `127.0.0.1`.
        public Builder host(String host) {
            throw new AssertionError();
        }

        /// Default 0: a free one.
        public Builder port(int port) {
            throw new AssertionError();
        }

        /// One more place to listen, with its own TLS and trusted proxies.
        public Builder listen(Address address, ListenOptions options) {
            throw new AssertionError();
        }

        /// Serves `path`, such as `/chat/{room}` (a name in braces matches one segment) or `/files/{rest*}` (the rest).
        public Builder path(String path, WebSocketHandler handler) {
            throw new AssertionError();
        }

        /// The same with options and an admission of its own.
        public Builder path(String path, WebSocketHandler handler, WebSocketOptions options, Admission admission) {
            throw new AssertionError();
        }

        /// What paths without options of their own use.
        public Builder options(WebSocketOptions options) {
            throw new AssertionError();
        }

        public Builder virtualThreads() {
            throw new AssertionError();
        }

        /// Default: same scheme, host and port as the request, or no Origin header at all.
        public Builder origins(Origins origins) {
            throw new AssertionError();
        }

        /// Answers requests that are no WebSocket upgrades. Default: 404, or 426 on a WebSocket's path.
        public Builder http(HttpHandler handler) {
            throw new AssertionError();
        }

        public Builder http(HttpOptions options) {
            throw new AssertionError();
        }

        /// Transport, loops and limits.
        public Builder network(NetworkOptions options) {
            throw new AssertionError();
        }

        /// @throws IOException when an address can't be listened on; the message says what to do
        public WebSocketServer start() throws IOException {
            throw new AssertionError();
        }
    }
}
