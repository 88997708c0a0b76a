package dev.parley.chat;

import dev.parley.chat.people.ChatSessions;
import dev.parley.chat.people.People;
import dev.parley.chat.people.Person;
import dev.parley.chat.storage.ChatException;
import dev.parley.hub.Grant;
import dev.parley.hub.HubError;
import dev.parley.hub.Payload;
import dev.parley.hub.UserId;
import java.util.Map;

/// What a session is granted that connects with a token of the chat's own. Any thread; blocks.
final class Passes {

    private final ChatSessions sessions;
    private final People people;

    Passes(ChatSessions sessions, People people) {
        this.sessions = sessions;
        this.people = people;
    }

    /// What a token came to.
    sealed interface Read {
        record Granted(Grant.Session grant) implements Read {}

        record Refused(HubError error) implements Read {}
    }

    /// @throws ChatException when it can't be told just now
    Read read(String token) throws ChatException {
        ChatSessions.Pass pass = sessions.readToken(token);
        Person person = pass == null ? null : people.returning(pass.user(), pass.generation());
        if (pass == null || person == null) {
            // the client asks who it is, and gets another one, or says who it wants to be
            return new Read.Refused(HubError.TOKEN_EXPIRED);
        }
        Payload info = Json.object(json -> {
            json.writeStringProperty("name", person.name());
            if (person.avatar() != null) {
                json.writeStringProperty("avatar", person.avatar());
            }
        });
        return new Read.Granted(
                new Grant.Session(new UserId(person.id()), info, null, Map.of(), pass.expiresAtSeconds()));
    }
}
