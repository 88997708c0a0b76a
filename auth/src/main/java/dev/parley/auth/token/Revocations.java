package dev.parley.auth.token;

import dev.parley.auth.token.Marks.Mark;
import dev.parley.hub.UserId;
import dev.parley.store.Store;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What was taken back before its time: tokens by their id, all tokens of a user that are older than a moment, and users
/// altogether. Any thread; nothing blocks but [#load].
///
/// A change counts for lookups at once, and is answered when it is on disk; when it can't be written it is taken back and
/// the answer says so. The last change of a name replaces those before it. Each of the three holds at most 1,000,000 names.
///
/// Times are seconds since 1970. `until` is when a change ends by itself, and 0 for never: for tokens that expire, their
/// last `exp` is enough.
public final class Revocations {

    /// The tables, as one migration of the store.
    public static final String TABLES = """
            CREATE TABLE revoked_token(id TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE invalid_user_tokens(user TEXT PRIMARY KEY, before INTEGER NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE blocked_user(user TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;
            """;

    static final int MAX_ID_CHARS = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

    /// Statements of one table.
    ///
    /// @param hasBefore whether it keeps [Mark#before]
    private record Sql(boolean hasBefore, String all, String put, String remove, String removeEnded)
            implements Marks.Table {

        static final Sql TOKENS = new Sql(
                false,
                "SELECT id, 0, until FROM revoked_token",
                "INSERT OR REPLACE INTO revoked_token(id, until) VALUES (?, ?)",
                "DELETE FROM revoked_token WHERE id = ?",
                "DELETE FROM revoked_token WHERE id = ? AND until != 0 AND until <= ?");

        static final Sql INVALID = new Sql(
                true,
                "SELECT user, before, until FROM invalid_user_tokens",
                "INSERT OR REPLACE INTO invalid_user_tokens(user, before, until) VALUES (?, ?, ?)",
                "DELETE FROM invalid_user_tokens WHERE user = ?",
                "DELETE FROM invalid_user_tokens WHERE user = ? AND until != 0 AND until <= ?");

        static final Sql BLOCKED = new Sql(
                false,
                "SELECT user, 0, until FROM blocked_user",
                "INSERT OR REPLACE INTO blocked_user(user, until) VALUES (?, ?)",
                "DELETE FROM blocked_user WHERE user = ?",
                "DELETE FROM blocked_user WHERE user = ? AND until != 0 AND until <= ?");

        @Override
        public List<Map.Entry<String, Mark>> all(Store.Statements statements) throws SQLException {
            return statements.rows(row -> Map.entry(row.getString(1), new Mark(row.getLong(2), row.getLong(3))), all);
        }

        @Override
        public void put(Store.Statements statements, String name, Mark mark) throws SQLException {
            if (hasBefore) {
                statements.change(put, name, mark.before(), mark.until());
            } else {
                statements.change(put, name, mark.until());
            }
        }

        @Override
        public void remove(Store.Statements statements, String name) throws SQLException {
            statements.change(remove, name);
        }

        @Override
        public void removeEnded(Store.Statements statements, String name, long now) throws SQLException {
            statements.change(removeEnded, name, now);
        }
    }

    private final InstantSource clock;
    private final Marks tokens;
    private final Marks invalid;
    private final Marks blocked;

    private Revocations(InstantSource clock, Marks tokens, Marks invalid, Marks blocked) {
        this.clock = clock;
        this.tokens = tokens;
        this.invalid = invalid;
        this.blocked = blocked;
    }

    /// What the store holds. Blocks: for the start.
    ///
    /// @param store has [#TABLES] among its migrations; stays the caller's to close
    /// @throws IOException when it can't be read
    public static Revocations load(Store store, InstantSource clock) throws IOException {
        return load(store, clock, Marks.MAX);
    }

    static Revocations load(Store store, InstantSource clock, int limit) throws IOException {
        return new Revocations(
                clock,
                Marks.load(Sql.TOKENS, store, limit),
                Marks.load(Sql.INVALID, store, limit),
                Marks.load(Sql.BLOCKED, store, limit));
    }

    /// Takes back the token with that id (`jti`).
    ///
    /// @throws IllegalArgumentException when the id is empty or longer than 1024 characters, or a time is negative
    public void revoke(String id, long until, Store.Done<Boolean> done) {
        if (id.isEmpty() || id.length() > MAX_ID_CHARS) {
            throw new IllegalArgumentException("a token's id has 1 to " + MAX_ID_CHARS + " characters");
        }
        tokens.put(id, new Mark(0, time(until)), done);
    }

    /// Takes back all tokens of a user that were issued before a moment, and those that don't say when they were.
    ///
    /// @throws IllegalArgumentException when the user is no user's id, or a time is negative
    public void invalidate(String user, long beforeSeconds, long until, Store.Done<Boolean> done) {
        invalid.put(named(user), new Mark(time(beforeSeconds), time(until)), done);
    }

    /// Keeps a user out, whatever the token.
    ///
    /// @throws IllegalArgumentException when the user is no user's id, or a time is negative
    public void block(String user, long until, Store.Done<Boolean> done) {
        blocked.put(named(user), new Mark(0, time(until)), done);
    }

    /// Lets a user in again; nothing happens when the user was not blocked.
    ///
    /// @throws IllegalArgumentException when the user is no user's id
    public void unblock(String user, Store.Done<Boolean> done) {
        blocked.remove(named(user), done);
    }

    private static String named(String user) {
        if (new UserId(user).isAnonymous()) {
            throw new IllegalArgumentException("an anonymous user can't be blocked; give a user's id");
        }
        return user;
    }

    private static long time(long seconds) {
        if (seconds < 0) {
            throw new IllegalArgumentException("times are seconds since 1970, or 0");
        }
        return seconds;
    }

    public boolean isRevoked(String id) {
        return tokens.of(id, now()) != null;
    }

    /// @param issuedAtSeconds of the token (`iat`); 0 when it does not say
    public boolean isInvalid(String user, long issuedAtSeconds) {
        Mark mark = invalid.of(user, now());
        return mark != null && issuedAtSeconds < mark.before();
    }

    public boolean isBlocked(String user) {
        return blocked.of(user, now()) != null;
    }

    /// Tokens that are held as taken back.
    public int revoked() {
        return tokens.size();
    }

    /// Users of whom earlier tokens are held as taken back.
    public int invalidated() {
        return invalid.size();
    }

    /// Users that are held as kept out.
    public int blocked() {
        return blocked.size();
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    /// Forgets what has ended, at most 10,000 names of each kind. For once a minute; lookups don't depend on it.
    public void sweep() {
        long now = now();
        for (Marks marks : List.of(tokens, invalid, blocked)) {
            marks.sweep(now, new Store.Done<>() {
                @Override
                public void done(Boolean value) {}

                @Override
                public void failed(IOException why) {
                    LOG.warn("revocations that have ended stay in the file for now: {}", why.getMessage());
                }
            });
        }
    }
}
