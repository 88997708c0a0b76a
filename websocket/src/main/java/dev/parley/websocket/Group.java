package dev.parley.websocket;

import java.nio.ByteBuffer;

/// Connections that hear the same messages. Any thread.
///
/// A broadcast is encoded once and its bytes are shared by all; it takes one hop to each event loop that has members.
/// All members see broadcasts made by one thread in the order they were made. A connection leaves by itself when it closes.
public final class Group {

    public void add(WebSocket ws) {
        throw new AssertionError();
    }

    public void remove(WebSocket ws) {
        throw new AssertionError();
    }

    /// The number of members; may lag behind by a turn.
    public int size() {
        throw new AssertionError();
    }

    public void broadcast(String text) {
        broadcast(PreparedMessage.text(text));
    }

    public void broadcast(ByteBuffer data) {
        broadcast(PreparedMessage.binary(data));
    }

    public void broadcast(PreparedMessage message) {
        throw new AssertionError();
    }
}
