package dev.parley.chat.storage;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A message that is to be sent.
///
/// @param clientId made by the client and kept with its draft: the same one again, from the same author in the same room,
///     is the same message
/// @param replyTo null, or the id of a message of this room
/// @param mentions the people it is meant for
public record Draft(
        String room,
        String author,
        String clientId,
        String text,
        @Nullable String replyTo,
        Set<String> mentions) {

    public Draft {
        Limits.id("a room's id", room);
        Limits.user(author);
        Limits.id("a client's message id", clientId);
        Limits.text("a message", text, 1, Limits.TEXT);
        mentions = mentioned(mentions);
    }

    /// One that answers nobody and mentions nobody.
    public Draft(String room, String author, String clientId, String text) {
        this(room, author, clientId, text, null, Set.of());
    }

    static Set<String> mentioned(Set<String> people) {
        if (people.size() > Limits.MENTIONS) {
            throw new IllegalArgumentException("a message mentions at most " + Limits.MENTIONS + " people");
        }
        people.forEach(Limits::user);
        return Set.copyOf(people);
    }
}
