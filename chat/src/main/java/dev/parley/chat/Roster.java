package dev.parley.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who is here in one room, and what of it the others have not been told yet. Pure: no clock, no threads.
///
/// A person is in one of four states, by which collections they are in:
///
/// | state | sessions | arriving | leaving | the others think |
/// | --- | --- | --- | --- | --- |
/// | absent | – | – | – | not here |
/// | arriving | ≥ 1 | yes | – | not here |
/// | here | ≥ 1 | – | – | here |
/// | leaving | – | – | since when | here |
///
/// A first session makes somebody arrive, or takes them back out of leaving, which nobody hears of. When the last session
/// of one who is arriving ends, nobody has heard of them: they are absent. One who is here is leaving from then on, and
/// gone when the grace is over. What is told is at most one change a second, of at most [#MOST] people each way; who does
/// not fit comes with the next one.
final class Roster {

    /// People who come, or go, in one change.
    static final int MOST = 50;
    /// Between two changes.
    static final long PACE_MILLIS = 1_000;
    /// When there is nothing to tell.
    static final long NEVER = Long.MAX_VALUE;

    /// What the others are to be told.
    ///
    /// @param count how many are here, those on other nodes included
    record Change(List<String> here, List<String> gone, int count) {}

    private final long graceMillis;
    private final Map<String, Set<String>> sessions = new HashMap<>();
    private final Set<String> arriving = new LinkedHashSet<>();
    private final Map<String, Long> leaving = new LinkedHashMap<>();
    private long quietUntil = Long.MIN_VALUE;

    Roster(long graceMillis) {
        this.graceMillis = graceMillis;
    }

    void came(String user, String client) {
        boolean first = sessions.computeIfAbsent(user, _ -> new HashSet<>(2)).add(client)
                && sessions.getOrDefault(user, Set.of()).size() == 1;
        if (first && leaving.remove(user) == null) {
            arriving.add(user);
        }
    }

    void went(String user, String client, long now) {
        Set<String> left = sessions.get(user);
        if (left == null || !left.remove(client) || !left.isEmpty()) {
            return;
        }
        sessions.remove(user);
        if (!arriving.remove(user)) {
            leaving.put(user, now);
        }
    }

    /// Somebody who was on a node that is gone: leaving, unless they have a session here.
    void lost(String user, long now) {
        if (!sessions.containsKey(user)) {
            leaving.putIfAbsent(user, now);
        }
    }

    /// When [#tell] has something to tell, in the same time as `now`; [#NEVER] as long as nothing happens.
    long due() {
        if (!arriving.isEmpty()) {
            return quietUntil;
        }
        return leaving.isEmpty()
                ? NEVER
                : Math.max(quietUntil, leaving.values().iterator().next() + graceMillis);
    }

    /// Nothing is due before a second has passed.
    void pause(long now) {
        quietUntil = now + PACE_MILLIS;
    }

    /// @param present those who are here by what the nodes know together
    /// @return null when there is nothing that the others don't know
    @Nullable Change tell(long now, Set<String> present) {
        List<String> here = firstArriving();
        List<String> gone = lastSeen(now, present);
        if (here.isEmpty() && gone.isEmpty()) {
            return null;
        }
        pause(now);
        return new Change(here, gone, count(present));
    }

    private List<String> firstArriving() {
        List<String> here = new ArrayList<>();
        for (Iterator<String> next = arriving.iterator(); next.hasNext() && here.size() < MOST; ) {
            here.add(next.next());
            next.remove();
        }
        return here;
    }

    private List<String> lastSeen(long now, Set<String> present) {
        List<String> gone = new ArrayList<>();
        for (Iterator<Map.Entry<String, Long>> next = leaving.entrySet().iterator();
                next.hasNext() && gone.size() < MOST; ) {
            Map.Entry<String, Long> each = next.next();
            if (each.getValue() + graceMillis > now) {
                break;
            }
            next.remove();
            // the node they are on tells when they go
            if (!present.contains(each.getKey())) {
                gone.add(each.getKey());
            }
        }
        return gone;
    }

    /// Whether the person is here, or may be back in a moment.
    boolean has(String user) {
        return sessions.containsKey(user) || leaving.containsKey(user);
    }

    /// How many are here, those who may be back in a moment among them.
    int count(Set<String> present) {
        int count = sessions.size() + leaving.size();
        for (String user : present) {
            if (!has(user)) {
                count++;
            }
        }
        return count;
    }

    /// Some of them.
    List<String> here(Set<String> present, int limit) {
        Set<String> some = new LinkedHashSet<>();
        for (Set<String> part : List.of(sessions.keySet(), leaving.keySet(), present)) {
            for (String user : part) {
                if (some.size() == limit) {
                    return List.copyOf(some);
                }
                some.add(user);
            }
        }
        return List.copyOf(some);
    }

    /// Whether it can be forgotten.
    boolean isEmpty() {
        return sessions.isEmpty() && leaving.isEmpty();
    }
}
