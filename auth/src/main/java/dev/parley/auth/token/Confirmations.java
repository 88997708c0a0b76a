package dev.parley.auth.token;

import dev.parley.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Who waits until all nodes know of a change. Any thread.
///
/// Changes have versions that grow, and a node that knows of one knows of those before it. A confirmation may be here before
/// the answer that says whom to wait for, so the last of each node is remembered.
final class Confirmations {

    /// Answers that may wait.
    static final int MOST = 65_536;

    private record Waiting(Set<String> missing, long end, Store.Done<Boolean> done) {}

    /// By version. With the lock, as what follows.
    private final NavigableMap<Long, Waiting> waiting = new TreeMap<>();

    private final Map<String, Long> confirmed = new HashMap<>();

    synchronized boolean isFull() {
        return waiting.size() >= MOST;
    }

    /// Tells that it is done once these nodes have confirmed that version, or at the end.
    ///
    /// @param end in nanoseconds of the same clock as of [#expire]
    void await(long version, Set<String> nodes, long end, Store.Done<Boolean> done) {
        Waiting before = null;
        boolean now;
        synchronized (this) {
            confirmed.keySet().retainAll(nodes);
            Set<String> missing = new HashSet<>(nodes);
            missing.removeIf(node -> confirmed.getOrDefault(node, 0L) >= version);
            now = missing.isEmpty();
            if (!now) {
                // another of that version is one that Redis has lost since
                before = waiting.put(version, new Waiting(missing, end, done));
            }
        }
        if (now) {
            done.done(true);
        }
        if (before != null) {
            before.done().done(true);
        }
    }

    void confirmed(String node, long version) {
        List<Waiting> complete = new ArrayList<>();
        synchronized (this) {
            confirmed.merge(node, version, Math::max);
            waiting.headMap(version, true).values().removeIf(each -> {
                each.missing().remove(node);
                return each.missing().isEmpty() && complete.add(each);
            });
        }
        complete.forEach(each -> each.done().done(true));
    }

    /// Waits no longer for whom that is too long.
    ///
    /// @return nodes that have not confirmed in time
    Set<String> expire(long now) {
        return end(each -> now - each.end() >= 0);
    }

    /// Versions begin anew: what was confirmed says nothing of those that come.
    synchronized void forget() {
        confirmed.clear();
    }

    /// Waits for nobody any more.
    void close() {
        end(_ -> true);
    }

    private Set<String> end(Predicate<Waiting> which) {
        List<Waiting> over = new ArrayList<>();
        synchronized (this) {
            waiting.values().removeIf(each -> which.test(each) && over.add(each));
        }
        Set<String> late = new HashSet<>();
        over.forEach(each -> {
            late.addAll(each.missing());
            each.done().done(true);
        });
        return late;
    }
}
