package dev.parley.chat.storage;

import java.time.Instant;

/// What a moderator or the owner has done. Has no text of a message in it.
///
/// @param room empty when it was about all rooms
/// @param subject the person it was done to
/// @param detail the new role, the end of a ban or mute in ISO 8601 (empty: it was lifted), or the message's id
public record AuditEntry(long sequence, Instant time, String by, Act act, String room, String subject, String detail) {
    public enum Act {
        /// The room's name or settings.
        CHANGE,
        ROLE,
        MUTE,
        BAN,
        /// Taken out, free to come back.
        REMOVE,
        EDIT,
        DELETE,
        EXPORT,
        ERASE,
        RESOLVE,
        TAKE,
        CLOSE;

        /// Whether it changed who may be in a room, or what they may do there.
        public boolean ofMembership() {
            return switch (this) {
                case ROLE, MUTE, BAN, REMOVE -> true;
                case CHANGE, EDIT, DELETE, EXPORT, ERASE, RESOLVE, TAKE, CLOSE -> false;
            };
        }
    }
}
