package dev.parley.embed;

import dev.parley.hub.Session;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Virtual threads for what the program does in callbacks, of which a bounded number run at the same time. Any thread.
///
/// What waits is bounded by the sessions: each has at most [dev.parley.hub.HubOptions#pendingLimit] under way.
final class CallbackThreads {

    private final Semaphore running;

    /// What waits for the one before it, by session; a session is here while a thread works for it.
    private final Map<Session, ArrayDeque<Runnable>> queues = new ConcurrentHashMap<>();

    CallbackThreads(int limit) {
        running = new Semaphore(limit);
    }

    void run(Runnable task) {
        Thread.ofVirtual().name("parley-callback").start(() -> bounded(task));
    }

    /// Runs `task` after all tasks that were given for this session before.
    void runInOrder(Session session, Runnable task) {
        queues.compute(session, (_, queue) -> {
            if (queue == null) {
                Thread.ofVirtual().name("parley-callback").start(() -> drain(session));
                queue = new ArrayDeque<>(2);
            }
            queue.add(task);
            return queue;
        });
    }

    private void drain(Session session) {
        for (Runnable task = next(session); task != null; task = next(session)) {
            bounded(task);
        }
    }

    private @Nullable Runnable next(Session session) {
        Runnable[] next = new Runnable[1];
        queues.computeIfPresent(session, (_, queue) -> {
            next[0] = queue.poll();
            return next[0] == null ? null : queue;
        });
        return next[0];
    }

    private void bounded(Runnable task) {
        running.acquireUninterruptibly();
        try {
            task.run();
        } finally {
            running.release();
        }
    }
}
