package dev.parley.chat;

import dev.parley.chat.people.Person;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/// A person, as clients are told of them.
public final class PersonJson {

    private PersonJson() {}

    /// Writes an object, as an element of an array or behind a field's name.
    public static void write(JsonGenerator json, Person person) {
        json.writeStartObject();
        json.writeStringProperty("id", person.id());
        json.writeStringProperty("name", person.name());
        if (person.avatar() != null) {
            json.writeStringProperty("avatar", person.avatar());
        }
        json.writeStringProperty("kind", person.kind().name().toLowerCase(Locale.ROOT));
        json.writeEndObject();
    }
}
