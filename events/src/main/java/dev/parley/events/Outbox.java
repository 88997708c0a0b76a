package dev.parley.events;

import dev.parley.store.Store;
import dev.parley.store.Store.Statements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Events that wait for the site's backend, in a file. Any thread, and never waits for the disk.
///
/// What was answered as added is there after a `kill -9`. A row goes when the backend has taken it, so each event arrives
/// at least once; a crash between the two sends it again with the same id.
///
/// Each row lies in a lane, by the hash of its key; a [Sender] empties the lanes side by side, each from its front.
public final class Outbox {

    /// The tables: one script for [Store#open].
    public static final String TABLES = EventTable.SQL;

    /// Bytes of one event as JSON: one of them fits a request.
    public static final int MAX_EVENT_BYTES = Batch.MAX_BYTES - Batch.ENVELOPE_BYTES;

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final Store store;
    private final InstantSource clock;
    private final int lanes;
    private final long capacity;

    /// Rows, and places that are kept for rows on their way to the file. None is added above the capacity.
    private final AtomicLong waiting = new AtomicLong();

    /// By lane: the time of the event at its front, 0 when it is empty.
    private final AtomicLongArray fronts;

    private final LongAdder added = new LongAdder();
    private final LongAdder taken = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder turnedAway = new LongAdder();
    private final OnceAMinute fullWarning = new OnceAMinute();

    /// Told on the store's thread when something has come to a lane.
    private volatile IntConsumer arrivals = _ -> {};

    private Outbox(Store store, OutboxOptions options, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        lanes = options.concurrency();
        capacity = options.capacity();
        fronts = new AtomicLongArray(lanes);
    }

    /// Opens what an earlier run left; waits for the disk.
    ///
    /// @param store its tables are [#TABLES]; stays the caller's to close, after the sender has stopped
    public static Outbox open(Store store, OutboxOptions options, InstantSource clock) throws IOException {
        Outbox outbox = new Outbox(store, options, clock);
        for (EventTable.Waiting lane : store.call(statements -> EventTable.arrange(statements, outbox.lanes))) {
            outbox.waiting.addAndGet(lane.count());
            outbox.fronts.set(lane.lane(), lane.oldestMillis());
        }
        return outbox;
    }

    // ---- adding

    /// Keeps an event for the backend.
    ///
    /// @param done true when it is kept now, false when it had been before (same id); fails with [OutboxFullException], or
    ///     when the disk does. On the store's thread, or at once on the calling one when it fails at the door
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

    /// Whether there is room for another event now.
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
        EventRow row = EventRow.of(event, clock.millis());
        if (row.body().length() > MAX_EVENT_BYTES / 3
                && row.body().getBytes(StandardCharsets.UTF_8).length > MAX_EVENT_BYTES) {
            turnedAway.increment();
            throw new IOException("an event has at most " + MAX_EVENT_BYTES + " bytes as JSON: publish less at once");
        }
        if (waiting.getAndUpdate(count -> Math.min(count + 1, Math.max(count, capacity))) >= capacity) {
            turnedAway.increment();
            if (fullWarning.isDue(clock.millis())) {
                LOG.error(
                        "{} events wait for the backend, as many as may: new ones are turned away, {} so far",
                        capacity,
                        turnedAway.sum());
            }
            throw new OutboxFullException(capacity);
        }
        return new Place(row);
    }

    // ---- for the sender, which may wait

    void onArrival(IntConsumer listener) {
        arrivals = listener;
    }

    int lanes() {
        return lanes;
    }

    /// What is at the front of a lane and fits one request.
    ///
    /// @param heldKeys events of these stay where they are
    Batch next(int lane, Collection<String> heldKeys) throws IOException {
        return store.call(statements -> {
            fronts.set(lane, EventTable.oldestMillis(statements, lane));
            return EventTable.front(statements, lane, heldKeys);
        });
    }

    /// The backend has taken them.
    void taken(Batch batch) throws IOException {
        int gone = store.call(statements -> EventTable.remove(statements, batch.events(), clock.millis()));
        waiting.addAndGet(-gone);
        taken.add(gone);
    }

    /// The backend will never take it.
    void refused(Batch.Item event, int status) throws IOException {
        int gone = store.call(statements -> EventTable.putAside(statements, event, status, clock.millis()));
        waiting.addAndGet(-gone);
        refused.add(gone);
    }

    void countRetry() {
        retried.increment();
    }

    // ---- figures

    /// Events that were kept, since this start.
    public long added() {
        return added.sum();
    }

    /// Events that the backend has taken, since this start.
    public long taken() {
        return taken.sum();
    }

    /// Requests that have to be made again, since this start.
    public long retried() {
        return retried.sum();
    }

    /// Events that the backend would not have and that were put aside, since this start.
    public long refused() {
        return refused.sum();
    }

    /// Events that found no room, or were too large, since this start.
    public long turnedAway() {
        return turnedAway.sum();
    }

    /// Events that wait now.
    public long waiting() {
        return waiting.get();
    }

    /// How long the oldest event has waited, in milliseconds; 0 when none waits.
    public long oldestAgeMillis() {
        long oldest = Long.MAX_VALUE;
        for (int lane = 0; lane < lanes; lane++) {
            long front = fronts.get(lane);
            oldest = front == 0 ? oldest : Math.min(oldest, front);
        }
        return oldest == Long.MAX_VALUE ? 0 : Math.max(0, clock.millis() - oldest);
    }
}
