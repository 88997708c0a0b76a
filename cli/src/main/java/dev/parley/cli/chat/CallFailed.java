package dev.parley.cli.chat;

/// Something that was asked of the server and not done.
final class CallFailed extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean temporary;

    /// @param temporary whether the same may go well a moment later
    /// @param sentence for people
    CallFailed(boolean temporary, String sentence) {
        super(sentence);
        this.temporary = temporary;
    }

    boolean temporary() {
        return temporary;
    }

    /// Safe to print.
    String sentence() {
        String message = getMessage();
        return message == null ? "That didn't work." : SafeText.line(message);
    }
}
