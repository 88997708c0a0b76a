package dev.parley.auth.token;

import dev.parley.store.Store;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Marks on names (of users, of tokens), in memory and in one table.
///
/// A change counts at once and is then written; when writing fails, it is taken back. Changes of one name may overtake each
/// other's answers, so that each name has two states: what counts (the last change), and what is known to be written. A
/// change that fails goes back to what is written, unless a later one has come since. Changes are ordered by the lock that is
/// held while one is made and handed to the store, which answers in that order.
final class Marks {

    /// @param before for tokens issued before this second only; 0 where that does not matter
    /// @param until the second in which it ends; 0 for never
    record Mark(long before, long until) {
        boolean isOver(long now) {
            return until != 0 && now >= until;
        }
    }

    /// A change of a name; each is its own, even when it says the same.
    private static final class Change {
        final @Nullable Mark mark;

        Change(@Nullable Mark mark) {
            this.mark = mark;
        }
    }

    private static final Change NOTHING = new Change(null);

    private record State(Change counts, Change written) {
        boolean isNothing() {
            return counts == written && counts.mark == null;
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

    /// Marks in one table: about 200 bytes of memory each.
    static final int MAX = 1_000_000;

    /// Marks that one sweep removes: what one transaction does in a few ms.
    private static final int MAX_SWEPT = 10_000;

    private final Table table;
    private final Store store;
    private final int limit;
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
            Change change = new Change(one.getValue());
            marks.states.put(one.getKey(), new State(change, change));
        }
        return marks;
    }

    /// The mark on a name that has not ended, or null.
    @Nullable Mark of(String name, long now) {
        State state = states.get(name);
        Mark mark = state == null ? null : state.counts.mark;
        return mark == null || mark.isOver(now) ? null : mark;
    }

    void put(String name, Mark mark, Store.Done<Boolean> done) {
        change(name, new Change(mark), statements -> table.put(statements, name, mark), done);
    }

    void remove(String name, Store.Done<Boolean> done) {
        change(name, new Change(null), statements -> table.remove(statements, name), done);
    }

    /// What is done to the table.
    private interface Writing {
        void in(Store.Statements statements) throws SQLException;
    }

    private void change(String name, Change change, Writing writing, Store.Done<Boolean> done) {
        synchronized (changing) {
            if (change.mark != null && states.size() >= limit && !states.containsKey(name)) {
                done.failed(new IOException("there are " + limit + " already; wait until some end, or remove some"));
                return;
            }
            states.merge(name, new State(change, NOTHING), (before, _) -> new State(change, before.written));
            store.submit(doing(writing), new Store.Done<>() {
                @Override
                public void done(Boolean value) {
                    settle(name, state -> new State(state.counts, change));
                    done.done(value);
                }

                @Override
                public void failed(IOException why) {
                    settle(name, state -> state.counts == change ? new State(state.written, state.written) : state);
                    done.failed(why);
                }
            });
        }
    }

    private static Store.Work<Boolean> doing(Writing writing) {
        return statements -> {
            writing.in(statements);
            return true;
        };
    }

    private void settle(String name, UnaryOperator<State> how) {
        states.computeIfPresent(name, (_, before) -> {
            State after = how.apply(before);
            return after.isNothing() ? null : after;
        });
    }

    /// Removes marks that have ended.
    void sweep(long now, Store.Done<Boolean> done) {
        Map<String, State> ended = new HashMap<>();
        for (Map.Entry<String, State> one : states.entrySet()) {
            State state = one.getValue();
            Mark mark = state.counts.mark;
            if (mark != null && state.counts == state.written && mark.isOver(now)) {
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
                ended.forEach(states::remove);
                done.done(value);
            }

            @Override
            public void failed(IOException why) {
                done.failed(why);
            }
        });
    }
}
