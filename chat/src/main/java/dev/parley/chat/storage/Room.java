package dev.parley.chat.storage;

import java.time.Instant;

/// A room. Its messages have the positions 1 to `lastPosition`, of which the oldest may have been forgotten.
///
/// @param settings JSON, kept as it is
public record Room(String id, String name, Kind kind, Instant created, String settings, long lastPosition) {

    /// Who may come in, and who may write. The storage keeps it; whoever asks the storage heeds it.
    public enum Kind {
        PUBLIC,
        INVITATION,
        ANNOUNCEMENT,
        PRIVATE,
        SUPPORT
    }

    public Room {
        Limits.id("a room's id", id);
        Limits.text("a room's name", name, 1, Limits.NAME);
        Limits.text("a room's settings", settings, 0, Limits.SETTINGS);
    }
}
