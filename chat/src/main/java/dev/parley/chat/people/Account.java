package dev.parley.chat.people;

import java.time.Instant;

/// An account of the chat's own.
///
/// @param login in the form in which logins are compared
/// @param generation grows when everything signed before is to be good no longer
public record Account(Person person, String login, long generation, Instant created) {}
