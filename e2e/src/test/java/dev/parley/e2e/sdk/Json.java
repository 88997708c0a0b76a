package dev.parley.e2e.sdk;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// JSON as the tests need it.
public final class Json {

    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /// `{"n": n}`
    public static ObjectNode numbered(long n) {
        return object().put("n", n);
    }

    public static long n(JsonNode publication) {
        return publication.path("data").path("n").asLong();
    }

    public static JsonNode parse(String text) {
        return MAPPER.readTree(text);
    }
}
