package dev.parley.net.netty;

import dev.parley.net.Timer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A hashed wheel of timers. Time is handed in; one thread.
///
/// Time is cut into ticks. A timer waits in the slot `tick % slots` as a node of a doubly linked list, so scheduling
/// and cancelling touch two neighbours and nothing else. One that lies more than a revolution ahead stays where it is
/// when its slot is passed; a bit per slot says which slots hold anything, so the owner sleeps until the next slot that
/// does rather than waking at every tick. A timer never runs early, and runs at most one tick late plus what the loop
/// is late: ticks are counted from the wheel's beginning, so nothing drifts.
final class TimerWheel {

    private static final Logger LOG = LoggerFactory.getLogger(TimerWheel.class);

    static final long NEVER = Long.MAX_VALUE;

    private final long startNanos;
    private final long tickNanos;
    private final int mask;
    private final @Nullable Node[] slots;
    private final long[] occupied;
    /// Every tick up to and including this one has been run.
    private long done;
    private int size;

    /// @param slots a power of two, at least 64
    private TimerWheel(long nowNanos, long tickNanos, int slots) {
        startNanos = nowNanos;
        this.tickNanos = tickNanos;
        mask = slots - 1;
        this.slots = new Node[slots];
        occupied = new long[slots / 64];
    }

    /// Ticks of 20 ms, about 41 s around: for time limits, which are many and mostly cancelled.
    static TimerWheel coarse(long nowNanos) {
        return new TimerWheel(nowNanos, 20_000_000, 2048);
    }

    /// Ticks of 1 ms, 64 ms around: for short delays that are waited for.
    static TimerWheel fine(long nowNanos) {
        return new TimerWheel(nowNanos, 1_000_000, 64);
    }

    int size() {
        return size;
    }

    Timer schedule(long nowNanos, long delayMillis, Runnable task) {
        Node node = new Node(this, task);
        add(nowNanos, delayMillis, node);
        return node;
    }

    void add(long nowNanos, long delayMillis, Node node) {
        if (node.task == null) {
            return;
        }
        if (size == 0) {
            done = Math.max(done, (nowNanos - startNanos) / tickNanos); // nobody has waited for the ticks between
        }
        long due = nowNanos - startNanos + Math.max(0, Math.min(delayMillis, Long.MAX_VALUE / 4_000_000)) * 1_000_000;
        node.tick = Math.max(done + 1, (due + tickNanos - 1) / tickNanos);
        link(node);
    }

    private void link(Node node) {
        int slot = (int) node.tick & mask;
        Node head = slots[slot];
        node.next = head;
        node.previous = null;
        if (head != null) {
            head.previous = node;
        }
        slots[slot] = node;
        occupied[slot >> 6] |= 1L << slot;
        node.linked = true;
        size++;
    }

    private void unlink(Node node) {
        int slot = (int) node.tick & mask;
        Node next = node.next;
        Node previous = node.previous;
        if (next != null) {
            next.previous = previous;
        }
        if (previous != null) {
            previous.next = next;
        } else {
            slots[slot] = next;
            if (next == null) {
                occupied[slot >> 6] &= ~(1L << slot);
            }
        }
        node.next = null;
        node.previous = null;
        node.linked = false;
        size--;
    }

    /// When [#run] has something to look at next, on the clock of `nowNanos`; [#NEVER] while the wheel is empty.
    long nextNanos() {
        if (size == 0) {
            return NEVER;
        }
        int from = (int) (done + 1) & mask;
        int word = from >> 6;
        long bits = occupied[word] & (-1L << from);
        for (int i = 0; i <= occupied.length; i++) {
            if (bits != 0) {
                int slot = (word << 6) + Long.numberOfTrailingZeros(bits);
                return startNanos + (done + 1 + ((slot - from) & mask)) * tickNanos;
            }
            word = (word + 1) % occupied.length;
            bits = occupied[word];
        }
        throw new AssertionError("timers without a slot");
    }

    /// Runs what is due. A task that throws stops nothing; it is logged.
    void run(long nowNanos) {
        long now = (nowNanos - startNanos) / tickNanos;
        while (done < now) {
            if (size == 0) {
                done = now;
                return;
            }
            long next = (nextNanos() - startNanos) / tickNanos;
            if (next > now) {
                done = now;
                return;
            }
            done = next;
            runSlot((int) next & mask, next);
        }
    }

    private void runSlot(int slot, long tick) {
        // Timers are due in the order of scheduling as far as one slot can tell: the list is last in, first out.
        Node due = null;
        for (Node node = slots[slot]; node != null; ) {
            Node next = node.next;
            if (node.tick <= tick) {
                unlink(node);
                node.next = due;
                due = node;
            }
            node = next;
        }
        while (due != null) {
            Node node = due;
            due = node.next;
            node.next = null;
            Runnable task = node.task;
            node.task = null;
            if (task != null) {
                try {
                    task.run();
                } catch (RuntimeException | Error e) {
                    LOG.error("A timer's task failed", e);
                }
            }
        }
    }

    /// One timer: 40 bytes with compressed references.
    static final class Node implements Timer {
        private final TimerWheel wheel;
        /// Null once it ran or was cancelled.
        private @Nullable Runnable task;
        private @Nullable Node next;
        private @Nullable Node previous;
        private long tick;
        private boolean linked;

        Node(TimerWheel wheel, Runnable task) {
            this.wheel = wheel;
            this.task = task;
        }

        @Override
        public void cancel() {
            task = null;
            if (linked) {
                wheel.unlink(this);
            }
        }
    }
}
