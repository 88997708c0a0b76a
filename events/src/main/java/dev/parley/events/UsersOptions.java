package dev.parley.events;

import java.time.Duration;

/// When a user counts as gone.
///
/// @param grace how long the last session may be gone before the user is offline: a page that is loaded again should not show
/// @param kept how long it is remembered when a user who is offline was last seen
public record UsersOptions(Duration grace, Duration kept) {

    public static final UsersOptions DEFAULT = new UsersOptions(Duration.ofSeconds(10), Duration.ofDays(90));

    public UsersOptions {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("a grace time is 0 or more, got " + grace);
        }
        if (!kept.isPositive()) {
            throw new IllegalArgumentException("when users were last seen is kept for some time, got " + kept);
        }
    }
}
