package dev.parley.server.api;

import dev.parley.hub.Payload;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// JSON as a stream: everything that goes out is written by the generator, never put together from what came in.
public final class Json {

    static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(512)
                    .maxStringLength(64 * 1024 * 1024)
                    .build())
            .build();

    static final byte[] EMPTY = "{}".getBytes(StandardCharsets.US_ASCII);

    private Json() {}

    /// One object.
    public static byte[] object(Consumer<JsonGenerator> fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(128);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            fields.accept(json);
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    /// A value that is JSON already.
    static void raw(JsonGenerator json, String name, byte[] value) {
        json.writeName(name);
        json.writeRawValue(new String(value, StandardCharsets.UTF_8));
    }

    /// A payload as the ecosystem has it: JSON as `name`, text as a JSON string there, bytes as `b64…`.
    public static void payload(JsonGenerator json, String name, Payload payload) {
        switch (payload.kind()) {
            case JSON -> raw(json, name, payload.toByteArray());
            case TEXT -> json.writeStringProperty(name, payload.toString());
            case BINARY ->
                json.writeStringProperty("b64" + name, Base64.getEncoder().encodeToString(payload.toByteArray()));
        }
    }
}
