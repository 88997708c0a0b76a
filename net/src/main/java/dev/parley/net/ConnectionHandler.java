package dev.parley.net;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Hears what happens on one [Connection]. All calls are made on the connection's loop, one at a time.
///
/// A handler that throws loses its own connection: it is aborted and [#onClosed] gets the exception.
public interface ConnectionHandler {

    /// The connection is there; nothing has been read yet.
    default void onOpen(Connection connection) {}

    /// Bytes have arrived. `in` is a writable direct view that is lent for this call; the handler may change its
    /// bytes and must take all of them, unless it calls [Connection#pauseReading] first: then what remains is kept
    /// and offered again, before anything newer, after [Connection#resumeReading].
    void onRead(Connection connection, ByteBuffer in);

    /// Everything that could be read in this turn has been handed over. What was written leaves after this call.
    default void onReadComplete(Connection connection) {}

    /// The outgoing queue has filled past the high-water mark (false; called from within the write that did it), or
    /// drained to the low-water mark (true). False only after the operating system has been offered what waits.
    default void onWritable(Connection connection, boolean writable) {}

    /// A write was refused because the queue is at its limit. Called once per connection, from within that write.
    default void onOverflow(Connection connection) {
        connection.abort();
    }

    /// The peer has said that it will send no more (FIN). Unless the handler does otherwise, the connection closes
    /// once what is queued has left.
    default void onEndOfInput(Connection connection) {
        connection.close();
    }

    /// The network wants to stop in an orderly way: say goodbye, and close soon.
    default void onGoodbye(Connection connection) {
        connection.close();
    }

    /// The last call. `cause` is null when either side closed in an orderly way; otherwise what ended it: the network's
    /// error, the exception of this handler, or an [java.io.IOException] that says it was aborted here.
    default void onClosed(Connection connection, @Nullable Throwable cause) {}
}
