package dev.parley.cli.chat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// A JSON object that somebody else has written. Each field is read as what it should be, or as if it weren't there: a
/// newer server may say more than an older client hears.
public record Fields(Map<String, Object> values) {

    public static final Fields NONE = new Fields(Map.of());

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(32).build())
            .build();

    /// One object, written.
    public static byte[] written(Consumer<JsonGenerator> fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            generator.writeStartObject();
            fields.accept(generator);
            generator.writeEndObject();
        }
        return out.toByteArray();
    }

    /// The object that these bytes are; [#NONE] for what is none.
    public static Fields read(byte @Nullable [] json) {
        if (json == null || json.length == 0) {
            return NONE;
        }
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            return parser.nextToken() == JsonToken.START_OBJECT ? new Fields(object(parser)) : NONE;
        } catch (JacksonException broken) {
            return NONE;
        }
    }

    private static Map<String, Object> object(JsonParser parser) {
        Map<String, Object> values = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            Object value = value(parser, parser.nextToken());
            if (value != null) {
                values.put(name, value);
            }
        }
        return values;
    }

    private static List<Object> array(JsonParser parser) {
        List<Object> values = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            Object value = value(parser, token);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    private static @Nullable Object value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> new Fields(object(parser));
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? null : parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL, VALUE_EMBEDDED_OBJECT, END_OBJECT, END_ARRAY, PROPERTY_NAME, NOT_AVAILABLE -> null;
        };
    }

    /// Empty for what is no text.
    public String text(String name) {
        return values.get(name) instanceof String text ? text : "";
    }

    /// A whole number; 0 for what is none.
    public long number(String name) {
        return values.get(name) instanceof Long number ? number : 0;
    }

    /// Any number; 0 for what is none.
    public double decimal(String name) {
        return values.get(name) instanceof Number number ? number.doubleValue() : 0;
    }

    public boolean is(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    /// [#NONE] for what is no object.
    public Fields object(String name) {
        return values.get(name) instanceof Fields fields ? fields : NONE;
    }

    /// The objects in a list.
    public List<Fields> objects(String name) {
        return list(name).stream()
                .filter(Fields.class::isInstance)
                .map(Fields.class::cast)
                .toList();
    }

    /// The texts in a list.
    List<String> texts(String name) {
        return list(name).stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    private List<?> list(String name) {
        return values.get(name) instanceof List<?> list ? list : List.of();
    }
}
