package dev.parley.embed;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Publication;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What waits for a listener, and the virtual thread that brings it: one while there is something to bring. Any thread.
final class Mailbox {

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    private final ChannelName channel;
    private final Listener listener;
    private final ListenerOptions options;
    private final Runnable drained;

    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private int publications;
    private long bytes;
    private boolean running;
    private boolean closed;

    /// Whether somebody wants to know when half of it is empty.
    private boolean awaited;

    private sealed interface Entry {
        record Said(Publication publication) implements Entry {}

        record Gap() implements Entry {}
    }

    /// @param drained called when it has been emptied to half after it was found full
    Mailbox(ChannelName channel, Listener listener, ListenerOptions options, Runnable drained) {
        this.channel = channel;
        this.listener = listener;
        this.options = options;
        this.drained = drained;
    }

    /// @return false when it is full; then `drained` follows
    boolean put(Publication publication) {
        lock.lock();
        try {
            boolean full = publications >= options.publications()
                    || (publications > 0 && bytes + publication.cost() > options.bytes());
            if (full) {
                awaited = true;
                return false;
            }
            publications++;
            bytes += publication.cost();
            add(new Entry.Said(publication));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Something is missing here.
    void gap() {
        lock.lock();
        try {
            if (!(entries.peekLast() instanceof Entry.Gap)) {
                add(new Entry.Gap());
            }
        } finally {
            lock.unlock();
        }
    }

    private void add(Entry entry) {
        if (closed) {
            return;
        }
        entries.add(entry);
        if (!running) {
            running = true;
            Thread.ofVirtual().name("listener-" + channel).start(this::bring);
        }
    }

    /// Whether it is at most half full; when not, `drained` follows.
    boolean hasRoom() {
        lock.lock();
        try {
            boolean room = isHalfEmpty();
            awaited |= !room;
            return room;
        } finally {
            lock.unlock();
        }
    }

    private boolean isHalfEmpty() {
        return publications <= options.publications() / 2 && bytes <= options.bytes() / 2;
    }

    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /// Brings nothing more.
    void close() {
        lock.lock();
        try {
            closed = true;
            awaited = false;
            entries.clear();
        } finally {
            lock.unlock();
        }
    }

    private void bring() {
        for (Entry entry = next(); entry != null; entry = next()) {
            try {
                switch (entry) {
                    case Entry.Said(Publication publication) -> listener.onPublication(channel, publication);
                    case Entry.Gap() -> listener.onGap(channel);
                }
            } catch (Throwable thrown) {
                LOG.error("the listener of {} threw; it hears the next publication", channel, thrown);
                if (thrown instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private @Nullable Entry next() {
        boolean tell;
        Entry entry;
        lock.lock();
        try {
            entry = entries.poll();
            running = entry != null;
            if (entry instanceof Entry.Said(Publication publication)) {
                publications--;
                bytes -= publication.cost();
            }
            tell = awaited && isHalfEmpty();
            awaited &= !tell;
        } finally {
            lock.unlock();
        }
        if (tell) {
            drained.run();
        }
        return entry;
    }
}
