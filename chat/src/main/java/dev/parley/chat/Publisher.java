package dev.parley.chat;

import dev.parley.chat.people.Person;
import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.ChatStorage;
import dev.parley.chat.storage.Message;
import dev.parley.chat.storage.OutboxEvent;
import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Draft;
import dev.parley.hub.HubError;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.Published;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the hub what happened to messages: takes the oldest rows of the outbox, publishes each with its key as idempotency
/// key, waits until the hub has it, and then takes the rows away.
///
/// One thread, so that a room's events have one order. It wakes when this process has written something, and looks once a
/// second for what others have. After a crash between any two steps a row is still there, and is published again with the same
/// key: to who is subscribed now. Several publishers on one database each go in the outbox's order.
///
/// What an edit or delete has replaced must not be recovered from the hub: the room's history there is removed before the new
/// state is told.
public final class Publisher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    private static final int PAGE = 100;
    private static final long POLL_MILLIS = 1_000;

    /// How long the hub may take; it answers within milliseconds.
    private static final long ANSWER_SECONDS = 5;

    private final ChatStorage storage;
    private final Views views;
    private final Delivery delivery;
    private final Semaphore wakings = new Semaphore(0);
    private @Nullable Thread thread;
    private volatile boolean closed;

    Publisher(ChatStorage storage, Views views, Delivery delivery) {
        this.storage = storage;
        this.views = views;
        this.delivery = delivery;
    }

    void start() {
        thread = Thread.ofPlatform().daemon().name("chat-publisher").start(this::run);
    }

    /// Something was written. Any thread; doesn't block.
    public void wake() {
        if (wakings.availablePermits() == 0) {
            wakings.release();
        }
    }

    /// What was said in a room until now is no longer recovered there, also before the change is told. Any thread; doesn't
    /// block.
    void forget(String room) {
        delivery.removeHistory(ChatChannels.room(room), new Answer<>() {
            @Override
            public void succeeded(Position position) {}

            @Override
            public void failed(HubError error) {
                LOG.debug("{} is forgotten when the change is told: {}", room, error.message());
            }
        });
        wake();
    }

    private void run() {
        while (!closed) {
            try {
                if (publishSome()) {
                    continue;
                }
            } catch (ChatException failed) {
                LOG.warn("the chat's events wait: {}", failed.getMessage());
            } catch (InterruptedException end) {
                return;
            } catch (RuntimeException broken) {
                LOG.error("the chat's events wait, for something broke", broken);
            }
            try {
                if (wakings.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    wakings.drainPermits();
                }
            } catch (InterruptedException end) {
                return;
            }
        }
    }

    /// @return whether there may be more
    private boolean publishSome() throws ChatException, InterruptedException {
        List<OutboxEvent> events = storage.unpublished(PAGE);
        List<Long> done = new ArrayList<>(events.size());
        try {
            for (OutboxEvent event : events) {
                if (closed || !publish(event)) {
                    return false;
                }
                done.add(event.sequence());
            }
        } finally {
            if (!done.isEmpty()) {
                storage.published(done);
            }
        }
        return events.size() == PAGE;
    }

    /// @return false when it has to be tried again
    private boolean publish(OutboxEvent event) throws ChatException, InterruptedException {
        ChannelName channel = ChatChannels.room(event.message().room());
        boolean replaces = event.kind() == OutboxEvent.Kind.EDITED || event.kind() == OutboxEvent.Kind.DELETED;
        if (replaces && !isDone(event, Publisher.<Position>wait(answer -> delivery.removeHistory(channel, answer)))) {
            return false;
        }
        Draft draft = Draft.of(payload(event)).withKey(event.key());
        return isDone(event, Publisher.<Published>wait(answer -> delivery.publish(channel, draft, answer)));
    }

    /// Whether it needs no other attempt: what was published with another state of the message was published, and what can
    /// never be must not stop all others.
    private static boolean isDone(OutboxEvent event, @Nullable HubError error) {
        if (error == null || error.code() == HubError.KEY_REUSED.code()) {
            return true;
        }
        LOG.warn(
                "'{}' of message {} was not told: {}",
                event.kind(),
                event.message().id(),
                error.message());
        return !error.temporary();
    }

    /// @return what went wrong, or null
    private static <T> @Nullable HubError wait(Consumer<Answer<T>> asked) throws InterruptedException {
        AtomicReference<@Nullable HubError> failure = new AtomicReference<>();
        CountDownLatch answered = new CountDownLatch(1);
        asked.accept(new Answer<>() {
            @Override
            public void succeeded(T value) {
                answered.countDown();
            }

            @Override
            public void failed(HubError error) {
                failure.set(error);
                answered.countDown();
            }
        });
        return answered.await(ANSWER_SECONDS, TimeUnit.SECONDS) ? failure.get() : HubError.INTERNAL;
    }

    private Payload payload(OutboxEvent event) throws ChatException {
        Message message = event.message();
        if (event.kind() == OutboxEvent.Kind.REACTED) {
            return Json.object(json -> {
                json.writeStringProperty("type", "reactions");
                json.writeStringProperty("id", message.id());
                json.writeNumberProperty("position", message.position());
                json.writeName("reactions");
                Write.reactions(json, message.reactions(), false);
            });
        }
        Views.Page page = views.page(List.of(message));
        Person author = views.person(message.author());
        return Json.object(json -> {
            json.writeStringProperty(
                    "type",
                    switch (event.kind()) {
                        case SENT -> "message";
                        case EDITED -> "edited";
                        case DELETED -> "deleted";
                        case REACTED -> "reactions";
                    });
            json.writeName("message");
            page.writeFirst(json, null);
            if (event.kind() == OutboxEvent.Kind.SENT) {
                json.writeName("person");
                Write.person(json, author);
            }
        });
    }

    /// Ends it between two events; what is left is published at the next start. Blocks.
    @Override
    public void close() {
        closed = true;
        wake();
        Thread running = thread;
        if (running != null) {
            try {
                running.join();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
