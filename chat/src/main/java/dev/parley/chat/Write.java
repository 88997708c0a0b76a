package dev.parley.chat;

import dev.parley.chat.people.Person;
import dev.parley.chat.storage.Attachment;
import dev.parley.chat.storage.Message;
import dev.parley.chat.storage.Room;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// The JSON of what the chat talks about. Each writes one value.
public final class Write {

    /// Code points of a message that an answer to it quotes.
    static final int EXCERPT = 140;

    private Write() {}

    public static void person(JsonGenerator json, Person person) {
        json.writeStartObject();
        json.writeStringProperty("id", person.id());
        json.writeStringProperty("name", person.name());
        if (person.avatar() != null) {
            json.writeStringProperty("avatar", person.avatar());
        }
        json.writeStringProperty("kind", person.kind().name().toLowerCase(Locale.ROOT));
        json.writeEndObject();
    }

    /// The field `people`: an object, by id.
    public static void people(JsonGenerator json, Map<String, Person> people) {
        json.writeName("people");
        json.writeStartObject();
        people.forEach((id, person) -> {
            json.writeName(id);
            person(json, person);
        });
        json.writeEndObject();
    }

    /// A field with a list of texts.
    public static void texts(JsonGenerator json, String name, Collection<String> texts) {
        json.writeName(name);
        json.writeStartArray();
        texts.forEach(json::writeString);
        json.writeEndArray();
    }

    /// A message as everybody may see it, or as `reader` does: fields of an object that was begun.
    ///
    /// @param reader null for everybody
    /// @param repliedTo the message that it answers, when it does and that is still there
    static void message(JsonGenerator json, Message message, @Nullable String reader, @Nullable Message repliedTo) {
        json.writeStringProperty("id", message.id());
        json.writeNumberProperty("position", message.position());
        json.writeStringProperty("author", message.author());
        json.writeNumberProperty("time", message.time().toEpochMilli());
        json.writeStringProperty("text", message.text());
        if (message.author().equals(reader)) {
            json.writeStringProperty("client_id", message.clientId());
        }
        if (message.replyTo() != null && message.deleted() == null) {
            reply(json, message.replyTo(), repliedTo);
        }
        if (!message.mentions().isEmpty()) {
            texts(json, "mentions", message.mentions());
        }
        if (!message.files().isEmpty()) {
            json.writeName("files");
            json.writeStartArray();
            message.files().forEach(file -> file(json, file));
            json.writeEndArray();
        }
        act(json, "edited", message.edited());
        act(json, "deleted", message.deleted());
        if (!message.reactions().isEmpty()) {
            json.writeName("reactions");
            reactions(json, message.reactions(), reader != null);
        }
    }

    public static void file(JsonGenerator json, Attachment file) {
        json.writeStartObject();
        fileFields(json, file);
        json.writeEndObject();
    }

    /// What is within it.
    public static void fileFields(JsonGenerator json, Attachment file) {
        json.writeStringProperty("id", file.id());
        json.writeStringProperty("name", file.name());
        json.writeStringProperty("type", file.type());
        json.writeNumberProperty("size", file.size());
        if (file.width() > 0 && file.height() > 0) {
            json.writeNumberProperty("width", file.width());
            json.writeNumberProperty("height", file.height());
        }
        if (file.durationMillis() > 0) {
            json.writeNumberProperty("duration", file.durationMillis());
        }
        if (!file.waveform().isEmpty()) {
            json.writeStringProperty("waveform", file.waveform());
        }
        json.writeBooleanProperty("thumbnail", file.thumbnail());
    }

    private static void reply(JsonGenerator json, String id, @Nullable Message to) {
        json.writeName("reply");
        json.writeStartObject();
        json.writeStringProperty("id", id);
        json.writeNumberProperty("position", to == null ? 0 : to.position());
        json.writeStringProperty("author", to == null ? "" : to.author());
        json.writeStringProperty("text", to == null ? "" : excerpt(to.text()));
        json.writeBooleanProperty("deleted", to == null || to.deleted() != null);
        json.writeEndObject();
    }

    static String excerpt(String text) {
        return text.codePointCount(0, text.length()) <= EXCERPT
                ? text
                : text.substring(0, text.offsetByCodePoints(0, EXCERPT - 1)) + "…";
    }

    private static void act(JsonGenerator json, String name, Message.@Nullable Act act) {
        if (act != null) {
            json.writeName(name);
            json.writeStartObject();
            json.writeStringProperty("by", act.by());
            json.writeNumberProperty("time", act.time().toEpochMilli());
            json.writeEndObject();
        }
    }

    static void reactions(JsonGenerator json, List<Message.Reaction> reactions, boolean mine) {
        json.writeStartArray();
        for (Message.Reaction reaction : reactions) {
            json.writeStartObject();
            json.writeStringProperty("reaction", reaction.reaction());
            json.writeNumberProperty("count", reaction.count());
            if (mine) {
                json.writeBooleanProperty("mine", reaction.mine());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /// Of a room what everybody may know: fields of an object that was begun.
    static void room(JsonGenerator json, Room room, RoomSettings settings) {
        json.writeStringProperty("id", room.id());
        json.writeStringProperty("name", name(room));
        json.writeStringProperty("kind", room.kind().name().toLowerCase(Locale.ROOT));
        if (!settings.topic().isEmpty()) {
            json.writeStringProperty("topic", settings.topic());
        }
    }

    /// What a talk is called that nobody has named; clients then show who is in it.
    static final String UNNAMED = "-";

    private static String name(Room room) {
        boolean talk = room.kind() == Room.Kind.PRIVATE || room.kind() == Room.Kind.SUPPORT;
        return talk && (room.name().equals(UNNAMED) || room.kind() == Room.Kind.SUPPORT) ? "" : room.name();
    }
}
