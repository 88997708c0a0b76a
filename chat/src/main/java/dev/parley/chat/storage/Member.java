package dev.parley.chat.storage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A person in a room; or one who was, and whose ban or mute goes on.
///
/// @param joined null when the person is not in the room
/// @param mutedUntil null, or a time in the past or the future
/// @param bannedUntil the same
public record Member(
        String room,
        String user,
        Role role,
        @Nullable Instant joined,
        @Nullable Instant mutedUntil,
        @Nullable Instant bannedUntil) {

    public enum Role {
        OWNER,
        MODERATOR,
        MEMBER,
        GUEST
    }

    public boolean muted(Instant now) {
        return mutedUntil != null && mutedUntil.isAfter(now);
    }

    public boolean banned(Instant now) {
        return bannedUntil != null && bannedUntil.isAfter(now);
    }
}
