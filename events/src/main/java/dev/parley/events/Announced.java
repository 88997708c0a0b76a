package dev.parley.events;

import dev.parley.store.Store;
import dev.parley.store.Store.Statements;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// A change of a row and the event that tells of it, as one work: both or neither, and the event only when something has
/// changed. On the store's thread.
final class Announced implements Store.Work<Boolean>, Store.Done<Boolean> {

    private final Store.Work<Boolean> change;
    private final @Nullable StoreOutbox outbox;
    private final Event event;
    private final Store.Done<Boolean> done;

    /// Room for the event, once it is needed.
    private StoreOutbox.@Nullable Place place;

    /// @param change returns whether it has changed anything
    /// @param outbox null when nobody wants events
    Announced(Store.Work<Boolean> change, @Nullable StoreOutbox outbox, Event event, Store.Done<Boolean> done) {
        this.change = change;
        this.outbox = outbox;
        this.event = event;
        this.done = done;
    }

    void submitTo(Store store) {
        store.submit(this, this);
    }

    @Override
    public Boolean in(Statements statements) throws SQLException {
        if (!change.in(statements)) {
            return false;
        }
        if (outbox != null) {
            try {
                place = outbox.place(event);
            } catch (IOException full) {
                throw new SQLException(full.getMessage(), full);
            }
            place.write(statements);
        }
        return true;
    }

    @Override
    public void done(Boolean changed) {
        if (place != null) {
            place.settle(true);
        }
        done.done(changed);
    }

    @Override
    public void failed(IOException why) {
        if (place != null) {
            place.settle(false);
        }
        done.failed(why);
    }
}
