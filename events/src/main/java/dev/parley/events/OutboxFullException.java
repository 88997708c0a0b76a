package dev.parley.events;

import java.io.IOException;

/// As many events wait for the backend as may.
public final class OutboxFullException extends IOException {

    OutboxFullException(long capacity) {
        super(capacity + " events wait for the backend, and more may not: see why it does not take them");
    }
}
