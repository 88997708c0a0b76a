package dev.parley.server.chat;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// What a client says: `{"type":"message","id":"…","text":"…"}`. Other fields are passed over.
sealed interface Said {

    /// UTF-16 units of an id.
    int ID_LIMIT = 64;

    /// @param id the client's own name for it
    record Message(String id, String text) implements Said {}

    /// Not a message.
    ///
    /// @param id empty when there is none to repeat
    record Nonsense(String id, String problem) implements Said {}

    /// Reads one message.
    ///
    /// @param utf8 its position is left alone
    static Said read(ByteBuffer utf8) {
        byte[] bytes = new byte[utf8.remaining()];
        utf8.get(utf8.position(), bytes);
        try (JsonParser parser = Json.FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
            return read(parser);
        } catch (JacksonException notJson) {
            return new Nonsense("", "Send JSON: {\"type\":\"message\",\"id\":\"…\",\"text\":\"…\"}.");
        }
    }

    private static Said read(JsonParser parser) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return new Nonsense("", "Send a JSON object: {\"type\":\"message\",\"id\":\"…\",\"text\":\"…\"}.");
        }
        String type = null;
        String id = null;
        String text = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = parser.currentName();
            String value = parser.nextToken() == JsonToken.VALUE_STRING ? parser.getString() : null;
            if (value == null) {
                parser.skipChildren();
            }
            switch (field) {
                case "type" -> type = value;
                case "id" -> id = value;
                case "text" -> text = value;
                default -> {}
            }
        }
        if (parser.nextToken() != null) {
            return new Nonsense("", "Send one JSON object in a message.");
        }
        return judge(type, id, text);
    }

    private static Said judge(@Nullable String type, @Nullable String id, @Nullable String text) {
        if (id == null || id.isEmpty() || id.length() > ID_LIMIT || !isWellFormed(id)) {
            return new Nonsense("", "Give each message an id of 1 to " + ID_LIMIT + " characters.");
        }
        if (!"message".equals(type)) {
            return new Nonsense(id, "The only type of message that is understood here is \"message\".");
        }
        if (text == null || !isWellFormed(text)) {
            return new Nonsense(id, "Give the message a text of whole characters.");
        }
        return new Message(id, text);
    }

    /// Without halves of surrogate pairs, which JSON can name and UTF-8 can't carry.
    private static boolean isWellFormed(String text) {
        return text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    }
}
