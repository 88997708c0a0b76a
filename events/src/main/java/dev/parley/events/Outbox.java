package dev.parley.events;

import dev.parley.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Collection;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Events that wait for the site's backend: in a file ([StoreOutbox]), or in the Redis that all nodes share
/// ([SharedOutbox]). Any thread, and never waits.
///
/// What was answered as added is there after a `kill -9`. An event goes when the backend has taken it, so each arrives at
/// least once; a crash between the two sends it again with the same id.
///
/// Each event lies in a lane, by its key; a [Sender] empties the lanes side by side, each from its front.
public abstract sealed class Outbox permits StoreOutbox, SharedOutbox {

    /// The tables of one that is kept in a store: one script for [Store#open].
    public static final String TABLES = EventTable.SQL;

    /// Bytes of one event as JSON: one of them fits a request.
    public static final int MAX_EVENT_BYTES = Batch.MAX_BYTES - Batch.ENVELOPE_BYTES;

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    final InstantSource clock;
    final int lanes;
    final long capacity;

    final LongAdder added = new LongAdder();
    final LongAdder taken = new LongAdder();
    final LongAdder refused = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder turnedAway = new LongAdder();
    private final OnceAMinute fullWarning = new OnceAMinute();

    /// Told when something has come to a lane; on a thread that must not block.
    volatile IntConsumer arrivals = _ -> {};

    Outbox(OutboxOptions options, InstantSource clock) {
        this.clock = clock;
        lanes = options.concurrency();
        capacity = options.capacity();
    }

    // ---- adding

    /// Keeps an event for the backend.
    ///
    /// @param done true when it is kept now, false when it had been before (same id); fails with [OutboxFullException], or
    ///     when the disk or Redis does. On the thread of these, or at once on the calling one when it fails at the door
    public abstract void add(Event event, Store.Done<Boolean> done);

    /// Whether there is room for another event now.
    public abstract boolean hasRoom();

    /// The event as it is kept.
    ///
    /// @throws IOException when it is too large
    final EventRow row(Event event) throws IOException {
        EventRow row = EventRow.of(event, clock.millis());
        if (row.body().length() > MAX_EVENT_BYTES / 3
                && row.body().getBytes(StandardCharsets.UTF_8).length > MAX_EVENT_BYTES) {
            turnedAway.increment();
            throw new IOException("an event has at most " + MAX_EVENT_BYTES + " bytes as JSON: publish less at once");
        }
        return row;
    }

    /// Counts an event for which there is no room.
    final OutboxFullException full() {
        turnedAway.increment();
        if (fullWarning.isDue(clock.millis())) {
            LOG.error(
                    "{} events wait for the backend, as many as may: new ones are turned away, {} so far",
                    capacity,
                    turnedAway.sum());
        }
        return new OutboxFullException(capacity);
    }

    /// Counts an event that could not be written down.
    final IOException unwritten(String why) {
        turnedAway.increment();
        if (fullWarning.isDue(clock.millis())) {
            LOG.warn("an event can't be written down: {}; {} so far", why, turnedAway.sum());
        }
        return new IOException(why);
    }

    // ---- for the sender, which may wait

    final void onArrival(IntConsumer listener) {
        arrivals = listener;
    }

    final int lanes() {
        return lanes;
    }

    /// What is at the front of a lane and fits one request.
    ///
    /// @param heldKeys events of these stay where they are
    abstract Batch next(int lane, Collection<String> heldKeys) throws IOException;

    /// The backend has taken them.
    abstract void taken(Batch batch) throws IOException;

    /// The backend will never take it.
    abstract void refused(Batch.Item event, int status) throws IOException;

    final void countRetry() {
        retried.increment();
    }

    // ---- figures

    /// Events that were kept, since this start.
    public final long added() {
        return added.sum();
    }

    /// Events that the backend has taken, since this start.
    public final long taken() {
        return taken.sum();
    }

    /// Requests that have to be made again, since this start.
    public final long retried() {
        return retried.sum();
    }

    /// Events that the backend would not have and that were put aside, since this start.
    public final long refused() {
        return refused.sum();
    }

    /// Events that found no room, or were too large, since this start.
    public final long turnedAway() {
        return turnedAway.sum();
    }

    /// Whether this node brings events to the backend, as far as it knows.
    public abstract boolean isTelling();

    /// Events that wait now; those of all nodes where they share them, as last counted.
    public abstract long waiting();

    /// How long the oldest event has waited, in milliseconds; 0 when none waits.
    public abstract long oldestAgeMillis();
}
