package dev.parley.auth.token;

import dev.parley.auth.token.Marks.Mark;
import dev.parley.store.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The marks in memory. Any thread.
///
/// A change counts at once, and is taken back when it can't be written. Several changes of one name may be on their way, and
/// whoever writes them may tell of one that failed before it tells of earlier ones that were done. So each name has what is
/// written, and the changes that wait, in their order: the last of them counts. One that fails is struck from the list
/// wherever it stands; one that is written becomes what is written. Changes are handed to whoever writes them under the lock
/// under which they were made, so in their order.
final class KnownMarks {

    /// A change of a name that waits to be written.
    ///
    /// @param mark null for none
    /// @param number its own among the changes that were made here, from 1; 0 for one that others have made
    record Change(String name, @Nullable Mark mark, long number) {}

    /// What is known of a name. Immutable, so that lookups need no lock.
    private record State(@Nullable Mark written, List<Change> waiting) {

        static final State NOTHING = new State(null, List.of());

        @Nullable Mark counts() {
            return waiting.isEmpty() ? written : waiting.getLast().mark();
        }

        State with(Change change) {
            List<Change> more = new ArrayList<>(waiting);
            more.add(change);
            return new State(written, more);
        }

        State without(long number) {
            return new State(
                    written,
                    waiting.stream().filter(other -> other.number() != number).toList());
        }
    }

    /// Changes of one name that may wait.
    static final int MAX_WAITING = 1_000;

    private final int limit;
    private final Consumer<Map<String, Mark>> listener;

    /// Written with the lock.
    private final Map<String, State> states = new ConcurrentHashMap<>();

    private final Object changing = new Object();
    private long changes; // with the lock

    /// @param limit of names
    /// @param listener is told of marks that count from now on; on the thread that has changed them, or on that which has
    ///     heard of them from elsewhere
    KnownMarks(int limit, Consumer<Map<String, Mark>> listener) {
        this.limit = limit;
        this.listener = listener;
    }

    /// The mark on a name that has not ended, or null.
    @Nullable Mark of(String name, long now) {
        Mark mark = of(name);
        return mark == null || mark.isOver(now) ? null : mark;
    }

    private @Nullable Mark of(String name) {
        State state = states.get(name);
        return state == null ? null : state.counts();
    }

    /// How many are held, those that have ended and are not swept yet included.
    int size() {
        return states.size();
    }

    // ---- changes that are made here

    /// @param write hands the change on to be written; called with the lock, so it must not wait
    /// @param done is told here only when the change is refused
    void change(String name, @Nullable Mark mark, Consumer<Change> write, Store.Done<Boolean> done) {
        synchronized (changing) {
            State before = states.get(name);
            String refusal = refusal(before, mark);
            if (refusal != null) {
                done.failed(new IOException(refusal));
                return;
            }
            Change change = new Change(name, mark, ++changes);
            states.put(name, (before == null ? State.NOTHING : before).with(change));
            write.accept(change);
        }
        if (mark != null && mark.equals(of(name))) {
            listener.accept(Map.of(name, mark));
        }
    }

    private @Nullable String refusal(@Nullable State before, @Nullable Mark mark) {
        if (before == null && mark != null && states.size() >= limit) {
            return "there are " + limit + " already; wait until some end, or remove some";
        }
        return before != null && before.waiting.size() >= MAX_WAITING
                ? "too many changes of that name wait to be written; try again"
                : null;
    }

    void failed(Change change) {
        settle(change.name(), state -> state.without(change.number()));
    }

    void written(Change change) {
        settle(change.name(), state -> new State(change.mark(), state.without(change.number()).waiting));
    }

    private void settle(String name, UnaryOperator<State> how) {
        synchronized (changing) {
            State state = how.apply(states.getOrDefault(name, State.NOTHING));
            if (state.equals(State.NOTHING)) {
                states.remove(name);
            } else {
                states.put(name, state);
            }
        }
    }

    // ---- what comes from where they are written

    /// These were written, one after the other.
    ///
    /// @param all those of others have the number 0
    void written(List<Change> all) {
        Map<String, Mark> more = new HashMap<>();
        for (Change change : all) {
            written(change);
            Mark mark = change.mark();
            if (mark == null) {
                more.remove(change.name());
            } else if (change.number() == 0) {
                more.put(change.name(), mark);
            }
        }
        tell(more);
    }

    /// All that is written, whatever was known before; changes that wait are struck, they are among it or are heard of later.
    ///
    /// @param lost whether something that was written may be missing: then what is known of it stays
    /// @return what has stayed
    Map<String, Mark> replace(Map<String, Mark> all, boolean lost, long now) {
        Map<String, Mark> more = new HashMap<>();
        Map<String, Mark> stayed = new HashMap<>();
        synchronized (changing) {
            for (Map.Entry<String, State> one : states.entrySet()) {
                Mark mark = one.getValue().counts();
                if (!all.containsKey(one.getKey())) {
                    if (lost && mark != null && !mark.isOver(now)) {
                        stayed.put(one.getKey(), mark);
                    } else {
                        states.remove(one.getKey());
                    }
                }
            }
            stayed.forEach((name, mark) -> states.put(name, new State(mark, List.of())));
            all.forEach((name, mark) -> {
                State before = states.put(name, new State(mark, List.of()));
                if (before == null || !mark.equals(before.counts())) {
                    more.put(name, mark);
                }
            });
        }
        tell(more);
        return stayed;
    }

    private void tell(Map<String, Mark> more) {
        if (!more.isEmpty()) {
            listener.accept(more);
        }
    }

    // ---- what has ended

    /// Names whose marks have ended and that nobody is changing.
    List<String> ended(long now, int most) {
        List<String> ended = new ArrayList<>();
        for (Map.Entry<String, State> one : states.entrySet()) {
            if (hasEnded(one.getValue(), now)) {
                ended.add(one.getKey());
                if (ended.size() == most) {
                    break;
                }
            }
        }
        return ended;
    }

    private static boolean hasEnded(State state, long now) {
        return state.waiting.isEmpty() && state.written != null && state.written.isOver(now);
    }

    void forget(List<String> names, long now) {
        synchronized (changing) {
            for (String name : names) {
                states.computeIfPresent(name, (_, state) -> hasEnded(state, now) ? null : state);
            }
        }
    }
}
