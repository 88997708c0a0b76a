package dev.parley.events;

/// What came of one request to the backend.
sealed interface Reply {

    /// HTTP 2xx: all of it is the backend's now.
    record Taken() implements Reply {}

    /// HTTP 4xx that speaks of what was sent.
    ///
    /// @param retryAfterMillis how long the backend wants to be left alone, 0 when it did not say
    record Refused(int status, long retryAfterMillis) implements Reply {

        /// Whether the backend means the event. The others mean us: a wrong secret, rights, address.
        boolean meansTheEvent() {
            return status != 401 && status != 403 && status != 404;
        }
    }

    /// No answer, or one that says nothing of what was sent: HTTP 408, 429, 5xx, and what is no answer to a POST.
    ///
    /// @param why for the log
    /// @param retryAfterMillis how long the backend wants to be left alone, 0 when it did not say
    record Later(String why, long retryAfterMillis) implements Reply {}
}
