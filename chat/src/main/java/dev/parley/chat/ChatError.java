package dev.parley.chat;

import dev.parley.hub.HubError;

/// Why the chat does not do what it was asked to. Codes from 1000 on are an application's own in the SDK protocol.
public enum ChatError {
    /// A parameter is missing, or not what it has to be.
    BAD_REQUEST(1000, false, "Send the parameters that the method takes: see docs/chat.md."),
    /// Nothing in the text can be seen.
    EMPTY(1001, false, "Write something first."),
    /// More code points than there may be.
    TOO_LONG(1002, false, "Shorten it."),
    /// Faster than people may, or than the room's slow mode lets them.
    TOO_FAST(1003, true, "Wait a little, then do it again."),
    /// The session is nobody's.
    NOT_SIGNED_IN(1004, false, "Say who you are first: get a token from `POST chat/session` and connect with it."),
    /// Not a member of the room.
    NOT_HERE(1005, false, "Enter the room first."),
    /// The person is in as many rooms as may be, or there are as many.
    TOO_MANY_ROOMS(1006, false, "There are too many rooms: leave one, or talk in one that exists."),
    /// No such room, or one that the person may not see.
    NO_SUCH_ROOM(1007, false, "There is no such room."),
    /// No such message, or one that was too old to be kept.
    NO_SUCH_MESSAGE(1008, false, "There is no such message."),
    /// Their role does not allow it.
    NOT_ALLOWED(1009, false, "You may not do this here: ask somebody who moderates the room."),
    /// May not write for a while.
    MUTED(1010, false, "You may not write here for a while."),
    /// May not come in for a while.
    BANNED(1011, false, "You may not come in here for a while."),
    /// The message was deleted.
    DELETED(1012, false, "The message was deleted."),
    /// More than there may be of something.
    TOO_MANY(1013, false, "There are too many already."),
    /// Another room has that id.
    ROOM_EXISTS(1014, false, "There is a room with this id: take another."),
    /// The server has too much to do.
    BUSY(1015, true, "The chat has too much to do: try again in a few seconds."),
    /// The database does not answer.
    UNAVAILABLE(1016, true, "The chat's database does not answer: try again in a few seconds."),
    /// Nobody has that id.
    NO_SUCH_PERSON(1017, false, "There is no such person."),
    /// Only moderators write there.
    READ_ONLY(1018, false, "Only those who moderate this room write here."),
    /// Somebody else has taken the visitor's talk.
    ALREADY_TAKEN(1019, false, "Somebody else has taken this talk.");

    private final int code;
    private final boolean temporary;
    private final String sentence;

    ChatError(int code, boolean temporary, String sentence) {
        this.code = code;
        this.temporary = temporary;
        this.sentence = sentence;
    }

    public int code() {
        return code;
    }

    /// Whether asking again later may help.
    public boolean temporary() {
        return temporary;
    }

    /// What to do, where nothing more is known.
    public String sentence() {
        return sentence;
    }

    HubError saying(String words) {
        return new HubError(code, words, temporary);
    }

    public Refusal refusal() {
        return new Refusal(this, sentence);
    }

    /// @param words what to do, in a sentence
    public Refusal refusal(String words) {
        return new Refusal(this, words);
    }
}
