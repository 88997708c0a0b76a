package dev.parley.server.chat;

import dev.parley.hub.HubError;

/// Why the chat does not do what it was asked to. Codes from 1000 on are an application's own in the SDK protocol.
enum ChatError {
    /// Not what [Said] takes.
    BAD_MESSAGE(1000, false),
    /// Nothing in the text can be seen.
    EMPTY(1001, false),
    /// More code points than `chat.text_limit`.
    TOO_LONG(1002, false),
    /// Faster than `chat.rate` and `chat.burst` allow.
    TOO_FAST(1003, true),
    /// The session has no name, or one that can't be.
    BAD_NAME(1004, false),
    /// The session is not subscribed to the room.
    NOT_HERE(1005, false),
    /// `chat.room_limit` rooms remember something.
    TOO_MANY_ROOMS(1006, true);

    private final int code;
    private final boolean temporary;

    ChatError(int code, boolean temporary) {
        this.code = code;
        this.temporary = temporary;
    }

    /// @param sentence what to do
    HubError saying(String sentence) {
        return new HubError(code, sentence, temporary);
    }
}
