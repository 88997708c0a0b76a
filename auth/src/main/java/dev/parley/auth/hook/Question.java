package dev.parley.auth.hook;

import dev.parley.auth.json.Json;
import dev.parley.hub.ConnectRequest;
import dev.parley.hub.Payload;
import dev.parley.hub.Session;
import java.io.StringWriter;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/// The JSON that a backend gets, as it is written. For one question, by one thread.
final class Question {

    private final StringWriter text = new StringWriter(256);
    private final JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), text);

    private Question(String client, String transport) {
        json.writeStartObject();
        with("client", client)
                .with("transport", transport)
                .with("protocol", "json")
                .with("encoding", "json");
    }

    static Question by(ConnectRequest request) {
        Question question = new Question(request.client(), request.transport());
        return question.unlessEmpty("name", request.name()).unlessEmpty("version", request.version());
    }

    static Question by(Session session, boolean includeMeta) {
        Question question = new Question(session.client(), session.transport())
                .with("user", session.user().value());
        Payload meta = includeMeta ? session.credentials().meta() : null;
        if (meta != null) {
            question.json.writeName("meta");
            question.json.writeRawValue(meta.toString());
        }
        return question;
    }

    Question with(String name, String value) {
        json.writeName(name);
        json.writeString(value);
        return this;
    }

    private Question unlessEmpty(String name, String value) {
        return value.isEmpty() ? this : with(name, value);
    }

    /// A payload by its kind: in `data`, `text` or `b64data`.
    Question with(@Nullable Payload data) {
        if (data != null) {
            switch (data.kind()) {
                case JSON -> {
                    json.writeName("data");
                    json.writeRawValue(data.toString());
                }
                case TEXT -> with("text", data.toString());
                case BINARY -> with("b64data", Base64.getEncoder().encodeToString(data.toByteArray()));
            }
        }
        return this;
    }

    String end() {
        json.writeEndObject();
        json.close();
        return text.toString();
    }
}
