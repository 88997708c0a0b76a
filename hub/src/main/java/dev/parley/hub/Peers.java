package dev.parley.hub;

import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The other nodes that have sessions: those that the engine knows, less those that have said goodbye, and those that have
/// said that they are there before the engine knows. Any thread.
final class Peers {

    /// After that long the engine knows.
    private static final long NEW_MILLIS = 15_000;

    /// More than there are of them.
    private static final int MOST = 10_000;

    private final Engine engine;
    private final InstantSource clock;

    /// When they said it, in milliseconds since 1970.
    private final Map<String, Long> came = new ConcurrentHashMap<>();

    private final Map<String, Long> left = new ConcurrentHashMap<>();

    Peers(Engine engine, InstantSource clock) {
        this.engine = engine;
        this.clock = clock;
    }

    Set<String> now() {
        Set<String> known = engine.others();
        if (came.isEmpty() && left.isEmpty()) {
            return known;
        }
        came.keySet().removeAll(known);
        long old = clock.millis() - NEW_MILLIS;
        came.values().removeIf(since -> since < old);
        left.entrySet().removeIf(entry -> entry.getValue() < old && !known.contains(entry.getKey()));
        Set<String> all = new HashSet<>(known);
        all.addAll(came.keySet());
        all.removeAll(left.keySet());
        return all;
    }

    void came(String node) {
        if (came.size() < MOST && !left.containsKey(node) && !engine.others().contains(node)) {
            came.put(node, clock.millis());
        }
    }

    void left(String node) {
        came.remove(node);
        if (left.size() < MOST) {
            left.put(node, clock.millis());
        }
    }
}
