package dev.parley.protocol;

import java.nio.ByteBuffer;

/// What a [MessageReader] finds in the bytes. Every buffer is lent for the call, in big-endian order.
public interface MessageEvents {

    /// Asked before each frame, and where a [MessageReader#read] goes on inside one: false leaves the rest of the bytes
    /// unread for a later one.
    boolean wantsMore();

    /// A whole text message; its bytes are UTF-8.
    void onText(ByteBuffer utf8);

    /// A whole binary message.
    void onBinary(ByteBuffer data);

    /// A part of a text message, for readers that were asked for parts. UTF-8 so far; a character may go on in the
    /// next part. The last part may be empty; the others are not.
    void onTextPart(ByteBuffer utf8, boolean last);

    /// A part of a binary message.
    void onBinaryPart(ByteBuffer data, boolean last);

    void onPing(ByteBuffer data);

    void onPong(ByteBuffer data);

    /// The peer's close frame. Nothing comes after it.
    ///
    /// @param code as sent, or 1005 when there was none
    void onClose(int code, String reason);
}
