package dev.parley.chat.storage;

/// What a person has not read in one room.
///
/// @param mark the position up to which it is read
/// @param lastPosition that of the room's last message
/// @param count messages of others that are not deleted, among the next [Limits#UNREAD]
/// @param more whether there are messages behind those
/// @param mentions those among all unread messages that mention the person
public record Unread(String room, long mark, long lastPosition, int count, boolean more, int mentions) {}
