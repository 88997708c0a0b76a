package dev.parley.cli.chat;

/// Something that was asked of the server and not done.
final class CallFailed extends Exception {

    private static final long serialVersionUID = 1L;

    /// The server's codes, of the chat's `ChatError`, that are treated here in a way of their own.
    static final int NO_SUCH_ROOM = 1007;

    static final int NOT_HERE = 1005;

    private final int code;
    private final boolean temporary;

    /// @param code the server's; 0 when it said nothing, and nobody knows whether it was done
    /// @param temporary whether the same may go well a moment later
    /// @param sentence for people
    CallFailed(int code, boolean temporary, String sentence) {
        super(sentence);
        this.code = code;
        this.temporary = temporary;
    }

    int code() {
        return code;
    }

    boolean temporary() {
        return temporary;
    }

    boolean unanswered() {
        return code == 0;
    }

    /// Safe to print.
    String sentence() {
        String message = getMessage();
        return message == null ? "That didn't work." : SafeText.line(message);
    }
}
