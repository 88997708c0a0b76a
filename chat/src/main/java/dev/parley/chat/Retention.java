package dev.parley.chat;

import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.ChatStorage;
import dev.parley.chat.storage.Limits;
import dev.parley.chat.storage.Room;
import dev.parley.hub.Loop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Drops messages that are older than their room keeps them, and visitors' talks in which nobody ever spoke: once an hour, room by room, on [Later]'s threads.
public final class Retention implements AutoCloseable {

    /// Also from the start to the first time, so that a start has nothing to wait for.
    static final Duration PAUSE = Duration.ofHours(1);

    /// How long a visitor's talk waits for its first words.
    static final Duration SILENCE = Duration.ofDays(30);

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final ChatStorage storage;
    private final ToIntFunction<Room> days;
    private final Later later;
    private final InstantSource clock;
    private Loop.Timer timer;
    private boolean closed;

    /// Begins.
    ///
    /// @param days how many a room keeps its messages; 0 for ever
    public Retention(ChatStorage storage, ToIntFunction<Room> days, Later later, InstantSource clock) {
        this.storage = storage;
        this.days = days;
        this.later = later;
        this.clock = clock;
        timer = later.after(PAUSE.toMillis(), this::clean);
    }

    private void clean() {
        try {
            String after = "";
            List<Room> page;
            do {
                page = storage.rooms(after, Limits.PAGE);
                for (Room room : page) {
                    if (isClosed()) {
                        return;
                    }
                    clean(room);
                    after = room.id();
                }
            } while (page.size() == Limits.PAGE);
            while (storage.dropSilentTalks(clock.instant().minus(SILENCE)) == Limits.PAGE && !isClosed()) {
                LOG.debug("dropped {} talks of visitors who have never said anything", Limits.PAGE);
            }
        } catch (ChatException failed) {
            LOG.warn("old messages are dropped an hour later: {}", failed.getMessage());
        } finally {
            again();
        }
    }

    private void clean(Room room) throws ChatException {
        int kept = days.applyAsInt(room);
        if (kept > 0) {
            long dropped = storage.forget(room.id(), clock.instant().minus(Duration.ofDays(kept)));
            if (dropped > 0) {
                LOG.info("{} messages of room {} were older than {} days", dropped, room.id(), kept);
            }
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void again() {
        if (!closed) {
            timer = later.after(PAUSE.toMillis(), this::clean);
        }
    }

    /// What has begun goes on to the end of its room.
    @Override
    public synchronized void close() {
        closed = true;
        timer.cancel();
    }
}
