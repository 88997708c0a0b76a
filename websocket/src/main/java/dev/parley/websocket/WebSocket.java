package dev.parley.websocket;

import dev.parley.net.Loop;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One WebSocket connection (RFC 6455), of a server or a client. Any thread, unless a method says otherwise.
///
/// What is sent waits in a queue that is bounded by `outgoingLimit` (default 1 MiB; a message is taken into an empty
/// queue whatever its size). A message that does not fit is refused, `send` answers false, and the connection is closed
/// with 1013 and the reason *slow*, unless its handler does so in other words ([WebSocketHandler#onSlow]): a reader
/// that falls behind is told, rather than given a stream with holes. A handler whose own answers fill the queue is not
/// read from until they have left, so that an echo can't be flooded. Where waiting costs nobody else anything, `send`
/// waits for room instead: in a handler on its virtual thread, and for a client on any thread that is not an event
/// loop's.
public interface WebSocket {

    /// As in the browser's API.
    enum State {
        CONNECTING,
        OPEN,
        CLOSING,
        CLOSED
    }

    /// Unique within the process, never used twice.
    long id();

    State state();

    /// The event loop it lives on.
    Loop loop();

    /// The request that opened it.
    UpgradeRequest request();

    /// What both sides agreed on, or null.
    @Nullable String subprotocol();

    /// Sends a text message. Before a client is open it waits in the queue.
    ///
    /// @return false when it was refused: closing, closed, or the queue is full
    boolean send(String text);

    /// Sends a binary message: a copy of what remains in `data`, whose position is left alone.
    boolean send(ByteBuffer data);

    /// Sends a text message that is UTF-8 already: a copy of what remains in `utf8`, whose position is left alone.
    /// The bytes are not checked; what is not UTF-8 makes the peer fail the connection.
    boolean sendText(ByteBuffer utf8);

    /// Sends a message that was encoded once for many connections.
    boolean send(PreparedMessage message);

    /// Sends messages that were encoded once for many connections, in order and in one write.
    ///
    /// @return false when they were refused. All of them, except on a connection whose messages must be encoded for
    ///     itself (a client's, or with context takeover): there those before the first refused one have been taken
    boolean send(PreparedMessages messages);

    /// Starts a text message of unknown length, sent in fragments; the connection must be open. One stream at a time:
    /// other messages, and other streams, wait for it to end. So a thread that may block ends its stream before it
    /// sends more than fits behind it.
    MessageStream streamText();

    /// The same, binary.
    MessageStream streamBinary();

    /// Bytes accepted by `send` that the operating system has not taken yet.
    long bufferedAmount();

    /// Whether the queue is below its high-water mark. [WebSocketHandler#onWritable] tells when that is so again.
    boolean isWritable();

    /// Stops reading: no more messages come until [#resume]. Counted: as many resumes as pauses; one too many does
    /// nothing. Over once closing, so that the peer's side of it is seen.
    void pause();

    void resume();

    /// Keeps back what is sent until [#uncork], so that it leaves together, or not before something else is done; what
    /// `outgoingLimit` bounds is bounded as before, so who waits for room in `send` may wait for its own `uncork`. No
    /// heartbeat is sent meanwhile. Over once closing. Within [WebSocketHandler#onOpen] on the event loop it keeps back a
    /// server's answer to the opening handshake, too: the client is open when it is uncorked.
    void cork();

    void uncork();

    /// Sends a ping; [#roundTrip] knows the answer's time.
    void ping();

    /// The latest time from a ping to its pong, or null before the first.
    @Nullable Duration roundTrip();

    /// [#close(int, String)] with 1000 and no reason.
    default void close() {
        close(CloseCode.NORMAL, "");
    }

    /// Starts the closing handshake; messages sent before it leave first, and no more are heard. `onClose` is called
    /// with what the peer answers. Closing twice does nothing.
    ///
    /// @param code 1000 to 1014 without 1004, 1005 and 1006, or 3000 to 4999
    /// @param reason at most 123 bytes of UTF-8
    /// @throws IllegalArgumentException for any other code, naming the ranges, or a longer reason
    void close(int code, String reason);

    /// Cuts the connection at once: the peer sees 1006.
    void abort();

    /// The value kept under `key`, or null.
    <T> @Nullable T get(Key<T> key);

    /// Keeps a value with this connection; null removes it.
    <T> void set(Key<T> key, @Nullable T value);

    /// The name of a value kept with a connection. Compared by identity: keep it in a constant.
    final class Key<T> {
        private final String name;

        private Key(String name) {
            this.name = name;
        }

        public static <T> Key<T> of(String name) {
            return new Key<>(name);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /// Runs `task` where this connection's handler runs, after what is under way. Dropped once closed.
    void execute(Runnable task);

    /// Runs `task` there after a delay (resolution about 1 ms below 50 ms, about 20 ms beyond), unless the connection
    /// has closed by then.
    void schedule(Duration delay, Runnable task);
}
