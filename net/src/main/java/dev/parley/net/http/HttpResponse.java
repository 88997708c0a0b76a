package dev.parley.net.http;

import dev.parley.net.SharedBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A whole response. `Content-Length`, `Date` and `Connection` are added when it is sent.
///
/// @param status 200 to 599
/// @param headers without those that are added
/// @param body what follows the head; never sent in answer to HEAD, nor with 204 and 304
public record HttpResponse(int status, Headers headers, Body body) {

    /// What a response carries.
    public sealed interface Body {
        record Bytes(SharedBytes bytes) implements Body {}

        /// `length` bytes of a file from `offset` on, read off the loop and sent as the client reads.
        record File(Path path, long offset, long length) implements Body {}
    }

    private static final Body EMPTY = new Body.Bytes(SharedBytes.ofOwned(new byte[0]));

    public static HttpResponse empty(int status) {
        return new HttpResponse(status, new Headers(), EMPTY);
    }

    public static HttpResponse text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    public static HttpResponse json(int status, String json) {
        return of(status, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    public static HttpResponse of(int status, String contentType, byte[] body) {
        return new HttpResponse(
                status,
                Headers.of("Content-Type", contentType, "X-Content-Type-Options", "nosniff"),
                new Body.Bytes(SharedBytes.ofOwned(body)));
    }

    /// The same response with `name` set to `value`; this one stays as it is, so that a constant can be answered with.
    ///
    /// @throws IllegalArgumentException when the name is not a token, or the value holds a control character
    public HttpResponse with(String name, String value) {
        return new HttpResponse(status, headers.copy().set(name, value), body);
    }
}
