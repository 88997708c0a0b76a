package dev.parley.websocket;

import dev.parley.net.Address;
import dev.parley.net.ConnectOptions;
import dev.parley.net.Network;
import dev.parley.net.http.Headers;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Opens WebSockets. Any thread.
///
/// ```java
/// WebSocket ws = WebSocketClient.builder()
///         .uri("wss://example.org/chat")
///         .connect(handler);
/// ws.send("hello");   // waits until open
/// ```
public final class WebSocketClient {

    private WebSocketClient() {}

    public static Builder builder() {
        return new Builder();
    }

    /// Whom to call and how often.
    ///
    /// @param address of the server
    /// @param host what the Host header says
    /// @param target path and query
    /// @param headers beside those of the handshake
    /// @param reconnectFirst the first try again comes within this time; null never to try again
    /// @param reconnectMost no try waits longer
    record Call(
            Address address,
            String host,
            String target,
            boolean secure,
            Headers headers,
            ConnectOptions connect,
            WebSocketOptions options,
            @Nullable Duration reconnectFirst,
            Duration reconnectMost) {}

    /// Says whom to call and how.
    public static final class Builder {

        /// Host and port, behind credentials that are not for us. Java's own parts of a URI know no underscore, which
        /// names of containers have.
        private static final Pattern PLACE =
                Pattern.compile("(?:[^@]*@)?([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.%]+])(?::([0-9]{0,5}))?");

        private @Nullable URI uri;
        private @Nullable Address address;
        private final Headers headers = new Headers();
        private WebSocketOptions options = WebSocketOptions.DEFAULT;
        private @Nullable Path trust;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private @Nullable Duration reconnectFirst;
        private Duration reconnectMost = Duration.ofSeconds(30);
        private @Nullable Network network;

        private Builder() {}

        /// `ws`, `wss`, `http` or `https`; without a fragment (RFC 6455 section 3).
        public Builder uri(URI uri) {
            this.uri = uri;
            return this;
        }

        public Builder uri(String uri) {
            return uri(URI.create(uri));
        }

        /// Connects there, such as to a Unix domain socket, instead of to the URI's host and port.
        public Builder address(Address address) {
            this.address = address;
            return this;
        }

        /// One more header for the handshake.
        public Builder header(String name, String value) {
            headers.add(name, value);
            return this;
        }

        public Builder options(WebSocketOptions options) {
            this.options = options;
            return this;
        }

        /// Certificates to trust, PEM, instead of the JDK's.
        public Builder trust(Path pem) {
            trust = pem;
            return this;
        }

        /// Until the connection is there, and as long again until the handshake is done. Default 10 s.
        public Builder connectTimeout(Duration timeout) {
            connectTimeout = timeout;
            return this;
        }

        /// Opens again after a loss: the n-th try in a row waits a random time up to `first · 2^n`, at most `most` (full
        /// jitter). What is sent meanwhile waits in the queue. Not after a [WebSocket#close] of ours, nor after an answer of
        /// 4xx but 408, 425 and 429. `onOpen` and `onClose` are called each time it opens and is lost.
        public Builder reconnect(Duration first, Duration most) {
            if (first.isNegative() || first.isZero() || most.compareTo(first) < 0) {
                throw new IllegalArgumentException("need 0 < first <= most, got " + first + " and " + most);
            }
            reconnectFirst = first;
            reconnectMost = most;
            return this;
        }

        /// The loops to live on, which the caller stops. Default: one network of one loop that all clients share, for as
        /// long as there are any.
        public Builder network(Network network) {
            this.network = network;
            return this;
        }

        /// Starts connecting and returns at once. When it fails, `onError` is called, and then, unless it is to try again,
        /// `onClose` with 1006.
        ///
        /// @throws IllegalArgumentException for a URI that is no WebSocket's
        public WebSocket connect(WebSocketHandler handler) {
            Call call = call();
            return network == null
                    ? Dialer.onSharedNetwork(call, handler)
                    : Dialer.on(network, call, handler, () -> {});
        }

        private Call call() {
            URI to = uri;
            if (to == null) {
                throw new IllegalArgumentException("say whom to call: uri(\"ws://host:port/path\")");
            }
            String scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
            boolean secure = scheme.equals("wss") || scheme.equals("https");
            if (!secure && !scheme.equals("ws") && !scheme.equals("http")) {
                throw new IllegalArgumentException("a WebSocket's URI starts with ws:// or wss://, not " + to);
            }
            to = URI.create(to.toASCIIString()); // what is not ASCII goes percent-encoded (RFC 3987 section 3.1)
            Matcher place = PLACE.matcher(to.getRawAuthority() == null ? "" : to.getRawAuthority());
            if (!place.matches() || to.getRawFragment() != null) {
                throw new IllegalArgumentException(
                        "a WebSocket's URI has a host and no fragment (RFC 6455 section 3): " + to);
            }
            int defaultPort = secure ? 443 : 80;
            String written = place.group(2);
            int port = written == null || written.isEmpty() ? defaultPort : Integer.parseInt(written);
            String host = place.group(1);
            String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
            String path = to.getRawPath() == null || to.getRawPath().isEmpty() ? "/" : to.getRawPath();
            return new Call(
                    address == null ? new Address.Tcp(name, port) : address,
                    port == defaultPort ? host : host + ":" + port,
                    to.getRawQuery() == null ? path : path + "?" + to.getRawQuery(),
                    secure,
                    headers,
                    new ConnectOptions(
                            secure ? new ConnectOptions.Tls(name, trust) : null, (int) connectTimeout.toMillis()),
                    options,
                    reconnectFirst,
                    reconnectMost);
        }
    }
}
