package dev.parley.chat;

import dev.parley.chat.people.Person;
import dev.parley.chat.people.Persons;
import dev.parley.chat.storage.ChatException;
import dev.parley.hub.Grant;
import dev.parley.hub.Payload;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// What a site says of its users, in the `info` of what they are granted: `{"name":"Ann","avatar":"https://…"}`.
final class Claims {

    private Claims() {}

    /// A user of the site's has come: from now on they are known by that name.
    static void see(Grant.Session grant, Persons persons) throws ChatException {
        String id = grant.user().value();
        if (Person.kindOf(id) == Person.Kind.SITE) {
            String name = text(grant.info(), "name");
            persons.seen(new Person(id, name == null ? id : name, text(grant.info(), "avatar"), Person.Kind.SITE));
        }
    }

    /// A text of a JSON object, or null.
    static @Nullable String text(@Nullable Payload data, String wanted) {
        if (data == null || data.kind() != Payload.Kind.JSON) {
            return null;
        }
        try (JsonParser parser = Json.FACTORY.createParser(ObjectReadContext.empty(), data.toByteArray())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals(wanted) && value == JsonToken.VALUE_STRING) {
                    return parser.getString();
                }
                parser.skipChildren();
            }
            return null;
        } catch (JacksonException strange) {
            return null; // A field twice, or very deep: data of somebody else's making, without a name for us.
        }
    }
}
