package dev.parley.websocket;

import dev.parley.net.Network;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

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

    /// Says whom to call and how.
    public static final class Builder {

        private Builder() {}

        /// `ws`, `wss`, `http` or `https`.
        public Builder uri(URI uri) {
            throw new AssertionError();
        }

        public Builder uri(String uri) {
            return uri(URI.create(uri));
        }

        /// One more header for the handshake.
        public Builder header(String name, String value) {
            throw new AssertionError();
        }

        public Builder options(WebSocketOptions options) {
            throw new AssertionError();
        }

        /// Certificates to trust, PEM, instead of the JDK's.
        public Builder trust(Path pem) {
            throw new AssertionError();
        }

        /// Until the handshake is done. Default 10 s.
        public Builder connectTimeout(Duration timeout) {
            throw new AssertionError();
        }

        /// Opens again after a loss: the n-th try waits a random time up to `first · 2^n`, at most `most` (full jitter).
        /// What is sent meanwhile waits in the queue. Not after a [WebSocket#close] of ours, nor after an answer of
        /// 4xx but 408, 425 and 429. `onOpen` and `onClose` are called each time.
        public Builder reconnect(Duration first, Duration most) {
            throw new AssertionError();
        }

        /// The loops to live on. Default: one network of one loop that all clients share; its thread is a daemon.
        public Builder network(Network network) {
            throw new AssertionError();
        }

        /// Starts connecting and returns at once. When it fails, `onError` and then `onClose` with 1006 are called.
        public WebSocket connect(WebSocketHandler handler) {
            throw new AssertionError();
        }
    }
}
