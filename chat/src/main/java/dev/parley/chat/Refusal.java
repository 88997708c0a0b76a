package dev.parley.chat;

import dev.parley.hub.HubError;

/// The chat does not do what it was asked to. Nothing of it was done.
public final class Refusal extends Exception {

    private final ChatError error;

    /// @param sentence what to do
    Refusal(ChatError error, String sentence) {
        super(sentence, null, false, false);
        this.error = error;
    }

    public ChatError error() {
        return error;
    }

    HubError told() {
        return error.saying(String.valueOf(getMessage()));
    }
}
