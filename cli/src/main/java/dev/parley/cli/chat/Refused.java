package dev.parley.cli.chat;

import java.io.IOException;

/// The server lets one not in, or can't be reached. The message is a sentence that is safe to print.
final class Refused extends IOException {

    private static final long serialVersionUID = 1L;

    private final String error;

    /// @param error the server's own word, such as `name_taken`; empty when it can't be reached
    Refused(String error, String sentence) {
        super(SafeText.line(sentence));
        this.error = error;
    }

    String error() {
        return error;
    }

    /// Whether another name may do.
    boolean isOfTheName() {
        return error.equals("name_taken") || error.equals("bad_name");
    }

    String sentence() {
        String message = getMessage();
        return message == null ? error : message;
    }
}
