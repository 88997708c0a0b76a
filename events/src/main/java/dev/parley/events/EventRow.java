package dev.parley.events;

import dev.parley.hub.ChannelName;
import dev.parley.hub.UserId;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// An event as it is kept and sent: written as JSON once, when it is added.
///
/// @param body one JSON object
record EventRow(String id, String key, long timeMillis, String body) {

    /// How ids begin that belong to what the event tells of. They are remembered for a while after the event is taken.
    static final String OWN_ID = "pub:";

    private static final JsonFactory FACTORY = new JsonFactory();

    static EventRow of(Event event, long nowMillis) {
        String own = event.ownId();
        String id = own == null ? UUID.randomUUID().toString() : own;
        long time = event instanceof Event.Published published ? published.timeMillis() : nowMillis;
        return of(event, id, time);
    }

    static EventRow of(Event event, String id, long timeMillis) {
        return new EventRow(id, event.key(), timeMillis, json(event, id, timeMillis));
    }

    static boolean isOwn(String id) {
        return id.startsWith(OWN_ID);
    }

    boolean hasOwnId() {
        return isOwn(id);
    }

    /// The same for the same key for ever; never negative.
    int hash() {
        int hash = key.hashCode();
        return (hash ^ hash >>> 16) & Integer.MAX_VALUE;
    }

    private static String json(Event event, String id, long time) {
        StringWriter out = new StringWriter(256);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("id", id);
            json.writeStringProperty("type", event.type());
            json.writeNumberProperty("time", time);
            switch (event) {
                case Event.UserOnline(UserId user) -> json.writeStringProperty("user", user.value());
                case Event.UserOffline(UserId user) -> json.writeStringProperty("user", user.value());
                case Event.ChannelOccupied(ChannelName channel) -> json.writeStringProperty("channel", channel.value());
                case Event.ChannelVacated(ChannelName channel) -> json.writeStringProperty("channel", channel.value());
                case Event.Subscribed(UserId user, String client, ChannelName channel) ->
                    subscription(json, user, client, channel);
                case Event.Unsubscribed(UserId user, String client, ChannelName channel) ->
                    subscription(json, user, client, channel);
                case Event.Published published -> publication(json, published);
            }
            json.writeEndObject();
        }
        return out.toString();
    }

    private static void subscription(JsonGenerator json, UserId user, String client, ChannelName channel) {
        json.writeStringProperty("user", user.value());
        json.writeStringProperty("client", client);
        json.writeStringProperty("channel", channel.value());
    }

    private static void publication(JsonGenerator json, Event.Published published) {
        json.writeStringProperty("channel", published.channel().value());
        if (published.position() != null) {
            json.writeNumberProperty("offset", published.position().offset());
            json.writeStringProperty("epoch", published.position().epoch());
        }
        if (published.publisher() != null) {
            json.writeStringProperty("user", published.publisher().user().value());
            json.writeStringProperty("client", published.publisher().client());
        }
        byte[] bytes = published.payload().toByteArray();
        switch (published.payload().kind()) {
            case JSON -> {
                json.writeName("data");
                json.writeRawValue(new String(bytes, StandardCharsets.UTF_8));
            }
            case TEXT -> json.writeStringProperty("text", new String(bytes, StandardCharsets.UTF_8));
            case BINARY -> json.writeBinaryProperty("b64data", bytes);
        }
        if (!published.tags().isEmpty()) {
            json.writeObjectPropertyStart("tags");
            published.tags().forEach(json::writeStringProperty);
            json.writeEndObject();
        }
    }
}
