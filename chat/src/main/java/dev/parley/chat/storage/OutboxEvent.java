package dev.parley.chat.storage;

/// Something that happened to a message and that nobody was told yet.
///
/// @param sequence for [ChatStorage#published]
/// @param key what it is published with as its idempotency key: the message's id when it was sent, and one made of it for
///     what came after
/// @param message as it is now: when it was edited or deleted meanwhile, the old text is in no event
public record OutboxEvent(long sequence, String key, Kind kind, Message message) {
    public enum Kind {
        SENT,
        EDITED,
        DELETED,
        REACTED
    }
}
