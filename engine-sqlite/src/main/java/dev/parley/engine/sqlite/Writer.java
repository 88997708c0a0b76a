package dev.parley.engine.sqlite;

import dev.parley.hub.Draft;
import dev.parley.hub.EngineChannel;
import dev.parley.hub.HubError;
import dev.parley.hub.Loop;
import dev.parley.hub.Position;
import dev.parley.hub.Publication;
import dev.parley.hub.Retention;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that writes.
///
/// It takes all that waits, up to [#GROUP], puts it into one transaction, commits, and only then hands the results back: to
/// each loop one task with all that is its channels'. So what a thousand publishers wait for costs one commit, and nobody
/// hears of a publication before it is safe. What can't be committed fails as a whole, nothing of it is told, and the next
/// group tries anew.
///
/// Between groups, and when nothing waits, it forgets a little of what is past its retention ([Expiry]).
final class Writer implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteEngine.class);

    /// Requests in a transaction at most.
    private static final int GROUP = 1_000;

    private static final Duration LEAST_KEY_LIFE = Duration.ofMinutes(5);

    /// Bytes of publications in a transaction, about.
    private static final long GROUP_BYTES = 4L * 1024 * 1024;

    /// Publications that wait in the journal and in memory, the memory they take, and for how long. The more of a channel
    /// come together, the less it costs to move each; a start after a kill has them to move first.
    private static final int UNSETTLED = 20_000;

    private static final long UNSETTLED_BYTES = 32L * 1024 * 1024;

    private static final long SETTLE_AFTER_MILLIS = 10_000;

    /// Publications of a channel that are moved in one step at most.
    private static final int STEP = 256;

    /// Bytes of publications on a page of the database, about.
    private static final int PAGE = 3_500;

    private final SqliteOptions options;
    private final Path file;
    private final RunRecord record;
    private final InstantSource clock;
    private final Predicate<String> isOpen;
    private final Checkpoints checkpoints;

    private final ConcurrentLinkedQueue<Request> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Thread thread = new Thread(this, "parley-sqlite-writer");
    private volatile boolean stopping;
    private volatile boolean asleep;
    private volatile int pageLimit;

    // ---- of the writer's thread alone

    /// A failure leaves its statements unusable, so that it is closed then, and opened anew for the next group.
    private @Nullable Database database;

    private @Nullable Expiry expiry;
    private final List<Request> group = new ArrayList<>(GROUP);
    private long groupBytes;
    private final Journal journal = new Journal();
    private long journalId;
    private final Unsettled unsettled = new Unsettled();
    private final Set<SqliteChannel> touched = new LinkedHashSet<>();
    private long commits;
    private boolean failing;

    /// @param isOpen whether a channel of that name is open; what is open is not forgotten
    Writer(
            SqliteOptions options,
            Path file,
            Database database,
            RunRecord record,
            InstantSource clock,
            Predicate<String> isOpen)
            throws SQLException {
        this.options = options;
        this.file = file;
        this.database = database;
        this.isOpen = name -> isOpen.test(name) || unsettled.has(name);
        this.record = record;
        this.clock = clock;
        expiry = new Expiry(database, this.isOpen);
        checkpoints = new Checkpoints(file);
        commits = database.commits();
    }

    Unsettled unsettled() {
        return unsettled;
    }

    void start() {
        checkpoints.start();
        thread.start();
    }

    /// Any thread. The writer looks when it is woken next, or has just been at work ([#wake]).
    ///
    /// @return false when too much waits already, or the engine stops
    boolean offer(Request request) {
        long bytes = bytes(request);
        if (stopping
                || waiting.get() >= options.queueLimit()
                || (waitingBytes.get() > 0 && waitingBytes.get() + bytes > options.queueBytes())) {
            return false;
        }
        waiting.incrementAndGet();
        waitingBytes.addAndGet(bytes);
        queue.add(request);
        return true;
    }

    /// Any thread: there may be something to do.
    void wake() {
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    /// The next request, waited for until the writer is woken or so much time has passed; null for none.
    private @Nullable Request next(long millis) {
        Request first = queue.poll();
        if (first == null && millis > 0) {
            asleep = true;
            first = queue.poll(); // what was left while nobody thought it asleep
            if (first == null && !stopping) {
                LockSupport.parkNanos(this, millis * 1_000_000);
                first = queue.poll();
            }
            asleep = false;
        }
        return first;
    }

    private static long bytes(Request request) {
        return request instanceof Request.Publish publish
                ? publish.draft.payload().size()
                : 0;
    }

    /// Finishes what waits, moves the log into the database, and closes it. Blocks.
    ///
    /// @return whether all is on disk
    boolean stop() throws InterruptedException {
        stopping = true;
        LockSupport.unpark(thread);
        thread.join();
        checkpoints.stop();
        while (database != null && unsettled.publications() > 0) {
            settle(STEP);
        }
        checkpoint("TRUNCATE");
        boolean sound = database != null && !failing;
        close();
        return sound;
    }

    /// For tests; between groups.
    void limitPages(boolean limited) {
        pageLimit = limited ? 1 : Integer.MAX_VALUE;
    }

    @Override
    public void run() {
        while (!(stopping && queue.isEmpty())) {
            try {
                boolean expired = expiry != null && expiry.isBusy();
                Request first = next(expired || isSettlingDue() ? 0 : 1_000);
                if (first != null) {
                    for (Request one = first; one != null; one = isFull() ? null : queue.poll()) {
                        group.add(one);
                        groupBytes += bytes(one);
                    }
                    write();
                } else if (expired) {
                    remove();
                } else if (!isSettlingDue()) {
                    checkpoints.idle();
                }
                if (isSettlingDue()) {
                    do {
                        settle(STEP);
                    } while (database != null && isUnsettledBeyond(2));
                }
                look();
            } catch (RuntimeException | Error broken) {
                LOG.error("the writer stumbled; what it held has failed", broken);
                fail(HubError.INTERNAL);
            }
        }
    }

    private boolean isFull() {
        return group.size() >= GROUP || groupBytes >= GROUP_BYTES;
    }

    private void write() {
        try {
            Database open = open();
            if (pageLimit != 0) {
                open.limitPages(pageLimit);
            }
            long now = clock.millis();
            for (Request request : group) {
                switch (request) {
                    case Request.Publish publish -> publish(open, publish, now);
                    case Request.Open opening ->
                        opening.top = row(open, opening.channel, now).position();
                    case Request.RemoveHistory remove -> {
                        ChannelRow row = row(open, remove.channel, now);
                        row.first = row.top + 1;
                        row.changed = true;
                        touched.add(remove.channel);
                        remove.top = row.position();
                    }
                }
            }
            for (SqliteChannel channel : touched) {
                ChannelRow row = channel.row;
                if (row != null) {
                    if (row.changed) {
                        open.update(row, now);
                        row.changed = false;
                    }
                    if (row.versionChanged) {
                        open.keepVersion(row);
                        row.versionChanged = false;
                    }
                    expiry(open).added(channel, row);
                }
            }
            expiry(open).remove();
            if (!journal.isEmpty()) {
                open.addGroup(++journalId, journal.toByteArray());
            }
            open.commit();
            record.committed(++commits);
            remember(now);
        } catch (SQLException | IOException failed) {
            LOG.debug("a group failed", failed);
            if (!failing) {
                failing = true;
                LOG.error(
                        "Can't write to {}: {}. Publishers are told to come again, until it works.",
                        options.folder(),
                        failed instanceof SQLException sql ? Failures.words(sql) : failed.getMessage());
            }
            fail(HubError.STORAGE);
            return;
        }
        if (failing) {
            failing = false;
            LOG.info("Writing to {} works again.", options.folder());
        }
        // those of the publications, of the tables' own and the count of commits
        checkpoints.wrote(4 + groupBytes / PAGE);
        handBack();
        if (checkpoints.isRestWanted()) {
            checkpoint("PASSIVE");
        }
    }

    /// What the group has added to the journal is safe there.
    private void remember(long now) {
        if (journal.isEmpty()) {
            return;
        }
        Unsettled.Group kept = unsettled.group(journalId, now);
        for (Request request : group) {
            ChannelRow row = request.channel.row;
            if (request instanceof Request.Publish publish
                    && publish.publication != null
                    && publish.publication.offset() > 0
                    && row != null) {
                unsettled.add(kept, request.channel.name().value(), row, publish.publication);
            }
        }
    }

    private boolean isSettlingDue() {
        return database != null
                && unsettled.publications() > 0
                && (isUnsettledBeyond(1) || clock.millis() - unsettled.oldestMillis() >= SETTLE_AFTER_MILLIS);
    }

    /// Whether more waits than so many times what should. Past twice as much, publishing waits for it.
    private boolean isUnsettledBeyond(int times) {
        return unsettled.publications() > times * UNSETTLED || unsettled.bytes() > times * UNSETTLED_BYTES;
    }

    /// Moves that many publications, or a few more, from the journal to where they are kept, the longest waiting channels
    /// first; but not what its channel no longer keeps.
    private void settle(int atLeast) {
        Database open = database;
        if (open == null) {
            return;
        }
        Map<Unsettled.Stream, Integer> moved = new LinkedHashMap<>();
        int count = 0;
        long bytes = 0;
        try {
            long now = clock.millis();
            Iterator<Unsettled.Stream> streams = unsettled.streams();
            while (count < atLeast && streams.hasNext()) {
                Unsettled.Stream stream = streams.next();
                ChannelRow row = stream.row();
                List<Publication> some = stream.oldest(Math.min(stream.size(), STEP));
                long least = row.least();
                if (some.getFirst().offset() < least) {
                    row.first = least; // what is left out must not look like a hole between what is there
                }
                for (Publication publication : some) {
                    if (publication.offset() >= least) {
                        open.add(Journal.Stored.of(row.id, publication));
                        bytes += publication.payload().size();
                    }
                }
                open.update(row, now);
                moved.put(stream, some.size());
                count += some.size();
            }
            moved.forEach(unsettled::count);
            long emptied = unsettled.emptied();
            if (emptied > 0) {
                open.removeGroups(emptied);
            }
            open.commit();
            record.committed(++commits);
            moved.forEach(unsettled::settled);
            checkpoints.wrote(4 + 2L * moved.size() + bytes / PAGE);
        } catch (SQLException failed) {
            LOG.warn("Can't move what was published in {} to its table: {}", options.folder(), Failures.words(failed));
            close();
        }
    }

    private void publish(Database database, Request.Publish publish, long clockMillis) throws SQLException {
        SqliteChannel channel = publish.channel;
        Draft draft = publish.draft;
        boolean keep = channel.retention().keeps() && !draft.skipHistory();
        if (!keep && draft.idempotencyKey() == null) {
            // it only keeps its place behind what is under way
            publish.publication = publication(draft, 0, clockMillis);
            publish.outcome = new EngineChannel.Outcome(null, false);
            return;
        }
        ChannelRow row = row(database, channel, clockMillis);
        long now = Math.max(clockMillis, row.time);
        String key = draft.idempotencyKey();
        if (key != null) {
            Database.UsedKey used = database.key(row, key, draft.payload(), now, oldestKeyed(channel.retention(), row));
            if (used != null) {
                if (used.sameBody()) {
                    Position position = used.position() == 0 ? null : new Position(row.epoch(), used.position());
                    publish.outcome = new EngineChannel.Outcome(position, true);
                } else {
                    publish.error = HubError.KEY_REUSED;
                }
                return;
            }
        }
        if (draft.isOutdatedBy(row.version(), row.versionEpoch())) {
            publish.top = row.position();
            publish.outcome = EngineChannel.Outcome.outdated(row.position());
            return;
        }
        if (draft.version() > 0) {
            row.version(draft.version(), draft.versionEpoch());
        }
        row.time = now;
        long position = 0;
        if (keep) {
            position = ++row.top;
            publish.top = row.position();
        } else {
            row.changed = true; // used now
        }
        touched.add(channel);
        if (key != null) {
            database.addKey(row, key, draft.payload(), position, now + keyMillis(channel.retention()));
        }
        publish.publication = publication(draft, position, now);
        if (keep) {
            journal.add(Journal.Stored.of(row.id, publish.publication));
        }
        publish.outcome = new EngineChannel.Outcome(publish.top, false);
    }

    /// From which position on keys live as long as the history, where that is not bounded by time.
    private static long oldestKeyed(Retention retention, ChannelRow row) {
        if (!retention.keeps() || retention.age() != null) {
            return Long.MAX_VALUE;
        }
        return retention.unlimited() ? row.first : Math.max(row.first, row.top - retention.size() + 1);
    }

    private static Publication publication(Draft draft, long position, long time) {
        return new Publication(position, time, draft.payload(), draft.publisher(), draft.tags(), draft.delta());
    }

    private static long keyMillis(Retention retention) {
        Duration age = retention.age();
        return age != null && age.compareTo(LEAST_KEY_LIFE) > 0 ? age.toMillis() : LEAST_KEY_LIFE.toMillis();
    }

    private ChannelRow row(Database database, SqliteChannel channel, long now) throws SQLException {
        ChannelRow row = channel.row;
        if (row == null) {
            row = unsettled.row(channel.name().value());
            if (row == null) {
                row = database.channel(channel.name().value(), channel.retention(), now);
                row.size = Database.size(channel.retention());
                row.changed = true; // used now
            }
            channel.row = row;
            touched.add(channel);
        }
        return row;
    }

    /// Nothing of the group has happened.
    private void fail(HubError error) {
        close();
        for (SqliteChannel channel : touched) {
            channel.row = null; // to be read again
        }
        for (Request request : group) {
            request.channel.row = null;
            request.error = error;
        }
        handBack();
    }

    private void handBack() {
        touched.clear();
        journal.clear();
        if (group.isEmpty()) {
            return;
        }
        Map<Loop, List<Request>> byLoop = new IdentityHashMap<>(4);
        for (Request request : group) {
            byLoop.computeIfAbsent(request.channel.home(), _ -> new ArrayList<>())
                    .add(request);
        }
        waitingBytes.addAndGet(-groupBytes);
        groupBytes = 0;
        waiting.addAndGet(-group.size());
        group.clear();
        byLoop.forEach((loop, requests) -> {
            try {
                loop.execute(() -> requests.forEach(Writer::done));
            } catch (RejectedExecutionException stopped) {
                // the server stops; what was committed stays so, and nobody waits for it any more
                return;
            }
        });
    }

    /// On the lane. One channel that stumbles must not keep the others' results from them.
    private static void done(Request request) {
        try {
            request.channel.done(request);
        } catch (RuntimeException broken) {
            LOG.error("what was published on {} could not be told to all", request.channel.name(), broken);
        }
    }

    /// Nothing waits: time to remove what is past its retention.
    private void remove() {
        expire(Expiry::remove);
    }

    private void look() {
        long now = clock.millis();
        expire(expiry -> expiry.look(now));
    }

    /// A part of [Expiry] as a transaction of its own.
    private interface Step {
        /// @return whether there is something to commit
        boolean of(Expiry expiry) throws SQLException;
    }

    private void expire(Step step) {
        Database open = database;
        if (open == null) {
            return;
        }
        try {
            if (step.of(expiry(open))) {
                open.commit();
                record.committed(++commits);
                checkpoints.wrote(10);
            } else {
                open.endRead();
            }
        } catch (SQLException failed) {
            LOG.warn("Can't remove what has expired in {}: {}", options.folder(), Failures.words(failed));
            close();
        }
    }

    private void checkpoint(String how) {
        Database open = database;
        if (open == null) {
            return;
        }
        try {
            open.checkpoint(how);
        } catch (SQLException failed) {
            LOG.warn("Can't move the log of {} into its database: {}", options.folder(), Failures.words(failed));
            close();
        }
    }

    private Database open() throws SQLException, IOException {
        Database open = database;
        if (open == null) {
            database = open = new Database(file, options.durability(), new SecureRandom());
            expiry = null;
            open.replay(); // whatever the failure has left of the last group
            unsettled.clear();
            commits = open.commits();
        }
        return open;
    }

    private Expiry expiry(Database open) throws SQLException {
        Expiry there = expiry;
        return there == null ? expiry = new Expiry(open, isOpen) : there;
    }

    /// What was not committed is gone with it.
    private void close() {
        Database open = database;
        database = null;
        expiry = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException alreadyBroken) {
                LOG.debug("closing after a failure", alreadyBroken);
            }
        }
    }
}
