package dev.parley.e2e.sdk;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// JSON as the tests need it.
final class Json {

    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /// `{"n": n}`
    static ObjectNode numbered(long n) {
        return object().put("n", n);
    }

    static long n(JsonNode publication) {
        return publication.path("data").path("n").asLong();
    }

    static JsonNode parse(String text) {
        return MAPPER.readTree(text);
    }
}
