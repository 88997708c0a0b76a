package dev.parley.server.chat;

import dev.parley.chat.Json;
import dev.parley.chat.people.Person;
import dev.parley.hub.Payload;

/// What a request about who one is is answered with.
sealed interface SessionReply {

    /// Somebody.
    ///
    /// @param token to connect with
    /// @param remember the cookie's value
    record Somebody(Person person, String token, String remember) implements SessionReply {}

    /// Nobody yet, or no longer.
    ///
    /// @param forget whether the cookie is to go
    record Nobody(boolean forget) implements SessionReply {}

    /// No.
    ///
    /// @param error for a program
    /// @param sentence what to do
    /// @param retryAfter seconds; 0 when waiting does not help
    record Refused(int status, String error, String sentence, long retryAfter) implements SessionReply {

        Refused(int status, String error, String sentence) {
            this(status, error, sentence, 0);
        }

        static Refused tooMany(long seconds) {
            return new Refused(429, "too_many", "That was too often: try again in " + seconds + " s.", seconds);
        }
    }

    default Payload json(long tokenSeconds) {
        return Json.object(json -> {
            switch (this) {
                case Somebody(Person person, String token, String remember) -> {
                    json.writeStringProperty("user", person.id());
                    json.writeStringProperty("name", person.name());
                    json.writeStringProperty("kind", person.kind().title());
                    String avatar = person.avatar();
                    if (avatar != null) {
                        json.writeStringProperty("avatar", avatar);
                    }
                    json.writeStringProperty("token", token);
                    json.writeNumberProperty("expires_in", tokenSeconds);
                    json.writeStringProperty("remember", remember);
                }
                case Nobody _ -> json.writeNullProperty("user");
                case Refused no -> {
                    json.writeStringProperty("error", no.error());
                    json.writeStringProperty("message", no.sentence());
                }
            }
        });
    }
}
