package dev.parley.chat.storage;

import java.time.Instant;

/// What a moderator or the owner has done. Has no text of a message in it.
///
/// @param room empty when it was about all rooms
/// @param subject the person it was done to
/// @param detail the new role, the end of a ban in ISO 8601, or the message's id
public record AuditEntry(long sequence, Instant time, String by, Act act, String room, String subject, String detail) {
    public enum Act {
        ROLE,
        MUTE,
        BAN,
        EDIT,
        DELETE,
        EXPORT,
        ERASE
    }
}
