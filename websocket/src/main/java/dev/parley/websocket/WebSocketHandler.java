package dev.parley.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Hears what happens on connections. Override what you need.
///
/// One handler may serve any number of connections. Calls for one connection come one at a time, in order, on its event
/// loop (see [WebSocketServer.Builder#virtualThreads] for handlers that block). A handler that throws
/// loses that connection only: [#onError] hears of it, and it is closed with 1011.
public interface WebSocketHandler {

    /// Who hears of a connection that is about to open: this one, or another with fields of its own for that
    /// connection. A server asks once for each, on its event loop. One that throws costs that connection: it gets a
    /// 500.
    default WebSocketHandler handlerFor(UpgradeRequest request) {
        return this;
    }

    /// Opened. Nothing has been received yet.
    default void onOpen(WebSocket ws) {}

    /// A whole text message.
    default void onText(WebSocket ws, String text) {}

    /// A whole text message as the bytes that arrived, checked to be UTF-8. Override this one instead of the other to
    /// spare making a string.
    ///
    /// @param utf8 lent for this call
    default void onText(WebSocket ws, ByteBuffer utf8) {
        byte[] bytes = new byte[utf8.remaining()];
        utf8.get(bytes);
        onText(ws, new String(bytes, StandardCharsets.UTF_8));
    }

    /// A whole binary message.
    ///
    /// @param data lent for this call; copy what must outlive it
    default void onBinary(WebSocket ws, ByteBuffer data) {}

    /// Whether messages come in parts as they arrive, through [#onTextPart] and [#onBinaryPart], instead of whole.
    /// Asked once, at open. Then a message may be larger than memory; `messageSizeLimit` still bounds it.
    default boolean wantsParts() {
        return false;
    }

    /// A part of a text message; checked so far to be UTF-8, but a character may go on in the next part.
    default void onTextPart(WebSocket ws, ByteBuffer utf8, boolean last) {}

    /// A part of a binary message.
    default void onBinaryPart(WebSocket ws, ByteBuffer data, boolean last) {}

    /// The outgoing queue has filled past its high-water mark (false) or drained to its low-water mark (true).
    default void onWritable(WebSocket ws, boolean writable) {}

    /// The outgoing queue is full: a message was refused, and the connection ends now, called once. Close it here to
    /// say why in words of your own; what you send before that is taken whatever the limit says, and leaves before the
    /// close frame: keep it small. When you do not close it, it is closed with 1013 and the reason *slow*.
    ///
    /// Called from within the `send` that was refused, on the event loop, also of a handler on virtual threads: don't
    /// block.
    default void onSlow(WebSocket ws) {}

    /// A pong came. `data` is lent for this call.
    default void onPong(WebSocket ws, ByteBuffer data) {}

    /// Closed. Called exactly once for each `onOpen`, and nothing is called after it, unless a client opens again. A
    /// client that gives up without ever having been open is told as well, once.
    ///
    /// @param code the peer's code; 1005 when it gave none; ours when we failed the
    ///     connection; 1006 when it was lost
    /// @param reason the peer's reason, or what we know of the loss
    default void onClose(WebSocket ws, int code, String reason) {}

    /// Something went wrong: the peer broke the protocol, the network failed, or this handler threw.
    /// [#onClose] follows, unless a client tries again.
    default void onError(WebSocket ws, Throwable error) {}
}
