package dev.parley.embed;

import dev.parley.hub.HubError;

/// What was asked for was not done. Thrown by [Parley], and by callbacks that refuse something: the client is told.
public final class HubException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient HubError error;

    public HubException(HubError error) {
        super(error.message());
        this.error = error;
    }

    public HubError error() {
        return error;
    }
}
