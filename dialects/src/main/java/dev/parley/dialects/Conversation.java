package dev.parley.dialects;

import dev.parley.hub.Dialect;
import java.nio.ByteBuffer;

/// A dialect's side of one link that carries messages: what the link's transport tells it. On the link's loop only.
///
/// The transport calls [#open] first, and [#onClosed] last and once. What the hub has to say comes through [Dialect];
/// so does [Dialect#onSlow], which the transport calls when the link's queue has refused something, once.
public interface Conversation extends Dialect {

    /// The link is open; nothing has come yet.
    void open();

    /// A whole text message.
    ///
    /// @param utf8 lent for this call; has been checked to be UTF-8
    void onText(ByteBuffer utf8);

    /// A whole binary message.
    ///
    /// @param data lent for this call
    void onBinary(ByteBuffer data);

    /// The link's queue has drained.
    void onWritable();

    /// The link has gone.
    void onClosed();
}
