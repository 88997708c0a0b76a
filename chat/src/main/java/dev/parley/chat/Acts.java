package dev.parley.chat;

import dev.parley.chat.storage.AuditEntry;
import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.ChatStorage;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears what moderators have done, wherever they did it: by a method of this node, on another node that shares the
/// database, or by `parley moderate` beside a running server. The audit trail is committed together with the act, so it
/// lacks nothing; it is looked at each second, and at once when somebody says [#poke].
///
/// What was done before the start is not told again. The thread is a virtual one of its own.
public final class Acts implements AutoCloseable {

    /// Hears of an act, at least once, on the thread of [Acts]: it may block.
    @FunctionalInterface
    public interface Listener {

        /// @throws ChatException when it could not be heeded just now: it comes again a second later
        void onAct(AuditEntry act) throws ChatException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Acts.class);
    private static final int PAGE = 100;
    private static final int WAIT_MILLIS = 1_000;

    private final ChatStorage storage;
    private final Listener listener;
    private final InstantSource clock;
    private final Semaphore poked = new Semaphore(0);

    private Settled settled = new Settled(0);
    private @Nullable Thread thread;
    private volatile boolean closed;

    public Acts(ChatStorage storage, Listener listener, InstantSource clock) {
        this.storage = storage;
        this.listener = listener;
        this.clock = clock;
    }

    /// Begins to listen. Blocks.
    ///
    /// @throws ChatException UNAVAILABLE
    public void start() throws ChatException {
        // one of these may be missing because it is not committed yet
        List<AuditEntry> before = storage.audit(null, Long.MAX_VALUE, PAGE);
        settled = new Settled(before.isEmpty() ? 0 : before.getLast().sequence() - 1);
        before.forEach(act -> settled.saw(act.sequence()));
        settled.settle(clock.millis());
        thread = Thread.ofVirtual().name("chat-acts").start(this::listen);
    }

    /// Something was done: look now. Any thread.
    public void poke() {
        poked.release();
    }

    private void listen() {
        try {
            while (!closed) {
                if (poked.tryAcquire(WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                    poked.drainPermits();
                }
                look();
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            long after = settled.floor();
            List<AuditEntry> page;
            do {
                page = storage.acts(after, PAGE);
                for (AuditEntry act : page) {
                    if (settled.isNew(act.sequence())) {
                        hear(act);
                        settled.saw(act.sequence());
                    }
                    after = act.sequence();
                }
            } while (page.size() == PAGE && !closed);
            settled.settle(clock.millis());
        } catch (ChatException failed) {
            if (!closed) {
                LOG.warn("what moderators have done is heeded a second later: {}", failed.getMessage());
            }
        }
    }

    /// What breaks over one act must not keep all later ones from being heeded.
    private void hear(AuditEntry act) throws ChatException {
        try {
            listener.onAct(act);
        } catch (RuntimeException broken) {
            LOG.error("act {} of a moderator is not heeded, for something broke", act.sequence(), broken);
        }
    }

    /// Waits until nothing is being told any more.
    @Override
    public void close() {
        closed = true;
        poked.release();
        Thread running = thread;
        if (running != null) {
            try {
                running.join();
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
