package dev.parley.auth.token;

import dev.parley.auth.token.KnownMarks.Change;
import dev.parley.store.Store;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Marks of the only node there is, in one table of its store.
final class StoredMarks implements Marks {

    /// Statements of one table.
    ///
    /// @param hasBefore whether it keeps [Marks.Mark#before]
    record Table(boolean hasBefore, String all, String put, String remove, String removeEnded) {

        static final Table TOKENS = new Table(
                false,
                "SELECT id, 0, until FROM revoked_token",
                "INSERT OR REPLACE INTO revoked_token(id, until) VALUES (?, ?)",
                "DELETE FROM revoked_token WHERE id = ?",
                "DELETE FROM revoked_token WHERE id = ? AND until != 0 AND until <= ?");

        static final Table INVALID = new Table(
                true,
                "SELECT user, before, until FROM invalid_user_tokens",
                "INSERT OR REPLACE INTO invalid_user_tokens(user, before, until) VALUES (?, ?, ?)",
                "DELETE FROM invalid_user_tokens WHERE user = ?",
                "DELETE FROM invalid_user_tokens WHERE user = ? AND until != 0 AND until <= ?");

        static final Table BLOCKED = new Table(
                false,
                "SELECT user, 0, until FROM blocked_user",
                "INSERT OR REPLACE INTO blocked_user(user, until) VALUES (?, ?)",
                "DELETE FROM blocked_user WHERE user = ?",
                "DELETE FROM blocked_user WHERE user = ? AND until != 0 AND until <= ?");

        Map<String, Mark> read(Store.Statements statements) throws SQLException {
            Map<String, Mark> read = new HashMap<>();
            for (Map.Entry<String, Mark> one : statements.rows(
                    row -> Map.entry(row.getString(1), new Mark(row.getLong(2), row.getLong(3))), all)) {
                read.put(one.getKey(), one.getValue());
            }
            return read;
        }

        boolean write(Store.Statements statements, Change change) throws SQLException {
            Mark mark = change.mark();
            if (mark == null) {
                statements.change(remove, change.name());
            } else if (hasBefore) {
                statements.change(put, change.name(), mark.before(), mark.until());
            } else {
                statements.change(put, change.name(), mark.until());
            }
            return true;
        }
    }

    private final Table table;
    private final Store store;
    private final KnownMarks known;

    private StoredMarks(Table table, Store store, KnownMarks known) {
        this.table = table;
        this.store = store;
        this.known = known;
    }

    /// What the table holds. Blocks.
    ///
    /// @throws IOException when the table can't be read
    static StoredMarks load(Table table, Store store, int limit, Consumer<Map<String, Mark>> listener)
            throws IOException {
        KnownMarks known = new KnownMarks(limit, listener);
        known.replace(store.call(table::read), false, 0);
        return new StoredMarks(table, store, known);
    }

    @Override
    public KnownMarks known() {
        return known;
    }

    @Override
    public void change(String name, @Nullable Mark mark, Store.Done<Boolean> done) {
        known.change(
                name,
                mark,
                change -> store.submit(statements -> table.write(statements, change), new Store.Done<>() {
                    @Override
                    public void done(Boolean value) {
                        known.written(change);
                        done.done(value);
                    }

                    @Override
                    public void failed(IOException why) {
                        known.failed(change);
                        done.failed(why);
                    }
                }),
                done);
    }

    @Override
    public void sweep(long now, Store.Done<Boolean> done) {
        List<String> ended = known.ended(now, MAX_SWEPT);
        if (ended.isEmpty()) {
            done.done(true);
            return;
        }
        store.submit(
                statements -> {
                    for (String name : ended) {
                        statements.change(table.removeEnded, name, now);
                    }
                    return true;
                },
                new Store.Done<>() {
                    @Override
                    public void done(Boolean value) {
                        known.forget(ended, now);
                        done.done(value);
                    }

                    @Override
                    public void failed(IOException why) {
                        done.failed(why);
                    }
                });
    }

    @Override
    public boolean isCurrent() {
        return true;
    }

    @Override
    public void tick() {}

    @Override
    public void close() {}
}
