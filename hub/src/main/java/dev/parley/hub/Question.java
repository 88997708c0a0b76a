package dev.parley.hub;

import dev.parley.hub.Cluster.Said;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What several nodes were asked, and who has not answered yet. Any thread. Each method that changes it says whether it is
/// over by that: then, once, it is to be [#finish]ed.
final class Question {

    private final Set<String> waiting;
    private final List<Said> said = new ArrayList<>();
    private final Answer<List<Said>> answer;
    private final long askedNanos;
    private @Nullable HubError error;
    private long leftMillis;
    private boolean over;

    /// @param nodes at least one
    Question(Set<String> nodes, long patienceMillis, long nowNanos, Answer<List<Said>> answer) {
        waiting = new HashSet<>(nodes);
        leftMillis = patienceMillis;
        askedNanos = nowNanos;
        this.answer = answer;
    }

    synchronized boolean answered(String node, byte[] bytes, long nowNanos) {
        if (!waiting.remove(node)) {
            return false;
        }
        said.add(new Said(node, bytes, nowNanos - askedNanos));
        return isOver();
    }

    synchronized boolean failed(String node, HubError why) {
        if (!waiting.remove(node)) {
            return false;
        }
        error = why;
        return isOver();
    }

    /// It has no sessions: nothing is missing without its answer.
    synchronized boolean without(String node) {
        return waiting.remove(node) && isOver();
    }

    synchronized boolean withoutAllBut(Set<String> there) {
        return waiting.retainAll(there) && isOver();
    }

    synchronized boolean passed(long millis) {
        leftMillis -= millis;
        if (over || leftMillis > 0) {
            return false;
        }
        error = HubError.NODE_SILENT.saying(
                "does not answer: node " + String.join(", node ", new TreeSet<>(waiting)) + "; try again");
        waiting.clear();
        return isOver();
    }

    private boolean isOver() {
        if (over || !waiting.isEmpty()) {
            return false;
        }
        over = true;
        return true;
    }

    void finish() {
        HubError failure;
        List<Said> all;
        synchronized (this) {
            failure = error;
            all = List.copyOf(said);
        }
        if (failure != null) {
            answer.failed(failure);
        } else {
            answer.succeeded(all);
        }
    }
}
