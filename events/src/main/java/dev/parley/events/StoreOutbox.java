package dev.parley.events;

import dev.parley.store.Store;
import dev.parley.store.Store.Statements;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// Events in the file of one node. A row lies in a lane by the hash of its key.
public final class StoreOutbox extends Outbox {

    private final Store store;

    /// Rows, and places that are kept for rows on their way to the file. None is added above the capacity.
    private final AtomicLong waiting = new AtomicLong();

    /// By lane: the time of the event at its front, 0 when it is empty.
    private final AtomicLongArray fronts;

    private StoreOutbox(Store store, OutboxOptions options, InstantSource clock) {
        super(options, clock);
        this.store = store;
        fronts = new AtomicLongArray(lanes);
    }

    /// Opens what an earlier run left; waits for the disk.
    ///
    /// @param store its tables are [#TABLES]; stays the caller's to close, after the sender has stopped
    public static StoreOutbox open(Store store, OutboxOptions options, InstantSource clock) throws IOException {
        StoreOutbox outbox = new StoreOutbox(store, options, clock);
        for (EventTable.Waiting lane : store.call(statements -> EventTable.arrange(statements, outbox.lanes))) {
            outbox.waiting.addAndGet(lane.count());
            outbox.fronts.set(lane.lane(), lane.oldestMillis());
        }
        return outbox;
    }

    // ---- adding

    @Override
    public void add(Event event, Store.Done<Boolean> done) {
        Place place;
        try {
            place = place(event);
        } catch (IOException why) {
            done.failed(why);
            return;
        }
        store.submit(
                place::write,
                new Told<>(
                        kept -> {
                            place.settle(kept);
                            done.done(kept);
                        },
                        why -> {
                            place.settle(false);
                            done.failed(why);
                        }));
    }

    @Override
    public boolean hasRoom() {
        return waiting.get() < capacity;
    }

    /// Room for an event that somebody writes together with rows of their own. Must be settled.
    final class Place {
        private final EventRow row;
        private final int lane;

        private Place(EventRow row) {
            this.row = row;
            lane = row.hash() % lanes;
        }

        /// Within a work.
        ///
        /// @return whether it is a new row
        boolean write(Statements statements) throws SQLException {
            return EventTable.add(statements, row, lane, clock.millis());
        }

        /// After the work, whatever became of it.
        ///
        /// @param kept whether there is a new row
        void settle(boolean kept) {
            if (kept) {
                added.increment();
                fronts.compareAndSet(lane, 0, row.timeMillis());
                arrivals.accept(lane);
            } else {
                waiting.decrementAndGet();
            }
        }
    }

    Place place(Event event) throws IOException {
        EventRow row = row(event);
        if (waiting.getAndUpdate(count -> Math.min(count + 1, Math.max(count, capacity))) >= capacity) {
            throw full();
        }
        return new Place(row);
    }

    // ---- for the sender

    @Override
    Batch next(int lane, Collection<String> heldKeys) throws IOException {
        return store.call(statements -> {
            fronts.set(lane, EventTable.oldestMillis(statements, lane));
            return EventTable.front(statements, lane, heldKeys);
        });
    }

    @Override
    void taken(Batch batch) throws IOException {
        int gone = store.call(statements -> EventTable.remove(statements, batch.events(), clock.millis()));
        waiting.addAndGet(-gone);
        taken.add(gone);
    }

    @Override
    void refused(Batch.Item event, int status) throws IOException {
        int gone = store.call(statements -> EventTable.putAside(statements, event, status, clock.millis()));
        waiting.addAndGet(-gone);
        refused.add(gone);
    }

    // ---- figures

    @Override
    public boolean isTelling() {
        return true;
    }

    @Override
    public long waiting() {
        return waiting.get();
    }

    @Override
    public long oldestAgeMillis() {
        long oldest = Long.MAX_VALUE;
        for (int lane = 0; lane < lanes; lane++) {
            long front = fronts.get(lane);
            oldest = front == 0 ? oldest : Math.min(oldest, front);
        }
        return oldest == Long.MAX_VALUE ? 0 : Math.max(0, clock.millis() - oldest);
    }
}
