package dev.parley.chat;

import dev.parley.hub.Payload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// A call's parameters: texts, whole numbers, yes and no, and lists of texts. What has another form is as if it weren't
/// there, so that newer clients may say more than is known here.
public final class Params {

    /// Texts of one list.
    private static final int LIST = 100;

    private final Map<String, Object> values;

    private Params(Map<String, Object> values) {
        this.values = values;
    }

    /// @throws Refusal BAD_REQUEST when it is no JSON object, or has a field twice
    public static Params read(Payload data) throws Refusal {
        if (data.kind() == Payload.Kind.JSON) {
            try (JsonParser parser = Json.FACTORY.createParser(ObjectReadContext.empty(), data.toByteArray())) {
                if (parser.nextToken() == JsonToken.START_OBJECT) {
                    return new Params(fields(parser));
                }
                if (parser.currentToken() == JsonToken.VALUE_NULL) {
                    return new Params(Map.of());
                }
            } catch (JacksonException strange) {
                throw ChatError.BAD_REQUEST.refusal("Send a JSON object that has each field once.");
            }
        }
        throw ChatError.BAD_REQUEST.refusal("Send a JSON object.");
    }

    private static Map<String, Object> fields(JsonParser parser) throws Refusal {
        Map<String, Object> values = new HashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            Object value = switch (token) {
                case VALUE_STRING -> wellFormed(name, parser.getString());
                case VALUE_NUMBER_INT -> parser.getLongValue();
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                case START_ARRAY -> texts(parser, name);
                default -> null;
            };
            if (value == null) {
                parser.skipChildren();
            } else {
                values.put(name, value);
            }
        }
        return values;
    }

    private static List<String> texts(JsonParser parser, String name) throws Refusal {
        List<String> texts = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_STRING || texts.size() == LIST) {
                throw bad(name, "is a list of at most " + LIST + " texts");
            }
            texts.add(wellFormed(name, parser.getString()));
        }
        return texts;
    }

    /// Without NUL and halves of surrogate pairs, which JSON can name and no database keeps.
    private static String wellFormed(String name, String text) throws Refusal {
        if (text.codePoints().anyMatch(c -> c == 0 || (c >= 0xD800 && c <= 0xDFFF))) {
            throw bad(name, "has characters in it that are none");
        }
        return text;
    }

    private static Refusal bad(String name, String problem) {
        return ChatError.BAD_REQUEST.refusal("`" + name + "` " + problem + ".");
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /// @param most UTF-16 units
    /// @throws Refusal BAD_REQUEST when it is missing, empty or longer
    public String text(String name, int most) throws Refusal {
        String text = textOrNull(name, most);
        if (text == null || text.isEmpty()) {
            throw bad(name, "is a text of 1 to " + most + " characters");
        }
        return text;
    }

    /// @return null when there is none
    public @Nullable String textOrNull(String name, int most) throws Refusal {
        Object value = values.get(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof String text) || text.length() > most) {
            throw bad(name, "is a text of at most " + most + " characters");
        }
        return text;
    }

    /// @throws Refusal BAD_REQUEST when it is missing or out of range
    public long whole(String name, long least, long most) throws Refusal {
        if (!values.containsKey(name)) {
            throw bad(name, "is a whole number from " + least + " to " + most);
        }
        return whole(name, least, least, most);
    }

    /// @param otherwise what it is when it is missing
    public long whole(String name, long otherwise, long least, long most) throws Refusal {
        Object value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!(value instanceof Long number) || number < least || number > most) {
            throw bad(name, "is a whole number from " + least + " to " + most);
        }
        return number;
    }

    /// @throws Refusal BAD_REQUEST when it is neither true nor false
    public boolean flag(String name) throws Refusal {
        if (!(values.get(name) instanceof Boolean flag)) {
            throw bad(name, "is true or false");
        }
        return flag;
    }

    /// @return empty when there are none
    /// @throws Refusal BAD_REQUEST when there are more than `most`, or one is empty or longer than `length`
    public List<String> texts(String name, int most, int length) throws Refusal {
        Object value = values.get(name);
        if (value == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        if (value instanceof List<?> list && list.size() <= most) {
            for (Object each : list) {
                String text = (String) each;
                if (text.isEmpty() || text.length() > length) {
                    break;
                }
                texts.add(text);
            }
            if (texts.size() == list.size()) {
                return texts;
            }
        }
        throw bad(name, "is a list of at most " + most + " texts of 1 to " + length + " characters");
    }
}
