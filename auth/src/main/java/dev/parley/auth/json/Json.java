package dev.parley.auth.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/// Reads JSON one level at a time, so that payloads inside stay the text that was written: databind would round their
/// numbers.
///
/// An object that says the same name twice, at any depth, is refused: two readers could see two different things.
public final class Json {

    /// Payloads may nest 64 deep, and stand at most 4 deep themselves.
    private static final int MAX_DEPTH = 70;

    public static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(1000)
                    .build())
            .build();

    private Json() {}

    /// The values of an object, each as its own text, in their order.
    ///
    /// @throws JacksonException when it is no object, or not well-formed
    public static Map<String, String> members(String object) {
        Map<String, String> members = new LinkedHashMap<>();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), object)) {
            expect(parser, JsonToken.START_OBJECT);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                members.put(name, value(parser, object));
            }
            expectEnd(parser);
        }
        return members;
    }

    /// The values of an array, each as its own text.
    ///
    /// @throws JacksonException when it is no array, or not well-formed
    public static List<String> elements(String array) {
        List<String> elements = new ArrayList<>();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), array)) {
            expect(parser, JsonToken.START_ARRAY);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                elements.add(value(parser, array));
            }
            expectEnd(parser);
        }
        return elements;
    }

    /// What a JSON string says.
    ///
    /// @throws JacksonException when it is no string, or not well-formed
    public static String string(String json) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            expect(parser, JsonToken.VALUE_STRING);
            String string = parser.getString();
            expectEnd(parser);
            return string;
        }
    }

    /// The text of the value that the parser is at, which it leaves behind.
    private static String value(JsonParser parser, String text) {
        int start = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        return text.substring(start, (int) parser.currentLocation().getCharOffset());
    }

    private static void expect(JsonParser parser, JsonToken token) {
        if (parser.nextToken() != token) {
            throw new StreamReadException(parser, "not what it must be");
        }
    }

    private static void expectEnd(JsonParser parser) {
        if (parser.nextToken() != null) {
            throw new StreamReadException(parser, "more than one value");
        }
    }
}
