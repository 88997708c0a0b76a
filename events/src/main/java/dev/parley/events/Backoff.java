package dev.parley.events;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.random.RandomGenerator;

/// How long to wait before a request is made again: up to 1 s, then up to twice as long each time, up to 60 s at most, and
/// anything from 0 to that (full jitter), so that those who failed together don't come back together.
final class Backoff {

    private static final long FIRST_MILLIS = 1_000;
    private static final long LAST_MILLIS = 60_000;

    /// A backend may ask for more than [#LAST_MILLIS], but not for ever.
    private static final long MAX_ASKED_MILLIS = 300_000;

    private final RandomGenerator random;
    private long limitMillis = FIRST_MILLIS;

    /// @param random used under its own lock, so that lanes may share it
    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /// @param askedMillis what the backend asked for, 0 for nothing
    long nextMillis(long askedMillis) {
        long jitter;
        synchronized (random) {
            jitter = random.nextLong(limitMillis + 1);
        }
        limitMillis = Math.min(LAST_MILLIS, limitMillis * 2);
        return Math.max(jitter, askedMillis);
    }

    /// What a `Retry-After` asks for (RFC 9110, section 10.2.3): seconds or a date. 0 when it is neither.
    static long asked(String retryAfter, Instant now) {
        String text = retryAfter.strip();
        long millis;
        if (!text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            millis = Long.parseLong(text) * 1_000;
        } else {
            try {
                millis = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toInstant()
                                .toEpochMilli()
                        - now.toEpochMilli();
            } catch (DateTimeException neither) {
                return 0;
            }
        }
        return Math.clamp(millis, 0, MAX_ASKED_MILLIS);
    }
}
