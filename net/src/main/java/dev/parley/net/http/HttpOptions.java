package dev.parley.net.http;

/// The bounds of HTTP on one listener.
///
/// @param maxRequestLine bytes; a longer one is answered 414
/// @param maxHeaderBytes bytes of all header fields together; more are answered 431
/// @param maxHeaders header fields; more are answered 431
/// @param maxBody bytes that [HttpExchange#readBody] accepts at the most, whatever its caller asks; more are answered 413.
///     One that is read in pieces may be longer
/// @param requestTimeoutMillis from the first byte (or the accept) to the end of a request's head, and again for its
///     body; past it the connection is answered 408 and closed
/// @param idleTimeoutMillis how long a kept-alive connection may wait for its next request, and a body
///     that is read in pieces for its next piece
public record HttpOptions(
        int maxRequestLine,
        int maxHeaderBytes,
        int maxHeaders,
        int maxBody,
        int requestTimeoutMillis,
        int idleTimeoutMillis) {

    public static final HttpOptions DEFAULT =
            new HttpOptions(8 * 1024, 16 * 1024, 100, 16 * 1024 * 1024, 10_000, 60_000);

    public HttpOptions {
        if (maxRequestLine < 64 || maxHeaderBytes < 256 || maxHeaders < 8 || maxBody < 0) {
            throw new IllegalArgumentException("need maxRequestLine >= 64, maxHeaderBytes >= 256, maxHeaders >= 8");
        }
        if (requestTimeoutMillis < 1 || idleTimeoutMillis < 1) {
            throw new IllegalArgumentException("timeouts must be at least 1 ms");
        }
    }
}
