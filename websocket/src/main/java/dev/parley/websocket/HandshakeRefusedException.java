package dev.parley.websocket;

import java.io.IOException;

/// The server did not open a WebSocket: it answered with another status, or broke the rules of the handshake.
public final class HandshakeRefusedException extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;

    HandshakeRefusedException(int status, String reason) {
        super(reason);
        this.status = status;
    }

    /// The HTTP status that came instead of 101, or 101 when the answer broke a rule.
    public int status() {
        return status;
    }
}
