package dev.parley.net.http;

/// Answers requests. Called on the loop of the connection that the request came on; must not block. It may answer
/// later, and from another thread by way of [HttpExchange#loop]. The next request of the same connection is
/// handed over only after this one has been answered.
@FunctionalInterface
public interface HttpHandler {
    void handle(HttpExchange exchange);
}
