package dev.parley.chat;

import dev.parley.chat.people.Person;
import dev.parley.hub.Session;

/// Somebody calls a method.
///
/// @param session over which; it may be gone by now
/// @param me who has signed in there
public record Call(Session session, Person me, Params params) {

    /// The caller's id.
    public String user() {
        return me.id();
    }
}
