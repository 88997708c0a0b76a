package dev.parley.dialects.raw;

import dev.parley.hub.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// A bare user's call of one of the server's methods.
///
/// @param id JSON, a number or a string, that comes back with the answer; null when none is wanted
/// @param params JSON
record UserCall(@Nullable String id, String method, Payload params) {

    private static final Payload NOTHING = Payload.json("{}");

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /// Of an id, as it stands in the JSON.
    private static final int MOST_ID = 64;

    /// @throws IllegalArgumentException with a sentence that says what is wrong
    static UserCall read(ByteBuffer utf8) {
        byte[] bytes = new byte[utf8.remaining()];
        utf8.get(utf8.position(), bytes);
        String id = null;
        String method = null;
        Payload params = NOTHING;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw wrong();
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                int start = (int) parser.currentTokenLocation().getByteOffset();
                if (name.equals("method") && value == JsonToken.VALUE_STRING) {
                    method = parser.getString();
                } else if (name.equals("id")
                        && (value == JsonToken.VALUE_NUMBER_INT || value == JsonToken.VALUE_STRING)) {
                    id = text(parser, bytes, start);
                    if (id.length() > MOST_ID) {
                        throw wrong();
                    }
                } else if (name.equals("params")) {
                    parser.skipChildren();
                    params = Payload.json(
                            ByteBuffer.wrap(text(parser, bytes, start).getBytes(StandardCharsets.UTF_8)));
                } else {
                    throw wrong();
                }
            }
            if (method == null || parser.nextToken() != null) {
                throw wrong();
            }
        } catch (JacksonException broken) {
            throw wrong();
        }
        return new UserCall(id, method, params);
    }

    private static String text(JsonParser parser, byte[] bytes, int start) {
        parser.finishToken();
        int end = (int) parser.currentLocation().getByteOffset();
        return new String(bytes, start, end - start, StandardCharsets.UTF_8).strip();
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException("a call is one JSON object {\"id\":1,\"method\":\"NAME\",\"params\":{}}");
    }
}
