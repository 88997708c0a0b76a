package dev.parley.auth.token;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Time that goes on when a test says so.
final class Clock implements InstantSource {

    static final long START = 1_800_000_000;

    private volatile Instant now = Instant.ofEpochSecond(START);

    @Override
    public Instant instant() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    void set(long seconds) {
        now = Instant.ofEpochSecond(seconds);
    }
}
