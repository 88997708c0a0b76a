package dev.parley.net.http;

import dev.parley.net.Connection;
import dev.parley.net.ConnectionHandler;
import dev.parley.net.Loop;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// One request and its answer. On the connection's loop only, but for [#request] and [#loop].
public interface HttpExchange {

    HttpRequest request();

    Loop loop();

    /// Reads the whole body, then calls `then` on the loop with a buffer that the callee owns. A body longer than
    /// `limit` bytes is answered 413 and `then` is not called; neither is it when the client goes away.
    void readBody(int limit, Consumer<ByteBuffer> then);

    /// The same with an answer of its own for a body that is too long, which is asked for when one is.
    void readBody(int limit, Consumer<ByteBuffer> then, Supplier<HttpResponse> tooLong);

    /// Reads a body of any length without holding it: hands it to `to` piece by piece, the next one only when
    /// [#nextPiece] was called. A body longer than `limit` bytes is answered as `to` says, one that is not there
    /// `timeoutMillis` from now 408; so is one of which nothing comes for as long as a connection may be idle.
    /// Does nothing when this exchange is not open.
    void readPieces(long limit, int timeoutMillis, BodyPieces to);

    /// Asks for the next piece, or the end. Does nothing when this exchange is no longer open.
    void nextPiece();

    /// Answers. A body of the request that nobody has read is skipped up to a limit, past which the connection closes.
    ///
    /// @throws IllegalStateException when this exchange has been answered already
    void respond(HttpResponse response);

    /// Answers and closes the connection behind it.
    void respondAndClose(HttpResponse response);

    /// Leaves HTTP: sends `101 Switching Protocols` with `headers`, and hands the connection over to `handler`, which
    /// gets whatever the client has already sent behind its request. A request with an `Upgrade` field may be
    /// decided later: until then the bytes behind it wait, bounded, unread. `handler` hears nothing, not even
    /// `onClosed`, when the client has gone before this is called: [#isOpen] tells.
    ///
    /// What counts as asking: HTTP/1.1, an `Upgrade` field that names more than `h2c`, and no body.
    ///
    /// @throws IllegalStateException when this exchange has been answered already, or the request did not ask
    Connection upgrade(Headers headers, ConnectionHandler handler);

    /// False once the client has gone or the answer has been given: nothing said here reaches anybody.
    boolean isOpen();
}
