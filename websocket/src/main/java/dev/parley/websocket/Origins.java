package dev.parley.websocket;

import dev.parley.net.http.HttpRequest;

/// Which pages may open a WebSocket here (RFC 6455 section 10.2).
@FunctionalInterface
public interface Origins {

    /// Null to let the request in; otherwise the sentence that refuses it (403).
    @org.jspecify.annotations.Nullable String refusal(HttpRequest request);

    /// Every origin, and clients that send none.
    Origins ANY = request -> null;
}
