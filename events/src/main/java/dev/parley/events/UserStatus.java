package dev.parley.events;

/// Whether a user is there.
///
/// @param lastSeenSeconds when the user was last there, in seconds since 1970: now when a session is there, 0 when never
public record UserStatus(boolean online, long lastSeenSeconds) {

    static final UserStatus NEVER_SEEN = new UserStatus(false, 0);
}
