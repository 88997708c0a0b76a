package dev.parley.hub;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a channel remembers.
///
/// @param size how many publications; 0 for none (the channel has no history and no positions); [#UNLIMITED] for no bound
/// @param age for how long; null for no bound
/// @param metaAge how long an idle channel's epoch and offset are kept after its last publication; null for ever
public record Retention(
        int size, @Nullable Duration age, @Nullable Duration metaAge) {

    public static final int UNLIMITED = Integer.MAX_VALUE;
    public static final Retention NONE = new Retention(0, null, null);

    public Retention {
        if (size < 0) {
            throw new IllegalArgumentException("history size is 0 or more, got " + size);
        }
        if (age != null && (age.isNegative() || age.isZero())) {
            throw new IllegalArgumentException("history age must be positive");
        }
    }

    public boolean keeps() {
        return size > 0;
    }

    public boolean unlimited() {
        return size == UNLIMITED;
    }
}
