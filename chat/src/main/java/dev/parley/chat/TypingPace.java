package dev.parley.chat;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/// How often a room is told that somebody types: at most once in [#PERSON_MILLIS] of each person, and [#ROOM_MOST] times
/// in a second altogether. What is too much is not told at all, and nobody is the worse for it: the page shows each one for
/// five seconds.
///
/// Remembers who was told of in the last three seconds, which is at most 3 × [#ROOM_MOST] people per room. Not
/// thread-safe; no clock.
final class TypingPace {

    static final long PERSON_MILLIS = 3_000;
    static final int ROOM_MOST = 5;
    private static final long SECOND = 1_000;

    private final Map<String, Map<String, Long>> rooms = new HashMap<>();
    private long sweptAt;

    /// Whether the room is to be told now. If so, it counts as told.
    boolean mayTell(String room, String user, long now) {
        sweep(now);
        Map<String, Long> told = rooms.computeIfAbsent(room, _ -> new HashMap<>());
        Long last = told.get(user);
        if (last != null && now - last < PERSON_MILLIS) {
            return false;
        }
        long inLastSecond =
                told.values().stream().filter(at -> now - at < SECOND).count();
        if (inLastSecond >= ROOM_MOST) {
            return false;
        }
        told.values().removeIf(at -> now - at >= PERSON_MILLIS);
        told.put(user, now);
        return true;
    }

    /// Forgets rooms in which nobody types any more.
    private void sweep(long now) {
        if (now - sweptAt < PERSON_MILLIS) {
            return;
        }
        sweptAt = now;
        for (Iterator<Map<String, Long>> each = rooms.values().iterator(); each.hasNext(); ) {
            if (each.next().values().stream().allMatch(at -> now - at >= PERSON_MILLIS)) {
                each.remove();
            }
        }
    }

    int rooms() {
        return rooms.size();
    }
}
