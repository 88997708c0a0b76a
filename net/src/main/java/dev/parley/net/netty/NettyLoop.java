package dev.parley.net.netty;

import dev.parley.net.ConnectionLimits;
import dev.parley.net.Loop;
import dev.parley.net.Timer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SingleThreadIoEventLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One event-loop thread.
///
/// A turn is, in this order: wait for I/O and handle what is ready; timers that are due; tasks that were left for
/// this turn ([#nextTurn]); tasks from other threads; tasks for the end of the turn; connections that have something
/// to hear (kept input after a resume, a drained queue); and last, one flush for each connection that was written to
/// and has not been flushed by its own read. The loop does not wait for I/O while anything is left over.
final class NettyLoop extends SingleThreadIoEventLoop implements Loop {

    private static final Logger LOG = LoggerFactory.getLogger(NettyLoop.class);
    private static final long TASK_QUANTUM_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    /// How many times end-of-turn tasks may add further ones to the same turn.
    private static final int END_OF_TURN_ROUNDS = 16;

    private final int index;
    final ConnectionLimits limits;
    final BufferPool buffers = new BufferPool();
    final SharedCopies copies;
    final ByteBufAllocator allocator;
    /// Delays below this are kept to about 1 ms, longer ones to about 20 ms.
    private static final long SHORT_DELAY_MILLIS = 50;

    private final TimerWheel timers;
    private final TimerWheel shortTimers;

    private ArrayList<Runnable> next = new ArrayList<>();
    private ArrayList<Runnable> running = new ArrayList<>();
    private ArrayList<Runnable> endOfTurn = new ArrayList<>();
    private ArrayList<Runnable> endingTurn = new ArrayList<>();
    private @Nullable NettyConnection[] attentive = new NettyConnection[64];
    private int attentiveCount;
    private @Nullable NettyConnection[] dirty = new NettyConnection[64];
    private int dirtyCount;
    /// How many times bytes were given to a socket: system calls on epoll and NIO, operations on io_uring.
    long sends;
    /// How many turns there have been.
    long turns;
    private final TurnClock clock = new TurnClock();
    private @Nullable SendQueue freeQueues;
    private int freeQueueCount;
    /// The connections that live here, linked through themselves.
    private @Nullable NettyConnection connections;

    NettyLoop(
            int index,
            ThreadFactory threads,
            IoHandlerFactory io,
            ConnectionLimits limits,
            ByteBufAllocator allocator) {
        super(null, threads, io);
        this.allocator = allocator;
        copies = new SharedCopies(allocator);
        this.index = index;
        this.limits = limits;
        timers = TimerWheel.coarse(System.nanoTime());
        shortTimers = TimerWheel.fine(System.nanoTime());
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public long longTurns() {
        return clock.longTurns();
    }

    @Override
    public boolean inLoop() {
        return inEventLoop();
    }

    @Override
    public Timer schedule(long delayMillis, Runnable task) {
        long now = System.nanoTime();
        TimerWheel wheel = delayMillis < SHORT_DELAY_MILLIS ? shortTimers : timers;
        if (inEventLoop()) {
            return wheel.schedule(now, delayMillis, task);
        }
        TimerWheel.Node node = new TimerWheel.Node(wheel, task);
        execute(() -> wheel.add(now, delayMillis, node));
        return node;
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        checkInLoop();
        endOfTurn.add(task);
    }

    @Override
    public void nextTurn(Runnable task) {
        checkInLoop();
        next.add(task);
    }

    private void checkInLoop() {
        if (!inEventLoop()) {
            throw new IllegalStateException("only on the loop itself; from elsewhere use execute");
        }
    }

    void add(NettyConnection connection) {
        NettyConnection head = connections;
        connection.next = head;
        if (head != null) {
            head.previous = connection;
        }
        connections = connection;
    }

    void remove(NettyConnection connection) {
        NettyConnection after = connection.next;
        NettyConnection before = connection.previous;
        if (after != null) {
            after.previous = before;
        }
        if (before != null) {
            before.next = after;
        } else if (connections == connection) {
            connections = after;
        }
        connection.next = null;
        connection.previous = null;
    }

    /// Does `each` to all connections that are here now; it may close them.
    void forEachConnection(Consumer<NettyConnection> each) {
        ArrayList<NettyConnection> all = new ArrayList<>();
        for (NettyConnection c = connections; c != null; c = c.next) {
            all.add(c);
        }
        all.forEach(each);
    }

    /// Has `connection` looked at before this turn ends.
    void attend(NettyConnection connection) {
        if (attentiveCount == attentive.length) {
            attentive = Arrays.copyOf(attentive, attentiveCount * 2);
        }
        attentive[attentiveCount++] = connection;
    }

    /// Has `connection` flushed when this turn ends.
    void flushLater(NettyConnection connection) {
        if (dirtyCount == dirty.length) {
            dirty = Arrays.copyOf(dirty, dirtyCount * 2);
        }
        dirty[dirtyCount++] = connection;
    }

    SendQueue takeQueue() {
        SendQueue queue = freeQueues;
        if (queue == null) {
            return new SendQueue();
        }
        freeQueues = queue.nextFree;
        queue.nextFree = null;
        freeQueueCount--;
        return queue;
    }

    void giveBack(SendQueue queue) {
        if (freeQueueCount < 1024 && queue.reusable()) {
            queue.nextFree = freeQueues;
            freeQueues = queue;
            freeQueueCount++;
        }
    }

    @Override
    protected void run() {
        ioHandler().initialize();
        do {
            turns++;
            clock.begin();
            takeNext();
            runIo();
            if (isShuttingDown()) {
                ioHandler().prepareToDestroy();
            }
            if (shortTimers.size() != 0) {
                shortTimers.run(System.nanoTime());
            }
            if (timers.size() != 0) {
                timers.run(System.nanoTime());
            }
            runNext();
            runAllTasks(TASK_QUANTUM_NANOS);
            endTurn();
            clock.end();
        } while (!confirmShutdown() && !canSuspend());
    }

    /// What was left for this turn is set aside before I/O is looked at, what is left meanwhile is for the next one.
    private void takeNext() {
        ArrayList<Runnable> tasks = next;
        next = running;
        running = tasks;
    }

    private void runNext() {
        if (!running.isEmpty()) {
            runAll(running);
        }
    }

    private void runAll(ArrayList<Runnable> tasks) {
        for (int i = 0; i < tasks.size(); i++) {
            safely(tasks.get(i));
        }
        tasks.clear();
    }

    private static void safely(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("A task on an event loop failed", e);
        }
    }

    private void endTurn() {
        for (int round = 0; !endOfTurn.isEmpty() && round < END_OF_TURN_ROUNDS; round++) {
            ArrayList<Runnable> tasks = endOfTurn;
            endOfTurn = endingTurn;
            endingTurn = tasks;
            runAll(tasks);
        }
        if (attentiveCount != 0) {
            // What is added meanwhile waits for the next turn.
            int count = attentiveCount;
            for (int i = 0; i < count; i++) {
                NettyConnection connection = attentive[i];
                if (connection != null) {
                    connection.attended();
                }
            }
            int added = attentiveCount - count;
            System.arraycopy(attentive, count, attentive, 0, added);
            Arrays.fill(attentive, added, attentiveCount, null);
            attentiveCount = added;
        }
        for (int i = 0; i < dirtyCount; i++) {
            NettyConnection connection = dirty[i];
            dirty[i] = null;
            if (connection != null) {
                connection.flushAtEndOfTurn();
            }
        }
        dirtyCount = 0;
        copies.release();
    }

    private boolean leftOver() {
        return !next.isEmpty() || !running.isEmpty() || !endOfTurn.isEmpty() || attentiveCount != 0 || dirtyCount != 0;
    }

    @Override
    protected boolean hasTasks() {
        return leftOver() || super.hasTasks();
    }

    /// How long I/O may be waited for; Netty's own answer never exceeds a second, which would wake idle loops.
    @Override
    protected long delayNanos(long currentTimeNanos) {
        long deadline = deadlineNanos();
        return deadline == -1
                ? Long.MAX_VALUE
                : Math.max(0, deadline - (currentTimeNanos - ticker().initialNanoTime()));
    }

    /// The next moment at which something is due, on Netty's clock; -1 for none.
    @Override
    protected long deadlineNanos() {
        long scheduled = nextScheduledTaskDeadlineNanos();
        long due = Math.min(shortTimers.nextNanos(), timers.nextNanos());
        if (due == TimerWheel.NEVER) {
            return scheduled;
        }
        due -= ticker().initialNanoTime();
        return scheduled == -1 ? due : Math.min(scheduled, due);
    }

    /// After the thread has ended: frees what it kept.
    void terminated() {
        if (buffers.lent() != 0) {
            LOG.error("LEAK: loop {} ended with {} buffers still lent", index, buffers.lent());
        }
        buffers.close();
    }
}
