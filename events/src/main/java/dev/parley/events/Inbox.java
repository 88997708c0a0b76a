package dev.parley.events;

import dev.parley.hub.Draft;
import dev.parley.hub.Payload;
import dev.parley.hub.UserId;
import dev.parley.store.Store;
import dev.parley.store.Store.Statements;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Messages that wait for a user until a session of that user has acknowledged them. Any thread; never waits for the disk.
///
/// Who has something waiting is known in memory, so that the others cost no look at the disk when they connect. That set is
/// changed on the store's thread only, in the order of the works, and before the one who asked is told: who is told that a
/// message is kept, and then finds no session to hand it to, may rely on the next session asking for it.
public final class Inbox {

    /// The table: one script for [Store#open].
    public static final String TABLES = """
            CREATE TABLE inbox (
              id INTEGER PRIMARY KEY AUTOINCREMENT,
              user TEXT NOT NULL,
              kind TEXT NOT NULL,
              data BLOB NOT NULL,
              tags TEXT NOT NULL,
              time INTEGER NOT NULL,
              key TEXT,
              acknowledged INTEGER,
              UNIQUE (user, key)
            ) STRICT;
            CREATE INDEX inbox_waiting ON inbox (user) WHERE acknowledged IS NULL;
            CREATE INDEX inbox_acknowledged ON inbox (acknowledged) WHERE acknowledged IS NOT NULL;
            CREATE INDEX inbox_time ON inbox (time);
            """;

    /// Messages, or ids of messages, in one call.
    public static final int MAX_AT_ONCE = 1_000;

    /// A page of messages ends behind the one that reaches this, whatever was asked for.
    public static final int PAGE_BYTES = 1 << 20;

    /// How long the key of an acknowledged message is remembered, at least, so that a push that is made again is not
    /// another one.
    private static final long REMEMBERED_MILLIS = 3_600_000;

    /// Rows that go in one work: no work holds up the others for long.
    private static final int SWEPT_AT_ONCE = 1_000;

    private final Store store;
    private final InboxOptions options;
    private final InstantSource clock;

    /// Users with something waiting.
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();

    private enum Fate {
        KEPT,
        KNOWN,
        FULL
    }

    private record Outcome(Fate fate, long id) {}

    private record Acknowledged(int messages, boolean all) {}

    private record Swept(int rows, List<String> emptied) {}

    private Inbox(Store store, InboxOptions options, InstantSource clock) {
        this.store = store;
        this.options = options;
        this.clock = clock;
    }

    /// Opens what an earlier run left; waits for the disk.
    ///
    /// @param store its table is [#TABLES]; stays the caller's to close
    public static Inbox open(Store store, InboxOptions options, InstantSource clock) throws IOException {
        Inbox inbox = new Inbox(store, options, clock);
        inbox.waiting.addAll(store.call(statements -> statements.rows(
                row -> row.getString(1), "SELECT DISTINCT user FROM inbox WHERE acknowledged IS NULL")));
        return inbox;
    }

    /// Keeps a message for a user.
    ///
    /// @param key a second message with the same key is not kept, but gets the first one's id, while that one waits and for
    ///     at least an hour after it was acknowledged; null for none
    /// @param done the message's id, on the store's thread; fails with [InboxFullException] when too many wait, or when the
    ///     disk does
    /// @throws IllegalArgumentException when the user is anonymous, or key or tags break the rules of [Draft]
    public void keep(
            UserId user, Payload payload, Map<String, String> tags, @Nullable String key, Store.Done<Long> done) {
        if (user.isAnonymous()) {
            throw new IllegalArgumentException("messages are kept for users with an id only");
        }
        Draft draft = Draft.of(payload).withTags(tags);
        if (key != null) {
            draft = draft.withKey(key);
        }
        String written = Tags.write(draft.tags());
        store.submit(
                statements -> insert(statements, user, payload, written, key),
                new Told<>(
                        outcome -> {
                            switch (outcome.fate()) {
                                case KEPT -> {
                                    waiting.add(user.value());
                                    done.done(outcome.id());
                                }
                                case KNOWN -> done.done(outcome.id());
                                case FULL -> done.failed(new InboxFullException(user, options.perUser()));
                            }
                        },
                        done::failed));
    }

    private Outcome insert(Statements statements, UserId user, Payload payload, String tags, @Nullable String key)
            throws SQLException {
        if (key != null) {
            long known = statements.number(0, "SELECT id FROM inbox WHERE user = ? AND key = ?", user.value(), key);
            if (known != 0) {
                return new Outcome(Fate.KNOWN, known);
            }
        }
        long before = statements.number(
                0,
                "SELECT count(*) FROM (SELECT 1 FROM inbox WHERE user = ? AND acknowledged IS NULL LIMIT ?)",
                user.value(),
                options.perUser());
        if (before >= options.perUser()) {
            return new Outcome(Fate.FULL, 0);
        }
        statements.change(
                "INSERT INTO inbox (user, kind, data, tags, time, key) VALUES (?, ?, ?, ?, ?, ?)",
                user.value(),
                payload.kind().name().toLowerCase(Locale.ROOT),
                payload.toByteArray(),
                tags,
                clock.millis(),
                key);
        return new Outcome(Fate.KEPT, statements.number(0, "SELECT last_insert_rowid()"));
    }

    /// False when certainly nothing waits for the user. Does not look at the disk.
    public boolean mayHave(UserId user) {
        return waiting.contains(user.value());
    }

    /// What waits for the user, the oldest first: the first page of it.
    public void unacknowledged(UserId user, int limit, Store.Done<List<Kept>> done) {
        unacknowledged(user, 0, limit, done);
    }

    /// What waits for the user behind a message, the oldest first.
    ///
    /// @param afterId the id of the last message of the page before, 0 for the first page
    /// @param limit 1 to [#MAX_AT_ONCE]; a page also ends at about [#PAGE_BYTES], so only an empty one says that it is all
    /// @param done on the calling thread when nothing waits, else on the store's
    /// @throws IllegalArgumentException when the limit is out of range
    public void unacknowledged(UserId user, long afterId, int limit, Store.Done<List<Kept>> done) {
        if (limit < 1 || limit > MAX_AT_ONCE) {
            throw new IllegalArgumentException("a page has 1 to " + MAX_AT_ONCE + " messages, asked for " + limit);
        }
        if (!mayHave(user)) {
            done.done(List.of());
            return;
        }
        store.submit(
                statements -> page(statements, user, afterId, limit),
                new Told<>(
                        page -> {
                            if (page.isEmpty() && afterId <= 0) {
                                waiting.remove(user.value());
                            }
                            done.done(page);
                        },
                        done::failed));
    }

    private List<Kept> page(Statements statements, UserId user, long afterId, int limit) throws SQLException {
        List<Kept> page = new ArrayList<>();
        int bytes = 0;
        try (ResultSet row = statements
                .of(
                        "SELECT id, kind, data, tags, time FROM inbox"
                                + " WHERE user = ? AND acknowledged IS NULL AND id > ? AND time > ? ORDER BY id LIMIT ?",
                        user.value(),
                        afterId,
                        clock.millis() - options.age().toMillis(),
                        limit)
                .executeQuery()) {
            while (bytes < PAGE_BYTES && row.next()) {
                Payload.Kind kind = Payload.Kind.valueOf(row.getString(2).toUpperCase(Locale.ROOT));
                Payload payload = Payload.trusted(kind, row.getBytes(3));
                bytes += payload.size();
                page.add(new Kept(row.getLong(1), payload, Tags.read(row.getString(4)), row.getLong(5)));
            }
        }
        return page;
    }

    /// The user has all messages up to one.
    ///
    /// @param done how many waited until now, on the store's thread
    public void acknowledgeUpTo(UserId user, long id, Store.Done<Integer> done) {
        acknowledge(user, statements -> take(statements, "id <= ?", user, id), done);
    }

    /// The user has these messages; ids of others mean nothing.
    ///
    /// @param ids at most [#MAX_AT_ONCE]
    /// @param done how many of them waited until now, on the store's thread
    /// @throws IllegalArgumentException when there are too many
    public void acknowledge(UserId user, List<Long> ids, Store.Done<Integer> done) {
        if (ids.size() > MAX_AT_ONCE) {
            throw new IllegalArgumentException("at most " + MAX_AT_ONCE + " ids at once, got " + ids.size());
        }
        List<Long> copy = List.copyOf(ids);
        acknowledge(
                user,
                statements -> {
                    int taken = 0;
                    for (long id : copy) {
                        taken += take(statements, "id = ?", user, id);
                    }
                    return taken;
                },
                done);
    }

    private void acknowledge(UserId user, Store.Work<Integer> work, Store.Done<Integer> done) {
        if (!mayHave(user)) {
            done.done(0);
            return;
        }
        store.submit(
                statements -> new Acknowledged(work.in(statements), hasNothing(statements, user.value())),
                new Told<>(
                        acknowledged -> {
                            if (acknowledged.all()) {
                                waiting.remove(user.value());
                            }
                            done.done(acknowledged.messages());
                        },
                        done::failed));
    }

    /// Of messages with a key, the key stays for a while.
    private int take(Statements statements, String which, UserId user, long id) throws SQLException {
        return statements.change(
                        "DELETE FROM inbox WHERE user = ? AND acknowledged IS NULL AND key IS NULL AND " + which,
                        user.value(),
                        id)
                + statements.change(
                        "UPDATE inbox SET acknowledged = ?, data = x'', tags = '{}'"
                                + " WHERE user = ? AND acknowledged IS NULL AND " + which,
                        clock.millis(),
                        user.value(),
                        id);
    }

    private static boolean hasNothing(Statements statements, String user) throws SQLException {
        return statements.number(0, "SELECT 1 FROM inbox WHERE user = ? AND acknowledged IS NULL LIMIT 1", user) == 0;
    }

    /// Removes what has waited too long, and keys that were remembered long enough. To be called now and then: once an hour.
    ///
    /// @param done how many messages and keys are gone, on the store's thread
    public void sweep(Store.Done<Integer> done) {
        sweep(0, done);
    }

    private void sweep(int before, Store.Done<Integer> done) {
        store.submit(
                this::sweep,
                new Told<>(
                        swept -> {
                            swept.emptied().forEach(waiting::remove);
                            int all = before + swept.rows();
                            if (swept.rows() < SWEPT_AT_ONCE) {
                                done.done(all);
                            } else {
                                sweep(all, done);
                            }
                        },
                        done::failed));
    }

    private Swept sweep(Statements statements) throws SQLException {
        long now = clock.millis();
        int keys = statements.change(
                "DELETE FROM inbox WHERE id IN (SELECT id FROM inbox WHERE acknowledged <= ? LIMIT ?)",
                now - REMEMBERED_MILLIS,
                SWEPT_AT_ONCE);
        record Old(long id, String user) {}
        List<Old> old = statements.rows(
                row -> new Old(row.getLong(1), row.getString(2)),
                "SELECT id, user FROM inbox WHERE time <= ? AND acknowledged IS NULL ORDER BY time LIMIT ?",
                now - options.age().toMillis(),
                SWEPT_AT_ONCE - keys);
        List<String> emptied = new ArrayList<>();
        for (Old each : old) {
            statements.change("DELETE FROM inbox WHERE id = ?", each.id());
            if (hasNothing(statements, each.user())) {
                emptied.add(each.user());
            }
        }
        return new Swept(keys + old.size(), emptied);
    }
}
