package dev.parley.server.config;

import dev.parley.chat.storage.Room;

/// A room that is made when the server starts, unless it is there already.
///
/// @param topic empty for none
public record ConfiguredRoom(String id, String name, Room.Kind kind, String topic) {

    static final int NAME_MOST = 64;
    static final int TOPIC_MOST = 256;

    /// What there is when nobody has said otherwise.
    static final ConfiguredRoom LOBBY = new ConfiguredRoom("lobby", "Lobby", Room.Kind.PUBLIC, "");

    static boolean isName(String text) {
        return !text.isBlank() && text.length() <= NAME_MOST && text.chars().noneMatch(Character::isISOControl);
    }
}
