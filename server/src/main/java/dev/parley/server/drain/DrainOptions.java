package dev.parley.server.drain;

import java.time.Duration;

/// How a node is drained.
///
/// @param limit how long that may take in all, before the clients that are left are cut
/// @param unreadyDelay how long it still takes clients when it has turned unready
/// @param rate sessions that are told to go in a second, where the limit leaves time for that
public record DrainOptions(Duration limit, Duration unreadyDelay, int rate) {

    /// Sessions in a second, unless the owner says another number: see docs/server.md for what a node takes in.
    public static final int RATE = 1_000;

    /// What is left of the limit for goodbyes, when all have been told.
    private static final double FOR_GOODBYES = 0.2;

    public DrainOptions {
        if (rate < 1) {
            throw new IllegalArgumentException("a rate is 1 or more, not " + rate);
        }
    }

    /// The time over which sessions are told: as the rate says, or less where the limit leaves less.
    ///
    /// @param left of the limit, in nanoseconds
    long window(int sessions, long left) {
        long wanted = (long) (sessions * 1e9 / rate);
        return Math.max(0, Math.min(wanted, (long) (left * (1 - FOR_GOODBYES))));
    }
}
