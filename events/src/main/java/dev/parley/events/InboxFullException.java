package dev.parley.events;

import dev.parley.hub.UserId;
import java.io.IOException;

/// As many messages wait for the user as may.
public final class InboxFullException extends IOException {

    InboxFullException(UserId user, int perUser) {
        super(perUser + " messages wait for user " + user + ", and more may not until some are acknowledged");
    }
}
