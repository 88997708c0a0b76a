package dev.parley.server.drain;

import dev.parley.events.Timers;
import dev.parley.hub.Disconnect;
import dev.parley.hub.Hub;
import dev.parley.hub.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the sessions of a node to other nodes. Any thread.
///
/// | stage | what happens | ends |
/// | --- | --- | --- |
/// | `IDLE` | nothing | by [#begin] |
/// | `UNREADY` | `/readyz` says `draining`, and whoever comes is let in: load balancers take notice | after [DrainOptions#unreadyDelay] |
/// | `TELLING` | nobody is let in; who is here is told to connect again, in random order, evenly over a window | when all are gone |
/// | `EMPTY` | nobody is let in, nobody is here | – |
///
/// A session is told when what it has asked for has been answered ([Session#retire]). [#undo] leads back to `IDLE` from
/// everywhere.
public final class Drain {

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    /// How often some are told, in milliseconds.
    private static final long TICK_MILLIS = 20;

    private enum Stage {
        IDLE,
        UNREADY,
        TELLING,
        EMPTY
    }

    private final DrainOptions options;
    private final Hub hub;
    private final Readiness readiness;
    private final Doors doors;
    private final RandomGenerator random;
    private final LongSupplier nanos;
    private final Timers timers;

    // Guarded by this.
    private Stage stage = Stage.IDLE;
    private Timers.@Nullable Cancel next;
    private long deadline;
    private List<Session> order = List.of();
    private int told;
    private long began;
    private long window;

    /// How far it is.
    ///
    /// @param empty whether all sessions are gone, and none can come
    /// @param sessions that are here
    /// @param limit how long it may take
    public record Status(boolean draining, boolean empty, int sessions, Duration limit) {}

    /// What is closed to clients beside [Readiness].
    public interface Doors {

        /// Called once nobody is let in any more.
        void close();

        /// Called when clients are let in again.
        void open();
    }

    /// @param nanos a clock such as System::nanoTime
    /// @param timers what they run is short
    public Drain(
            DrainOptions options,
            Hub hub,
            Readiness readiness,
            Doors doors,
            RandomGenerator random,
            LongSupplier nanos,
            Timers timers) {
        this.options = options;
        this.hub = hub;
        this.readiness = readiness;
        this.doors = doors;
        this.random = random;
        this.nanos = nanos;
        this.timers = timers;
    }

    /// Begins, unless it has begun.
    public synchronized void begin() {
        if (stage != Stage.IDLE) {
            return;
        }
        deadline = nanos.getAsLong() + options.limit().toNanos();
        readiness.draining();
        stage = Stage.UNREADY;
        long delay = options.unreadyDelay().toMillis();
        if (delay == 0) {
            close();
        } else {
            LOG.info("Draining: not ready, and closed to new clients in {} ms", delay);
            next = timers.schedule(delay, this::close);
        }
    }

    private synchronized void close() {
        if (stage != Stage.UNREADY) {
            return;
        }
        readiness.closed();
        doors.close();
        stage = Stage.TELLING;
        order = shuffled();
        told = 0;
        began = nanos.getAsLong();
        window = options.window(order.size(), deadline - began);
        LOG.info(
                "Draining: {} sessions are told to connect again, within {} ms",
                order.size(),
                TimeUnit.NANOSECONDS.toMillis(window));
        tell();
    }

    private List<Session> shuffled() {
        List<Session> all = new ArrayList<>(hub.everybody());
        Collections.shuffle(all, random);
        return all;
    }

    private synchronized void tell() {
        if (stage != Stage.TELLING) {
            return;
        }
        next = null;
        for (int due = due(); told < due; told++) {
            order.get(told).retire(Disconnect.SHUTDOWN);
        }
        if (told == order.size()) {
            order = List.of();
            told = 0;
            // who was let in at the last moment, and who still waits for an answer
            hub.everybody().forEach(session -> session.retire(Disconnect.SHUTDOWN));
            if (hub.everybody().isEmpty()) {
                LOG.info("Draining: all sessions are gone");
                stage = Stage.EMPTY;
                notifyAll();
                return;
            }
        }
        next = timers.schedule(TICK_MILLIS, this::tell);
    }

    /// How many are to have been told by now.
    private int due() {
        long passed = nanos.getAsLong() - began;
        return passed >= window
                ? order.size()
                : Math.min(order.size(), (int) (order.size() * (double) passed / window) + 1);
    }

    /// Takes clients again.
    public synchronized void undo() {
        if (stage == Stage.IDLE) {
            return;
        }
        Timers.Cancel waiting = next;
        if (waiting != null) {
            waiting.cancel();
        }
        next = null;
        order = List.of();
        boolean wasClosed = stage != Stage.UNREADY;
        stage = Stage.IDLE;
        readiness.serving();
        if (wasClosed) {
            doors.open();
        }
        LOG.info("Draining has ended: this node takes clients again");
    }

    /// Begins, and waits until all sessions are gone, at most as long as `limit` from now. Interrupted, it waits no longer.
    public void runFor(Duration limit) {
        begin();
        long end = nanos.getAsLong() + limit.toNanos();
        synchronized (this) {
            try {
                for (long left = end - nanos.getAsLong();
                        left > 0 && stage != Stage.EMPTY && stage != Stage.IDLE;
                        left = end - nanos.getAsLong()) {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Whether it has begun.
    public synchronized boolean isUnderWay() {
        return stage != Stage.IDLE;
    }

    public synchronized Status status() {
        return new Status(
                stage != Stage.IDLE, stage == Stage.EMPTY, hub.everybody().size(), options.limit());
    }
}
