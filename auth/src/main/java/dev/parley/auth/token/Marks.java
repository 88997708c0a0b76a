package dev.parley.auth.token;

import dev.parley.store.Store;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Marks on names (of users, of tokens), in memory and in one table.
///
/// A change counts at once, and is taken back when it can't be written. Several changes of one name may be on their way to
/// the disk, and the store tells of one that failed before it tells of earlier ones that were done, for these wait for the
/// commit. So each name has what is written, and the changes that wait, in their order: the last of them counts. One that
/// fails is struck from the list wherever it stands; one that is done becomes what is written. Those that are done are told
/// in their order, which is that of the lock under which they were made and handed in.
final class Marks {

    /// @param before for tokens issued before this second only; 0 where that does not matter
    /// @param until the second in which it ends; 0 for never
    record Mark(long before, long until) {
        boolean isOver(long now) {
            return until != 0 && now >= until;
        }
    }

    /// How the marks are written.
    interface Table {
        List<Map.Entry<String, Mark>> all(Store.Statements statements) throws SQLException;

        void put(Store.Statements statements, String name, Mark mark) throws SQLException;

        void remove(Store.Statements statements, String name) throws SQLException;

        /// Removes the mark of that name if it has ended.
        void removeEnded(Store.Statements statements, String name, long now) throws SQLException;
    }

    /// What is done to the table.
    private interface Writing {
        void in(Store.Statements statements) throws SQLException;
    }

    /// A change of a name that waits for the disk; each is its own, even when it says the same.
    private static final class Change {
        final @Nullable Mark mark;

        Change(@Nullable Mark mark) {
            this.mark = mark;
        }
    }

    /// What is known of a name. Immutable, so that lookups need no lock.
    private record State(@Nullable Mark written, List<Change> waiting) {

        static final State NOTHING = new State(null, List.of());

        @Nullable Mark counts() {
            return waiting.isEmpty() ? written : waiting.getLast().mark;
        }

        State with(Change change) {
            List<Change> more = new ArrayList<>(waiting);
            more.add(change);
            return new State(written, more);
        }

        State done(Change change) {
            return new State(change.mark, without(change));
        }

        State failed(Change change) {
            return new State(written, without(change));
        }

        private List<Change> without(Change change) {
            return waiting.stream().filter(other -> other != change).toList();
        }
    }

    /// Marks in one table: about 200 bytes of memory each.
    static final int MAX = 1_000_000;

    /// Marks that one sweep removes: what one transaction does in a moment.
    private static final int MAX_SWEPT = 10_000;

    /// Changes of one name that may wait for the disk.
    static final int MAX_WAITING = 1_000;

    private final Table table;
    private final Store store;
    private final int limit;

    /// Written with the lock.
    private final Map<String, State> states = new ConcurrentHashMap<>();

    private final Object changing = new Object();

    private Marks(Table table, Store store, int limit) {
        this.table = table;
        this.store = store;
        this.limit = limit;
    }

    /// @throws IOException when the table can't be read
    static Marks load(Table table, Store store, int limit) throws IOException {
        Marks marks = new Marks(table, store, limit);
        for (Map.Entry<String, Mark> one : store.call(table::all)) {
            marks.states.put(one.getKey(), new State(one.getValue(), List.of()));
        }
        return marks;
    }

    /// The mark on a name that has not ended, or null.
    @Nullable Mark of(String name, long now) {
        State state = states.get(name);
        Mark mark = state == null ? null : state.counts();
        return mark == null || mark.isOver(now) ? null : mark;
    }

    /// How many are held, those that have ended and are not swept yet included.
    int size() {
        return states.size();
    }

    void put(String name, Mark mark, Store.Done<Boolean> done) {
        change(name, new Change(mark), statements -> table.put(statements, name, mark), done);
    }

    void remove(String name, Store.Done<Boolean> done) {
        change(name, new Change(null), statements -> table.remove(statements, name), done);
    }

    private void change(String name, Change change, Writing writing, Store.Done<Boolean> done) {
        synchronized (changing) {
            State before = states.get(name);
            String refusal = refusal(before, change);
            if (refusal == null) {
                states.put(name, (before == null ? State.NOTHING : before).with(change));
                store.submit(doing(writing), new Store.Done<>() {
                    @Override
                    public void done(Boolean value) {
                        settle(name, state -> state.done(change));
                        done.done(value);
                    }

                    @Override
                    public void failed(IOException why) {
                        settle(name, state -> state.failed(change));
                        done.failed(why);
                    }
                });
            } else {
                done.failed(new IOException(refusal));
            }
        }
    }

    private @Nullable String refusal(@Nullable State before, Change change) {
        if (before == null && change.mark != null && states.size() >= limit) {
            return "there are " + limit + " already; wait until some end, or remove some";
        }
        return before != null && before.waiting.size() >= MAX_WAITING
                ? "too many changes of that name wait to be written to disk; try again"
                : null;
    }

    private static Store.Work<Boolean> doing(Writing writing) {
        return statements -> {
            writing.in(statements);
            return true;
        };
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

    /// Removes marks that have ended, 10,000 at most.
    void sweep(long now, Store.Done<Boolean> done) {
        Map<String, State> ended = new HashMap<>();
        for (Map.Entry<String, State> one : states.entrySet()) {
            State state = one.getValue();
            Mark mark = state.written;
            if (mark != null && state.waiting.isEmpty() && mark.isOver(now)) {
                ended.put(one.getKey(), state);
                if (ended.size() == MAX_SWEPT) {
                    break;
                }
            }
        }
        if (ended.isEmpty()) {
            done.done(true);
            return;
        }
        Writing removing = statements -> {
            for (String name : ended.keySet()) {
                table.removeEnded(statements, name, now);
            }
        };
        store.submit(doing(removing), new Store.Done<>() {
            @Override
            public void done(Boolean value) {
                synchronized (changing) {
                    ended.forEach(states::remove);
                }
                done.done(value);
            }

            @Override
            public void failed(IOException why) {
                done.failed(why);
            }
        });
    }
}
