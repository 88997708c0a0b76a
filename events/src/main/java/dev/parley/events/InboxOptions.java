package dev.parley.events;

import java.time.Duration;

/// How much is kept for a user.
///
/// @param perUser messages that may wait for one user; more are refused
/// @param age how long a message waits; then it is gone
public record InboxOptions(int perUser, Duration age) {

    public static final InboxOptions DEFAULT = new InboxOptions(1_000, Duration.ofDays(30));

    public InboxOptions {
        if (perUser < 1) {
            throw new IllegalArgumentException("room for at least one message is needed, got " + perUser);
        }
        if (!age.isPositive()) {
            throw new IllegalArgumentException("messages are kept for some time, got " + age);
        }
    }
}
