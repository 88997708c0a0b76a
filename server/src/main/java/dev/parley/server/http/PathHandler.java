package dev.parley.server.http;

import dev.parley.net.http.HttpExchange;

/// Answers at some paths, after it is known that the request is for this server.
public interface PathHandler {

    /// @param path below the base path, such as `/chat/session`
    boolean claims(String path);

    /// Answers a request for a path that it claims, whatever its method. On the connection's loop; must not block. It may
    /// answer later, by way of [HttpExchange#loop].
    void handle(HttpExchange exchange, String path);
}
