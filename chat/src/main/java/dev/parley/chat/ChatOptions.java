package dev.parley.chat;

import dev.parley.chat.storage.Room;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// What the chat's owner has said.
///
/// @param textLimit code points of a message
/// @param rate messages a second that one person may send for long
/// @param burst messages that one person may send at once
/// @param roomLimit rooms, people's talks not counted
/// @param owners ids of those who own every room, but for people's talks
/// @param operators ids of those who answer visitors
/// @param support whether visitors may ask for somebody
/// @param creators who may make rooms
/// @param presenceGrace how long somebody may be gone before the others hear of it
/// @param retentionDays how long messages are kept in rooms that don't say so themselves; 0 for ever
/// @param rooms made at start when they are not there
public record ChatOptions(
        int textLimit,
        int rate,
        int burst,
        int roomLimit,
        Set<String> owners,
        Set<String> operators,
        boolean support,
        Creators creators,
        Duration presenceGrace,
        int retentionDays,
        List<FirstRoom> rooms) {

    public static final int MAX_TEXT_LIMIT = 5_000;

    public static final ChatOptions DEFAULT = new ChatOptions(
            1_024,
            2,
            10,
            10_000,
            Set.of(),
            Set.of(),
            false,
            Creators.EVERYBODY,
            Duration.ofSeconds(10),
            0,
            List.of(new FirstRoom("lobby", "Lobby", Room.Kind.PUBLIC, "")));

    /// Who may make rooms.
    public enum Creators {
        EVERYBODY,
        /// Whoever is no guest.
        MEMBERS,
        OWNERS
    }

    /// @param topic may be empty
    public record FirstRoom(String id, String name, Room.Kind kind, String topic) {
        public FirstRoom {
            if (!RoomIds.isFree(id)) {
                throw new IllegalArgumentException(RoomIds.FORM);
            }
            if (kind == Room.Kind.PRIVATE || kind == Room.Kind.SUPPORT) {
                throw new IllegalArgumentException("people's talks are made by themselves");
            }
        }
    }

    public ChatOptions {
        if (textLimit < 1 || textLimit > MAX_TEXT_LIMIT) {
            throw new IllegalArgumentException("a text has 1 to " + MAX_TEXT_LIMIT + " characters");
        }
        owners = Set.copyOf(owners);
        operators = Set.copyOf(operators);
        rooms = List.copyOf(rooms);
    }
}
