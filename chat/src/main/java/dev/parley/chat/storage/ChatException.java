package dev.parley.chat.storage;

import org.jspecify.annotations.Nullable;

/// Why the storage did not do what it was asked. Nothing of it was done; its message has no password in it.
public final class ChatException extends Exception {

    /// What went wrong, for a program.
    public enum Reason {
        /// No room has that id.
        NO_SUCH_ROOM,
        /// A room has that id: take another.
        ROOM_EXISTS,
        /// No message has that id, or it was too old to be kept.
        NO_SUCH_MESSAGE,
        /// Neither text nor files would be left of the message.
        EMPTY,
        /// The message was deleted, so it can be neither edited nor reacted to.
        DELETED,
        /// No unsent file of that person and room has that id.
        NO_SUCH_FILE,
        /// The person is not in the room.
        NOT_A_MEMBER,
        /// The person may not write there for a while.
        MUTED,
        /// The person may not come in for a while.
        BANNED,
        /// No report has that number, or its message is gone.
        NO_SUCH_REPORT,
        /// Another operator has the talk, or it was closed.
        TAKEN,
        /// More than [Limits] allow.
        TOO_MANY,
        /// The database can't be used as it is: something has to be set right first.
        UNUSABLE,
        /// The database did not answer, or not in time: asking again later may help.
        UNAVAILABLE
    }

    private final Reason reason;

    ChatException(Reason reason, String message) {
        this(reason, message, null);
    }

    ChatException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    static ChatException noRoom(String room) {
        return new ChatException(Reason.NO_SUCH_ROOM, "there is no room '" + room + "'");
    }

    static ChatException noMessage(String id) {
        return new ChatException(Reason.NO_SUCH_MESSAGE, "there is no message '" + id + "'");
    }
}
