package dev.parley.hub;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Messages that leave together, in order, to many clients. Immutable but for the transport's form of it.
public final class MessageBatch {

    private final List<Message> messages;
    private volatile @Nullable Object prepared;

    public MessageBatch(List<Message> messages) {
        this.messages = List.copyOf(messages);
    }

    public List<Message> messages() {
        return messages;
    }

    /// As [Message#prepared()].
    public @Nullable Object prepared() {
        return prepared;
    }

    public void prepared(Object form) {
        prepared = form;
    }
}
