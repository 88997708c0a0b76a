package dev.parley.hub;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An answer that a session waits for: brought to its loop, counted, and dropped when the session is over by then.
final class Pending<T> implements Answer<T> {

    private final Session session;
    private final Answer<T> next;
    private final @Nullable Consumer<HubError> refused;

    Pending(Session session, Answer<T> next) {
        this(session, next, null);
    }

    /// @param refused counts the failure, or null
    Pending(Session session, Answer<T> next, @Nullable Consumer<HubError> refused) {
        this.session = session;
        this.next = next;
        this.refused = refused;
        session.began();
    }

    @Override
    public void succeeded(T value) {
        if (session.shard.loop.inLoop()) {
            deliver(value);
        } else {
            session.shard.loop.execute(() -> deliver(value));
        }
    }

    private void deliver(T value) {
        if (session.finished()) {
            next.succeeded(value);
            session.answered();
        }
    }

    @Override
    public void failed(HubError error) {
        if (session.shard.loop.inLoop()) {
            refuse(error);
        } else {
            session.shard.loop.execute(() -> refuse(error));
        }
    }

    private void refuse(HubError error) {
        if (session.finished()) {
            if (refused != null) {
                refused.accept(error);
            }
            Disconnect ending = error.ending();
            if (ending == null) {
                next.failed(error);
                session.answered();
            } else {
                session.disconnect(ending);
            }
        }
    }
}
