package dev.parley.hub;

import java.nio.ByteBuffer;

/// One two-way stream of messages to a client: a WebSocket today. On its [#loop] only.
///
/// Its outgoing queue is bounded; a message is taken into an empty queue whatever its size. What does not fit is
/// refused whole, and the link tells its dialect ([Dialect#onSlow]), once, which closes it.
public interface Link {

    Loop loop();

    /// Sends a message that others may get as well.
    ///
    /// @return false when it was refused or the link has closed
    boolean send(Message message);

    /// Sends to this client alone what nobody else gets.
    ///
    /// @param text whether the bytes are UTF-8 to be sent as text
    /// @param bytes lent for this call
    /// @return false when it was refused or the link has closed
    default boolean send(boolean text, ByteBuffer bytes) {
        ByteBuffer copy =
                ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
        return send(text ? Message.text(copy) : Message.binary(copy));
    }

    /// Sends what many clients get, in order, in one write.
    ///
    /// @return false when it was refused or the link has closed
    boolean send(MessageBatch batch);

    /// Whether the outgoing queue is below its high-water mark; [Dialect#onWritable] tells when that is so again.
    boolean isWritable();

    /// Bytes that wait to leave.
    long bufferedBytes();

    /// Stops reading; counted, as many resumes as pauses.
    void pauseReading();

    void resumeReading();

    /// Keeps back what is sent until [#uncork] or [#close]; when the link has just opened, the answer to who asked for it,
    /// too. A link that has no such answer may do nothing.
    default void cork() {}

    /// What was kept back leaves at once.
    default void uncork() {}

    /// What was sent before leaves first.
    ///
    /// @param code as RFC 6455 section 7.4 has them: 1000, 1001, 1013, 3000 to 4999
    /// @param reason at most 123 bytes of UTF-8
    void close(int code, String reason);

    /// Where the client is, for logs and for who asks who is connected: an address without port, or what the transport calls it.
    String remoteAddress();
}
