package dev.parley.auth.hook;

import dev.parley.hub.HubError;

/// What a question came to.
sealed interface Verdict<T> {

    record Allowed<T>(T value) implements Verdict<T> {}

    record Refused<T>(HubError why) implements Verdict<T> {}

    /// The backend said nothing.
    record Unavailable<T>() implements Verdict<T> {}

    /// The backend said what it may not say; nobody believes it. This is in the log.
    record Lied<T>() implements Verdict<T> {}
}
