package dev.parley.cli;

import dev.parley.chat.Write;
import dev.parley.chat.storage.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/// Writes messages as JSON, one object per line.
final class Export {

    private static final JsonFactory FACTORY =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private final OutputStream out;

    /// @param out stays the caller's to close
    Export(OutputStream out) {
        this.out = out;
    }

    void write(Message message) throws IOException {
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("id", message.id());
            json.writeStringProperty("room", message.room());
            json.writeNumberProperty("position", message.position());
            json.writeStringProperty("author", message.author());
            json.writeStringProperty("time", message.time().toString());
            json.writeStringProperty("text", message.text());
            if (message.replyTo() != null) {
                json.writeStringProperty("reply_to", message.replyTo());
            }
            if (!message.mentions().isEmpty()) {
                json.writeArrayPropertyStart("mentions");
                message.mentions().forEach(json::writeString);
                json.writeEndArray();
            }
            if (!message.files().isEmpty()) {
                json.writeArrayPropertyStart("files");
                message.files().forEach(file -> Write.file(json, file));
                json.writeEndArray();
            }
            act(json, "edited", message.edited());
            act(json, "deleted", message.deleted());
            json.writeEndObject();
        }
        out.write("\n".getBytes(StandardCharsets.UTF_8));
    }

    private static void act(JsonGenerator json, String name, Message.@Nullable Act act) {
        if (act != null) {
            json.writeName(name);
            json.writeStartObject();
            json.writeStringProperty("by", act.by());
            json.writeStringProperty("time", act.time().toString());
            json.writeEndObject();
        }
    }
}
