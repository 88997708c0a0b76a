package dev.parley.server.chat;

import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Draft;
import dev.parley.hub.HubError;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.Published;
import dev.parley.hub.Session;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The method [#METHOD]: checks what people say, and publishes what passes.
///
/// A message is published once however often it is sent: its id is the idempotency key, so a page sends again with the
/// same id whatever it has no answer to, over the same session or another. For that the payload must be the same each time;
/// when it was said, which is not, goes into the tag [#TIME].
public final class ChatRpc {

    public static final String METHOD = "chat.send";

    /// The tag with the milliseconds since 1970 at which a message was taken.
    public static final String TIME = "time";

    /// As [dev.parley.hub.Hub#publish] does it.
    @FunctionalInterface
    public interface Publisher {
        void publish(ChannelName channel, Draft draft, Answer<Published> answer);
    }

    private static final int MAX_ESCAPED_BYTES = 12; // of a code point in JSON: \ud83d\ude00
    private static final int ENVELOPE_BYTES = 1_024;

    private final Publisher publisher;
    private final int textLimit;
    private final Rates rates;
    private final RoomsInUse rooms;
    private final InstantSource clock;
    private final LongSupplier nanoTime;

    /// @param textLimit code points of a message
    /// @param rate messages a second that a session may send for long
    /// @param burst messages that a session may send at once
    /// @param roomLimit rooms that may remember messages at the same time
    public ChatRpc(
            Publisher publisher,
            int textLimit,
            int rate,
            int burst,
            int roomLimit,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.publisher = publisher;
        this.textLimit = textLimit;
        this.rates = new Rates(rate, burst);
        this.rooms = new RoomsInUse(roomLimit);
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /// Bytes that a client's message may have so that every text within the limit fits, however it is escaped.
    public static long messageSize(int textLimit) {
        return (long) textLimit * MAX_ESCAPED_BYTES + ENVELOPE_BYTES;
    }

    /// On the session's loop, where it is answered too: with `{"id":"…","offset":N,"epoch":"…"}`.
    public void call(Session session, Payload data, Answer<Payload> answer) {
        switch (Said.read(data)) {
            case Said.Nonsense(String problem) -> answer.failed(ChatError.BAD_MESSAGE.saying(problem));
            case Said.Message message -> consider(session, message, answer);
        }
    }

    private void consider(Session session, Said.Message message, Answer<Payload> answer) {
        ChannelName channel = ChatNamespace.channel(message.room());
        HubError problem = problem(session, channel, message);
        if (problem != null) {
            answer.failed(problem);
            return;
        }
        String name = ChatEntrance.nameOf(session);
        if (name == null) {
            answer.failed(ChatEntrance.nameless());
            return;
        }
        long now = clock.millis();
        if (!rooms.speak(message.room(), now)) {
            answer.failed(ChatError.TOO_MANY_ROOMS.saying(
                    "Too many rooms are in use: talk in one that exists, or try again later."));
            return;
        }
        Payload payload = Json.object(json -> {
            json.writeStringProperty("id", message.id());
            json.writeStringProperty("text", message.text());
            json.writeStringProperty("from", name);
        });
        Draft draft = Draft.of(payload)
                .by(session.info(null))
                .withTags(Map.of(TIME, Long.toString(now)))
                .withKey(key(message.id()));
        publisher.publish(channel, draft, new Answer<>() {
            @Override
            public void succeeded(Published published) {
                answer.succeeded(said(message.id(), published.position()));
            }

            @Override
            public void failed(HubError error) {
                answer.failed(
                        error.code() == HubError.KEY_REUSED.code()
                                ? ChatError.BAD_MESSAGE.saying(
                                        "Another message has this id: give each message an id of its own.")
                                : error);
            }
        });
    }

    private @Nullable HubError problem(Session session, ChannelName channel, Said.Message message) {
        if (!session.isSubscribed(channel)) {
            return ChatError.NOT_HERE.saying("Subscribe to " + channel + " first.");
        }
        String text = message.text();
        if (!Visible.anyOf(text)) {
            return ChatError.EMPTY.saying("Write something first.");
        }
        int excess = text.codePointCount(0, text.length()) - textLimit;
        if (excess > 0) {
            return ChatError.TOO_LONG.saying(
                    "Shorten it by " + excess + " characters: a message may have " + textLimit + ".");
        }
        long wait = rates.take(session.client(), nanoTime.getAsLong());
        return wait > 0 ? ChatError.TOO_FAST.saying("Wait " + (wait + 999) / 1000 + " s, then send it again.") : null;
    }

    /// In a form of its own, so that it meets no key that the site uses for the same channel.
    private static String key(String id) {
        return "chat.send " + id;
    }

    private static Payload said(String id, @Nullable Position position) {
        return Json.object(json -> {
            json.writeStringProperty("id", id);
            if (position != null) {
                json.writeNumberProperty("offset", position.offset());
                json.writeStringProperty("epoch", position.epoch());
            }
        });
    }
}
