package dev.parley.chat;

import dev.parley.chat.people.ChatSessions;
import dev.parley.chat.people.People;
import dev.parley.chat.people.Person;
import dev.parley.chat.storage.ChatException;
import dev.parley.hub.Credentials;
import dev.parley.hub.Grant;
import dev.parley.hub.HubError;
import dev.parley.hub.Payload;
import dev.parley.hub.UserId;
import java.util.Map;

/// What a session is granted that connects with a token of the chat's own. Any thread; blocks.
final class Passes {

    /// What the ids of the chat's tokens begin with. Behind it is the generation of the account.
    private static final String GENERATION = "chat generation ";

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
        long issuedAt = pass.expiresAtSeconds() - ChatSessions.TOKEN_LIFE.toSeconds();
        return new Read.Granted(new Grant.Session(
                new UserId(person.id()),
                info,
                null,
                Map.of(),
                pass.expiresAtSeconds(),
                new Credentials(null, GENERATION + pass.generation(), issuedAt, Map.of(), false)));
    }

    /// Whether the account was not signed out everywhere meanwhile, by whatever node. Blocks.
    boolean isStillGood(UserId user, Credentials credentials) throws ChatException {
        String token = credentials.tokenId();
        return !token.startsWith(GENERATION)
                || people.returning(user.value(), Long.parseLong(token.substring(GENERATION.length()))) != null;
    }

    /// Does not block.
    boolean mayStay(UserId user, Credentials credentials) {
        String token = credentials.tokenId();
        return !token.startsWith(GENERATION)
                || people.mayStay(user.value(), Long.parseLong(token.substring(GENERATION.length())));
    }
}
