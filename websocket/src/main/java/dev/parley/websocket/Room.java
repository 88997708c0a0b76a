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

    /// Waits until a message of `bytes` fits, or the connection is no longer open.
    ///
    /// @return false when the thread was interrupted, or the network has stopped
    boolean await(int bytes) {
        Waiters queue = waiters();
        queue.lock.lock();
        try {
            queue.number++;
            while (ws.state() == WebSocket.State.OPEN && !ws.fits(bytes)) {
                if (!LiveWebSocket.post(ws.loop(), this::changed)) {
                    return false;
                }
                queue.changed.await();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            queue.number--;
            queue.lock.unlock();
        }
        return true;
    }

    private synchronized Waiters waiters() {
        Waiters queue = waiters;
        return queue == null ? waiters = new Waiters() : queue;
    }

    /// On the loop.
    void changed() {
        Waiters queue = waiters;
        if (queue == null || (ws.state() == WebSocket.State.OPEN && !ws.hasRoom())) {
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
