package dev.parley.events;

import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the events of one lane of the outbox, from its front, one request at a time. That is what keeps the order: nothing
/// leaves before all that was in front of it under the same key is taken or put aside.
///
/// A batch goes one of these ways:
///
/// | the backend says | then |
/// | --- | --- |
/// | 2xx | its rows are deleted |
/// | 408, 429, 5xx, nothing | the same batch again, later; the lane waits |
/// | another 4xx, to several events | each half by itself, the first one first: so a bad event ends up alone |
/// | 401, 403, 404, to one event | that means us and not the event: the same again, later; the lane waits |
/// | another 4xx, to one event | it is [Held] and sent again later, while other keys go on; the tenth time it is put aside |
final class Lane implements Runnable {

    /// Times that one event may be refused.
    private static final int REFUSALS = 10;

    /// Keys that may be held at once. With more, the lane waits.
    private static final int MAX_HELD = 64;

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private final int index;
    private final Outbox outbox;
    private final Post post;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Timers timers;

    /// Shared by all lanes: they talk to one backend.
    private final OnceAMinute warning;

    /// By key; the lane's thread only.
    private final Map<String, Held> held = new LinkedHashMap<>();

    private final Semaphore arrived = new Semaphore(0);
    private final Semaphore pauseOver = new Semaphore(0);
    private volatile boolean stopped;

    Lane(
            int index,
            Outbox outbox,
            Post post,
            InstantSource clock,
            RandomGenerator random,
            Timers timers,
            OnceAMinute warning) {
        this.index = index;
        this.outbox = outbox;
        this.post = post;
        this.clock = clock;
        this.random = random;
        this.timers = timers;
        this.warning = warning;
    }

    /// Something has come. Any thread.
    void wake() {
        if (arrived.availablePermits() == 0) {
            arrived.release();
        }
    }

    /// Nothing is sent from now on; a request under way goes on. Any thread.
    void stop() {
        stopped = true;
        arrived.release();
        pauseOver.release();
    }

    // ---- on its own thread

    @Override
    public void run() {
        Backoff backoff = new Backoff(random);
        try {
            while (!stopped) {
                try {
                    sendWhatWaits();
                    backoff = new Backoff(random);
                } catch (IOException | RuntimeException failed) {
                    warn("can't read the events that wait: ", String.valueOf(failed));
                    pause(backoff.nextMillis(0));
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } finally {
            held.values().forEach(Held::cancel);
        }
    }

    private void sendWhatWaits() throws IOException, InterruptedException {
        arrived.drainPermits();
        for (Held each : List.copyOf(held.values())) {
            if (each.isDue()) {
                tryAgain(each);
            }
        }
        Batch batch = outbox.next(index, held.keySet());
        if (!batch.isEmpty()) {
            deliver(batch);
        } else if (!stopped) {
            arrived.acquire();
        }
    }

    private void deliver(Batch all) throws InterruptedException {
        Batch batch = all.without(held.keySet());
        Backoff backoff = new Backoff(random);
        int refusals = 0;
        while (!stopped && !batch.isEmpty()) {
            switch (post.send(batch)) {
                case Reply.Taken _ -> {
                    untilWritten(() -> outbox.taken(batch));
                    return;
                }
                case Reply.Refused refused -> {
                    if (batch.size() > 1) {
                        outbox.countRetry();
                        deliver(batch.firstHalf());
                        deliver(batch.secondHalf());
                        return;
                    }
                    if (refused.meansTheEvent()) {
                        if (held.size() < MAX_HELD && refusals == 0) {
                            hold(new Held(batch, backoff), refused.status(), refused.retryAfterMillis());
                            return;
                        }
                        if (++refusals == REFUSALS) {
                            putAside(batch.events().getFirst(), refused.status());
                            return;
                        }
                    }
                    sendLater(backoff, "HTTP " + refused.status(), refused.retryAfterMillis());
                }
                case Reply.Later(String why, long asked) -> sendLater(backoff, why, asked);
            }
        }
    }

    private void hold(Held event, int status, long askedMillis) {
        outbox.countRetry();
        warn("the backend refuses an event, trying again: ", event.event().id() + " (HTTP " + status + ")");
        held.put(event.event().key(), event);
        event.later(timers, askedMillis, this::wake);
    }

    private void tryAgain(Held event) throws InterruptedException {
        if (stopped) {
            return;
        }
        switch (post.send(event.batch())) {
            case Reply.Taken _ -> {
                untilWritten(() -> outbox.taken(event.batch()));
                held.remove(event.event().key());
            }
            case Reply.Refused refused -> {
                if (refused.meansTheEvent() && event.refusedAgain() == REFUSALS) {
                    putAside(event.event(), refused.status());
                    held.remove(event.event().key());
                } else {
                    hold(event, refused.status(), refused.retryAfterMillis());
                }
            }
            case Reply.Later(String why, long asked) -> {
                outbox.countRetry();
                warn("the backend does not take events, trying again: ", why);
                event.later(timers, asked, this::wake);
            }
        }
    }

    private void putAside(Batch.Item event, int status) throws InterruptedException {
        LOG.error(
                "the backend has refused event {} {} times (HTTP {}): it is put aside, in event_refused",
                event.id(),
                REFUSALS,
                status);
        untilWritten(() -> outbox.refused(event, status));
    }

    private void sendLater(Backoff backoff, String why, long askedMillis) throws InterruptedException {
        outbox.countRetry();
        warn("the backend does not take events, trying again: ", why);
        pause(backoff.nextMillis(askedMillis));
    }

    private interface Writing {
        void write() throws IOException;
    }

    /// Sending what was taken again because the disk failed would be worse than waiting for the disk.
    private void untilWritten(Writing writing) throws InterruptedException {
        Backoff backoff = new Backoff(random);
        while (true) {
            try {
                writing.write();
                return;
            } catch (IOException failed) {
                if (stopped || Thread.currentThread().isInterrupted()) {
                    LOG.warn("events that the backend has taken will be sent again: {}", failed.getMessage());
                    return;
                }
                warn("can't write down that events were taken, trying again: ", String.valueOf(failed.getMessage()));
                pause(backoff.nextMillis(0));
            }
        }
    }

    private void pause(long millis) throws InterruptedException {
        pauseOver.drainPermits();
        if (!stopped) {
            Timers.Cancel timer = timers.schedule(millis, pauseOver::release);
            try {
                pauseOver.acquire();
            } finally {
                timer.cancel();
            }
        }
    }

    private void warn(String what, String why) {
        if (warning.isDue(clock.millis())) {
            LOG.warn("{}{}; {} wait", what, why, outbox.waiting());
        }
    }
}
