package dev.parley.websocket;

import java.nio.ByteBuffer;

/// A message on its way out in parts, each a fragment (RFC 6455 section 5.4). Any thread, one at a time.
///
/// On a virtual thread or any thread that is not an event loop, [#write] waits while the connection is not writable, so
/// that memory stays bounded however large the message. On an event loop it never waits: write only while
/// [WebSocket#isWritable], and go on at [WebSocketHandler#onWritable].
public interface MessageStream extends AutoCloseable {

    /// Sends a copy of what remains in `part` (consumed) as the next fragment.
    ///
    /// @return false when the connection is closing or closed, or (on an event loop) the queue is full
    boolean write(ByteBuffer part);

    /// Ends the message. Without it the message never ends.
    @Override
    void close();
}
