package dev.parley.net;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Something the operating system refused. The message is one sentence that says what to do about it.
public final class NetworkException extends IOException {
    private static final long serialVersionUID = 1;

    public NetworkException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
