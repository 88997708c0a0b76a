package dev.parley.events;

import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Tags as one JSON object of strings, as they stand in a row.
final class Tags {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final String NONE = "{}";

    private Tags() {}

    static String write(Map<String, String> tags) {
        if (tags.isEmpty()) {
            return NONE;
        }
        StringWriter out = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            tags.forEach(json::writeStringProperty);
            json.writeEndObject();
        }
        return out.toString();
    }

    static Map<String, String> read(String text) {
        if (text.equals(NONE)) {
            return Map.of();
        }
        Map<String, String> tags = new HashMap<>();
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                json.nextToken();
                tags.put(name, json.getString());
            }
        }
        return Map.copyOf(tags);
    }
}
