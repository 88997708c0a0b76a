package dev.parley.server.api;

import dev.parley.hub.HubError;

/// Parameters that make no sense, with a sentence that says what is wrong.
public final class BadParams extends Exception {

    private final HubError error;

    public BadParams(String sentence) {
        this(HubError.BAD_REQUEST, sentence);
    }

    public BadParams(HubError error, String sentence) {
        super(sentence);
        this.error = error.saying(error.message() + ": " + sentence);
    }

    public HubError error() {
        return error;
    }

    /// It says all there is to say.
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
