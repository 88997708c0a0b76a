package dev.parley.auth.token;

import dev.parley.auth.token.Marks.Mark;
import dev.parley.hub.UserId;
import dev.parley.redis.Redis;
import dev.parley.store.Store;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What was taken back before its time: tokens by their id, all tokens of a user that are older than a moment, and users
/// altogether. Any thread; nothing blocks but [#load].
///
/// A change counts for lookups at once, and is answered when it is on disk, or when all nodes know of it; when it can't be
/// written it is taken back and the answer says so. The last change of a name replaces those before it. Each of the three holds at most 1,000,000 names.
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

    /// Hears what counts from now on, on this node: made here, or on another. On the thread that has changed it, or on Redis';
    /// hand on, don't block.
    public interface Listener {

        /// @param ids of tokens
        void revoked(Set<String> ids);

        /// @param before by user, the second before which their tokens were issued
        void invalidated(Map<String, Long> before);

        void blocked(Set<String> users);
    }

    private static final Listener NOBODY = new Listener() {
        @Override
        public void revoked(Set<String> ids) {}

        @Override
        public void invalidated(Map<String, Long> before) {}

        @Override
        public void blocked(Set<String> users) {}
    };

    private final InstantSource clock;
    private final Marks tokens;
    private final Marks invalid;
    private final Marks blocked;
    private volatile Listener listener = NOBODY;

    /// One kind of marks.
    @FunctionalInterface
    private interface Kind {
        Marks of(Consumer<Map<String, Mark>> listener) throws IOException;
    }

    private Revocations(InstantSource clock, Kind tokens, Kind invalid, Kind blocked) throws IOException {
        this.clock = clock;
        this.tokens = tokens.of(this::onRevoked);
        this.invalid = invalid.of(this::onInvalidated);
        this.blocked = blocked.of(this::onBlocked);
    }

    /// What the store of the only node holds. Blocks: for the start.
    ///
    /// @param store has [#TABLES] among its migrations; stays the caller's to close
    /// @throws IOException when it can't be read
    public static Revocations load(Store store, InstantSource clock) throws IOException {
        return load(store, clock, Marks.MAX);
    }

    static Revocations load(Store store, InstantSource clock, int limit) throws IOException {
        return new Revocations(
                clock,
                listener -> StoredMarks.load(StoredMarks.Table.TOKENS, store, limit, listener),
                listener -> StoredMarks.load(StoredMarks.Table.INVALID, store, limit, listener),
                listener -> StoredMarks.load(StoredMarks.Table.BLOCKED, store, limit, listener));
    }

    /// What the nodes of a site share. Blocks: for the start. Then a change is answered when all nodes know of it; one that does
    /// not say so is waited for no longer than [RedisOptions#gone], for then it lets nobody in ([#isCurrent]).
    ///
    /// @param redis started; stays the caller's to close, after this
    /// @param nanos a clock that only goes forward
    /// @throws IOException when it can't be read
    public static Revocations load(Redis redis, InstantSource clock, LongSupplier nanos, RandomGenerator random)
            throws IOException {
        return load(redis, clock, nanos, random, Marks.MAX);
    }

    static Revocations load(Redis redis, InstantSource clock, LongSupplier nanos, RandomGenerator random, int limit)
            throws IOException {
        return new Revocations(
                clock,
                shared(redis, "revoked", limit, clock, nanos, random),
                shared(redis, "invalid", limit, clock, nanos, random),
                shared(redis, "blocked", limit, clock, nanos, random));
    }

    private static Kind shared(
            Redis redis, String kind, int limit, InstantSource clock, LongSupplier nanos, RandomGenerator random) {
        return listener -> {
            SharedMarks marks = new SharedMarks(redis, kind, limit, clock, nanos, random, listener);
            marks.load();
            return marks;
        };
    }

    // ---- who hears of it

    /// From now on.
    public void tell(Listener other) {
        listener = other;
    }

    private void onRevoked(Map<String, Mark> marks) {
        Map<String, Mark> counting = counting(marks);
        if (!counting.isEmpty()) {
            listener.revoked(counting.keySet());
        }
    }

    private void onInvalidated(Map<String, Mark> marks) {
        Map<String, Long> before = new HashMap<>();
        counting(marks).forEach((user, mark) -> before.put(user, mark.before()));
        if (!before.isEmpty()) {
            listener.invalidated(before);
        }
    }

    private void onBlocked(Map<String, Mark> marks) {
        Map<String, Mark> counting = counting(marks);
        if (!counting.isEmpty()) {
            listener.blocked(counting.keySet());
        }
    }

    private Map<String, Mark> counting(Map<String, Mark> marks) {
        long now = now();
        Map<String, Mark> counting = new HashMap<>(marks);
        counting.values().removeIf(mark -> mark.isOver(now));
        return counting;
    }

    // ---- changes

    /// Takes back the token with that id (`jti`).
    ///
    /// @throws IllegalArgumentException when the id is empty or longer than 1024 characters, or a time is negative
    public void revoke(String id, long until, Store.Done<Boolean> done) {
        if (id.isEmpty() || id.length() > MAX_ID_CHARS) {
            throw new IllegalArgumentException("a token's id has 1 to " + MAX_ID_CHARS + " characters");
        }
        tokens.change(id, new Mark(0, time(until)), done);
    }

    /// Takes back all tokens of a user that were issued before a moment, and those that don't say when they were.
    ///
    /// @throws IllegalArgumentException when the user is no user's id, or a time is negative
    public void invalidate(String user, long beforeSeconds, long until, Store.Done<Boolean> done) {
        invalid.change(named(user), new Mark(time(beforeSeconds), time(until)), done);
    }

    /// Keeps a user out, whatever the token.
    ///
    /// @throws IllegalArgumentException when the user is no user's id, or a time is negative
    public void block(String user, long until, Store.Done<Boolean> done) {
        blocked.change(named(user), new Mark(0, time(until)), done);
    }

    /// Lets a user in again; nothing happens when the user was not blocked.
    ///
    /// @throws IllegalArgumentException when the user is no user's id
    public void unblock(String user, Store.Done<Boolean> done) {
        blocked.change(named(user), null, done);
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

    // ---- lookups

    /// Whether all is known here that was answered on any node. Who is let in while it is not may be one who was just blocked:
    /// a node that is cut off from what the nodes share lets nobody in.
    public boolean isCurrent() {
        return tokens.isCurrent() && invalid.isCurrent() && blocked.isCurrent();
    }

    public boolean isRevoked(String id) {
        return tokens.known().of(id, now()) != null;
    }

    /// @param issuedAtSeconds of the token (`iat`); 0 when it does not say
    public boolean isInvalid(String user, long issuedAtSeconds) {
        Mark mark = invalid.known().of(user, now());
        return mark != null && issuedAtSeconds < mark.before();
    }

    public boolean isBlocked(String user) {
        return blocked.known().of(user, now()) != null;
    }

    /// Tokens that are held as taken back.
    public int revoked() {
        return tokens.known().size();
    }

    /// Users of whom earlier tokens are held as taken back.
    public int invalidated() {
        return invalid.known().size();
    }

    /// Users that are held as kept out.
    public int blocked() {
        return blocked.known().size();
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    /// Looks what others have changed, where they may have and nothing was heard of it. For several times within [RedisOptions#gone].
    public void tick() {
        tokens.tick();
        invalid.tick();
        blocked.tick();
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
                    LOG.warn("revocations that have ended stay where they are written for now: {}", why.getMessage());
                }
            });
        }
    }

    /// Other nodes wait for this one no longer.
    public void close() {
        tokens.close();
        invalid.close();
        blocked.close();
    }
}
