package dev.parley.chat;

import dev.parley.chat.people.Person;
import dev.parley.chat.storage.Member;
import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Draft;
import dev.parley.hub.HubError;
import dev.parley.hub.Payload;
import dev.parley.hub.Published;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;

/// What is said beside messages: to those who are in a room, now and not kept; to all devices of one person, kept for those
/// that come back. Any thread; doesn't wait.
public final class Tells {

    private static final Logger LOG = LoggerFactory.getLogger(Tells.class);

    private final Delivery delivery;
    private final @Nullable String key;

    Tells(Delivery delivery) {
        this(delivery, null);
    }

    private Tells(Delivery delivery, @Nullable String key) {
        this.delivery = delivery;
        this.key = key;
    }

    /// For what several nodes may say: on each channel, one of them once.
    ///
    /// @param what its idempotency key
    Tells once(String what) {
        return new Tells(delivery, what);
    }

    /// To a room: an object with this type and these fields.
    public void room(String room, String type, Consumer<JsonGenerator> fields) {
        say(ChatChannels.room(room), type, fields, true);
    }

    /// To a person.
    public void person(String user, String type, Consumer<JsonGenerator> fields) {
        say(ChatChannels.person(user), type, fields, false);
    }

    private void say(ChannelName channel, String type, Consumer<JsonGenerator> fields, boolean forgotten) {
        Payload payload = Json.object(json -> {
            json.writeStringProperty("type", type);
            fields.accept(json);
        });
        publish(channel, payload, forgotten);
    }

    private void publish(ChannelName channel, Payload payload, boolean forgotten) {
        delivery.publish(channel, new Draft(payload, null, Map.of(), key, forgotten, false), new Answer<>() {
            @Override
            public void succeeded(Published published) {}

            @Override
            public void failed(HubError error) {
                LOG.debug("something was not told on {}: {}", channel, error.message());
            }
        });
    }

    /// To a room what is written already, and is not kept.
    void passing(String room, Payload payload) {
        publish(ChatChannels.room(room), payload, true);
    }

    // ---- what several commands say

    /// @param role null when they are no longer a member
    public void member(String room, Person person, Member.@Nullable Role role) {
        room(room, "member", json -> {
            json.writeStringProperty("user", person.id());
            json.writeName("role");
            role(json, role);
            json.writeName("person");
            Write.person(json, person);
        });
    }

    /// @param why `left`, `removed`, `banned` or `closed`
    public void left(String room, String user, String why) {
        person(user, "left", json -> {
            json.writeStringProperty("room", room);
            json.writeStringProperty("why", why);
        });
    }

    void role(String room, String user, Member.Role role) {
        person(user, "role", json -> {
            json.writeStringProperty("room", room);
            json.writeName("role");
            role(json, role);
        });
    }

    void muted(String room, String user, @Nullable Instant until) {
        person(user, "muted", json -> {
            json.writeStringProperty("room", room);
            json.writeName("until");
            if (until == null) {
                json.writeNull();
            } else {
                json.writeNumber(until.toEpochMilli());
            }
        });
    }

    static void role(JsonGenerator json, Member.@Nullable Role role) {
        if (role == null) {
            json.writeNull();
        } else {
            json.writeString(role.name().toLowerCase(Locale.ROOT));
        }
    }
}
