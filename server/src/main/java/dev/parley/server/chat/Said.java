package dev.parley.server.chat;

import dev.parley.hub.Payload;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// What a client says: `{"room":"…","id":"…","text":"…"}`. Other fields are passed over.
sealed interface Said {

    /// UTF-16 units of an id.
    int ID_LIMIT = 64;

    String FORM = "{\"room\":\"…\",\"id\":\"…\",\"text\":\"…\"}.";

    /// @param id the client's own name for it, by which it is said once however often it is sent
    record Message(String room, String id, String text) implements Said {}

    /// Not a message.
    record Nonsense(String problem) implements Said {}

    static Said read(Payload data) {
        if (data.kind() != Payload.Kind.JSON) {
            return new Nonsense("Send JSON: " + FORM);
        }
        try (JsonParser parser = Json.FACTORY.createParser(ObjectReadContext.empty(), data.toByteArray())) {
            return read(parser);
        } catch (JacksonException notJson) {
            return new Nonsense("Send JSON, each field once: " + FORM);
        }
    }

    private static Said read(JsonParser parser) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return new Nonsense("Send a JSON object: " + FORM);
        }
        String room = null;
        String id = null;
        String text = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = parser.currentName();
            String value = parser.nextToken() == JsonToken.VALUE_STRING ? parser.getString() : null;
            if (value == null) {
                parser.skipChildren();
            }
            switch (field) {
                case "room" -> room = value;
                case "id" -> id = value;
                case "text" -> text = value;
                default -> {}
            }
        }
        if (parser.nextToken() != null) {
            return new Nonsense("Send one JSON object: " + FORM);
        }
        return judge(room, id, text);
    }

    private static Said judge(@Nullable String room, @Nullable String id, @Nullable String text) {
        if (room == null) {
            return new Nonsense("Name the room: " + FORM);
        }
        String problem = ChatNames.roomProblem(room);
        if (problem != null) {
            return new Nonsense(problem);
        }
        if (id == null || id.isEmpty() || id.length() > ID_LIMIT || !isWellFormed(id)) {
            return new Nonsense("Give each message an id of 1 to " + ID_LIMIT + " characters.");
        }
        if (text == null || !isWellFormed(text)) {
            return new Nonsense("Give the message a text of whole characters.");
        }
        return new Message(room, id, text);
    }

    /// Without halves of surrogate pairs, which JSON can name and UTF-8 can't carry.
    private static boolean isWellFormed(String text) {
        return text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    }
}
