package dev.parley.net;

import dev.parley.net.http.Headers;
import dev.parley.net.http.HttpHandler;
import dev.parley.net.http.HttpOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// The event loops of one program, with what listens and what calls out on them. Any thread.
///
/// ```java
/// try (Network network = Network.start(NetworkOptions.DEFAULT)) {
///     network.listen(new Address.Tcp("127.0.0.1", 7), ListenOptions.DEFAULT, () -> (c, in) -> c.write(in));
///     …
/// }
/// ```
public interface Network extends AutoCloseable {

    /// Starts the loops.
    ///
    /// @throws NetworkException when the transport that was asked for does not work here, with the reason
    static Network start(NetworkOptions options) throws NetworkException {
        return dev.parley.net.netty.NettyNetwork.start(options);
    }

    /// The transport in use; never [Transport#AUTO].
    Transport transport();

    List<Loop> loops();

    /// Accepts connections; each gets a handler of its own. Connections are spread over the loops evenly.
    ///
    /// @throws NetworkException when the address is in use, privileged or not of this machine; one sentence with the
    ///     remedy
    Listener listen(Address address, ListenOptions options, Supplier<ConnectionHandler> handlers)
            throws NetworkException;

    /// Accepts HTTP/1.1.
    Listener listenHttp(Address address, ListenOptions options, HttpOptions http, HttpHandler handler)
            throws NetworkException;

    /// Calls out on `loop`, which is one of [#loops]: the connection lives there. `handler.onOpen` when connected (under
    /// TLS: after its handshake); `failed.onFailed` otherwise, and then the handler hears nothing. Both on that loop, and
    /// never before this returns when it is called there.
    ///
    /// @throws java.util.concurrent.RejectedExecutionException after [#stop]
    void connect(Loop loop, Address address, ConnectOptions options, ConnectionHandler handler, ConnectFailed failed);

    /// Calls out, sends the head of a GET request for `target` with `headers`, and hears the answer's head.
    /// On `loop`, `answered` decides what becomes of the connection.
    void connectHttp(
            Loop loop,
            Address address,
            ConnectOptions options,
            String target,
            Headers headers,
            Answered answered,
            ConnectFailed failed);

    /// Whether HTTP connections stay open behind an answer, as they do when nothing is said. While they don't, each answer says
    /// `Connection: close`, so that whoever calls again does so on another connection, perhaps of another server.
    void keepAlive(boolean kept);

    /// Connections that are open now, of all listeners and calls.
    int connections();

    /// Stops in an orderly way: stops accepting, asks every handler to say goodbye ([ConnectionHandler#onGoodbye]),
    /// waits up to `grace` for them to close, cuts the rest, ends the loops. Blocks until done; not on a loop.
    void stop(Duration grace);

    /// [#stop] with no grace.
    @Override
    void close();

    /// A call that did not succeed: refused, timed out, TLS failed, or an answer that is not HTTP.
    @FunctionalInterface
    interface ConnectFailed {
        void onFailed(Throwable cause);
    }

    /// Hears the head of an HTTP answer.
    @FunctionalInterface
    interface Answered {

        /// @param status the status code
        /// @param headers the answer's headers
        /// @param connection the connection, still without a handler that the caller knows
        /// @return the handler that takes the connection over, which gets the bytes behind the head; or null to
        ///     close it
        @org.jspecify.annotations.Nullable ConnectionHandler onAnswer(int status, Headers headers, Connection connection);
    }
}
