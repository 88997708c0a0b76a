package dev.parley.hub.memory;

import dev.parley.hub.Draft;
import dev.parley.hub.EngineChannel.Outcome;
import dev.parley.hub.Payload;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The idempotency keys of one channel: what was published with each. One thread at a time.
///
/// A key lives for [#LEAST], and as long as its publication is in the history; but past [#LIMIT] of them, those that have
/// lived so long make room.
final class Keys {

    static final Duration LEAST = Duration.ofMinutes(5);

    /// Keys of one channel that may live at the same time.
    static final int LIMIT = 100_000;

    record Used(Payload payload, Outcome outcome, long untilMillis) {

        /// Whether `draft` says the same.
        boolean isOf(Draft draft) {
            return payload.equals(draft.payload());
        }
    }

    /// In the order in which they expire.
    private final Map<String, Used> used = new LinkedHashMap<>();

    @Nullable Used get(String key) {
        return used.get(key);
    }

    void put(String key, Used what) {
        used.put(key, what);
    }

    /// Whether one more finds no room, even when the oldest makes some.
    boolean isFull(long nowMillis) {
        if (used.size() < LIMIT) {
            return false;
        }
        Iterator<Used> oldest = used.values().iterator();
        if (oldest.next().untilMillis() > nowMillis) {
            return true;
        }
        oldest.remove();
        return false;
    }

    boolean isEmpty() {
        return used.isEmpty();
    }

    /// Forgets what has expired.
    ///
    /// @param firstOffset of the history
    void expire(long nowMillis, long firstOffset) {
        Iterator<Used> oldest = used.values().iterator();
        while (oldest.hasNext()) {
            Used one = oldest.next();
            boolean inHistory =
                    one.outcome().position() != null && one.outcome().position().offset() >= firstOffset;
            if (one.untilMillis() > nowMillis || inHistory) {
                return;
            }
            oldest.remove();
        }
    }
}
