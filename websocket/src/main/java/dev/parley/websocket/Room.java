package dev.parley.websocket;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Where threads that may block wait until a connection's outgoing queue has room.
///
/// Who waits asks the loop to look, after it has said that it waits; the loop looks then, and whenever the connection
/// becomes writable or goes. So no wake-up is missed, and nothing is locked while nobody waits.
final class Room {

    private final LiveWebSocket ws;
    private volatile @Nullable Waiters waiters;

    private static final class Waiters {
        final ReentrantLock lock = new ReentrantLock();
        final Condition changed = lock.newCondition();
        int number;
    }

    Room(LiveWebSocket ws) {
        this.ws = ws;
    }

    /// Waits until a message of `bytes` fits, or none is left to wait for.
    ///
    /// @return false when the connection is no longer open, or the thread was interrupted
    boolean await(int bytes) {
        if (fits(bytes)) {
            return true;
        }
        Waiters queue = waiters();
        queue.lock.lock();
        try {
            queue.number++;
            while (ws.state() == WebSocket.State.OPEN && !fits(bytes)) {
                ws.loop().execute(this::changed);
                queue.changed.await();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            queue.number--;
            queue.lock.unlock();
        }
        return ws.state() == WebSocket.State.OPEN;
    }

    private boolean fits(int bytes) {
        long buffered = ws.bufferedAmount();
        return buffered == 0 || buffered + bytes <= ws.outgoingLimit() || ws.isWritable();
    }

    private synchronized Waiters waiters() {
        Waiters queue = waiters;
        return queue == null ? waiters = new Waiters() : queue;
    }

    /// On the loop.
    void changed() {
        Waiters queue = waiters;
        if (queue == null || (ws.state() == WebSocket.State.OPEN && !ws.isWritable())) {
            return;
        }
        queue.lock.lock();
        try {
            if (queue.number > 0) {
                queue.changed.signalAll();
            }
        } finally {
            queue.lock.unlock();
        }
    }
}
