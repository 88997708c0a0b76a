package dev.parley.chat.files;

import dev.parley.chat.storage.Attachment;
import tools.jackson.core.JsonGenerator;

/// A file as clients are told of it.
public final class FileJson {

    private FileJson() {}

    /// Writes one object.
    public static void write(JsonGenerator json, Attachment file) {
        json.writeStartObject();
        fields(json, file);
        json.writeEndObject();
    }

    /// What is within it.
    public static void fields(JsonGenerator json, Attachment file) {
        json.writeStringProperty("id", file.id());
        json.writeStringProperty("name", file.name());
        json.writeStringProperty("type", file.type());
        json.writeNumberProperty("size", file.size());
        if (file.width() > 0) {
            json.writeNumberProperty("width", file.width());
            json.writeNumberProperty("height", file.height());
        }
        if (file.durationMillis() > 0) {
            json.writeNumberProperty("duration", file.durationMillis());
        }
        if (!file.waveform().isEmpty()) {
            json.writeStringProperty("waveform", file.waveform());
        }
        json.writeBooleanProperty("thumbnail", file.thumbnail());
    }
}
