package dev.parley.events;

import dev.parley.hub.Draft;
import dev.parley.hub.Payload;
import dev.parley.hub.UserId;
import dev.parley.store.Store;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Messages that wait for a user until a session of that user has acknowledged them. Any thread; never waits for the disk.
///
/// Who has something waiting is known in memory, so that the others cost no look at the disk when they connect. That set is
/// changed on the store's thread only, in the order of the works, and before the one who asked is told: who is told that a
/// message is kept, and then finds no session to hand it to, may rely on the next session asking for it.
public final class Inbox {

    /// The table: one script for [Store#open].
    public static final String TABLES = InboxTable.SQL;

    /// Messages, or ids of messages, in one call.
    public static final int MAX_AT_ONCE = 1_000;

    /// A page of messages ends behind the one that reaches this, whatever was asked for.
    public static final int PAGE_BYTES = 1 << 20;

    private final Store store;
    private final InboxOptions options;
    private final InboxTable table;

    /// Users with something waiting.
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();

    private final LongAdder kept = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder turnedAway = new LongAdder();

    private record Acknowledged(int messages, boolean all) {}

    private Inbox(Store store, InboxOptions options, InstantSource clock) {
        this.store = store;
        this.options = options;
        table = new InboxTable(options, clock);
    }

    /// Opens what an earlier run left; waits for the disk.
    ///
    /// @param store its table is [#TABLES]; stays the caller's to close
    public static Inbox open(Store store, InboxOptions options, InstantSource clock) throws IOException {
        Inbox inbox = new Inbox(store, options, clock);
        inbox.waiting.addAll(store.call(InboxTable::users));
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
                statements -> table.insert(statements, user, payload, written, key),
                new Told<>(
                        outcome -> {
                            switch (outcome.fate()) {
                                case KEPT -> {
                                    waiting.add(user.value());
                                    kept.increment();
                                    done.done(outcome.id());
                                }
                                case KNOWN -> done.done(outcome.id());
                                case FULL -> {
                                    turnedAway.increment();
                                    done.failed(new InboxFullException(user, options.perUser()));
                                }
                            }
                        },
                        done::failed));
    }

    /// False when certainly nothing waits for the user. Does not look at the disk.
    public boolean mayHave(UserId user) {
        return waiting.contains(user.value());
    }

    /// The id of the newest message that waits for the user; 0 when nothing does.
    ///
    /// @param done on the calling thread when nothing waits, else on the store's
    public void newest(UserId user, Store.Done<Long> done) {
        if (!mayHave(user)) {
            done.done(0L);
            return;
        }
        store.submit(statements -> InboxTable.newest(statements, user), done);
    }

    /// Messages that were kept, so far.
    public long kept() {
        return kept.sum();
    }

    /// Messages that were acknowledged, so far.
    public long acknowledged() {
        return acknowledged.sum();
    }

    /// Messages that were not kept because too many waited for their user.
    public long turnedAway() {
        return turnedAway.sum();
    }

    /// Users for whom something waits.
    public int users() {
        return waiting.size();
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
                statements -> table.page(statements, user, afterId, limit),
                new Told<>(
                        page -> {
                            if (page.isEmpty() && afterId <= 0) {
                                waiting.remove(user.value());
                            }
                            done.done(page);
                        },
                        done::failed));
    }

    /// The user has all messages up to one.
    ///
    /// @param done how many waited until now, on the store's thread
    public void acknowledgeUpTo(UserId user, long id, Store.Done<Integer> done) {
        acknowledge(user, statements -> table.takeUpTo(statements, user, id), done);
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
                        taken += table.take(statements, user, id);
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
                statements -> new Acknowledged(work.in(statements), InboxTable.hasNothing(statements, user.value())),
                new Told<>(
                        outcome -> {
                            if (outcome.all()) {
                                waiting.remove(user.value());
                            }
                            acknowledged.add(outcome.messages());
                            done.done(outcome.messages());
                        },
                        done::failed));
    }

    /// Removes what has waited too long, and keys that were remembered long enough. To be called now and then: once an hour.
    ///
    /// @param done how many messages and keys are gone, on the store's thread
    public void sweep(Store.Done<Integer> done) {
        sweep(0, done);
    }

    private void sweep(int before, Store.Done<Integer> done) {
        store.submit(
                table::sweep,
                new Told<>(
                        swept -> {
                            swept.emptied().forEach(waiting::remove);
                            int all = before + swept.rows();
                            if (swept.rows() < InboxTable.SWEPT_AT_ONCE) {
                                done.done(all);
                            } else {
                                sweep(all, done);
                            }
                        },
                        done::failed));
    }
}
