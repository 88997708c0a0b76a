package dev.parley.events;

import java.net.URI;
import java.time.Duration;

/// Where events go.
///
/// @param url of the site's backend; http or https
/// @param secret what requests are signed with; the backend has the same. Never logged
/// @param timeout for one request, until its answer has been read; at most five minutes
/// @param concurrency requests at the same time, 1 to [#MAX_CONCURRENCY]; with 1, all events keep one order
/// @param capacity events that may wait; whoever adds one then is refused
public record OutboxOptions(URI url, String secret, Duration timeout, int concurrency, long capacity) {

    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
    public static final int DEFAULT_CONCURRENCY = 4;
    public static final int MAX_CONCURRENCY = 64;
    public static final long DEFAULT_CAPACITY = 1_000_000;

    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(5);

    /// @throws IllegalArgumentException with a sentence that says what is wrong
    public OutboxOptions {
        if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw new IllegalArgumentException(
                    "the backend's address is like https://example.com/events, got " + withoutUser(url));
        }
        if (url.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the backend's address has no name and password in it: requests are signed instead");
        }
        if (secret.isBlank()) {
            throw new IllegalArgumentException("events need a secret to be signed with, the same that the backend has");
        }
        if (!timeout.isPositive() || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "a request may take more than nothing and at most 5 minutes, got " + timeout);
        }
        if (concurrency < 1 || concurrency > MAX_CONCURRENCY) {
            throw new IllegalArgumentException(
                    "requests at the same time are 1 to " + MAX_CONCURRENCY + ", got " + concurrency);
        }
        if (capacity < 1) {
            throw new IllegalArgumentException("room for at least one event is needed, got " + capacity);
        }
    }

    public static OutboxOptions to(URI url, String secret) {
        return new OutboxOptions(url, secret, DEFAULT_TIMEOUT, DEFAULT_CONCURRENCY, DEFAULT_CAPACITY);
    }

    private static String withoutUser(URI url) {
        return url.getUserInfo() == null ? url.toString() : "one with a password";
    }

    /// Without the secret.
    @Override
    public String toString() {
        return "events to " + url + ", timeout " + timeout + ", concurrency " + concurrency + ", capacity " + capacity;
    }
}
