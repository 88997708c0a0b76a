package dev.parley.hub;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Bytes for clients: a text or a binary message, encoded once and shared by all who get it. Its bytes never change.
///
/// A transport may keep its own form of the message in it ([#prepared]), such as a WebSocket frame.
public final class Message {

    private final boolean text;
    private final ByteBuffer bytes;

    // Written by whoever prepares it first; preparing twice gives equal forms.
    private volatile @Nullable Object prepared;

    private Message(boolean text, ByteBuffer bytes) {
        this.text = text;
        this.bytes = bytes.asReadOnlyBuffer();
    }

    /// @param utf8 valid UTF-8 that nobody may change from now on
    public static Message text(ByteBuffer utf8) {
        return new Message(true, utf8);
    }

    public static Message text(String text) {
        return new Message(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// @param bytes nobody may change them from now on
    public static Message binary(ByteBuffer bytes) {
        return new Message(false, bytes);
    }

    public boolean isText() {
        return text;
    }

    public int size() {
        return bytes.remaining();
    }

    /// A read-only view of all of it, with its own position.
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }

    /// The transport's form of it, or null as long as nobody has prepared one.
    public @Nullable Object prepared() {
        return prepared;
    }

    public void prepared(Object form) {
        prepared = form;
    }
}
