package dev.parley.events;

import dev.parley.hub.Draft;
import dev.parley.hub.Payload;
import dev.parley.hub.UserId;
import dev.parley.redis.Redis;
import dev.parley.store.Store;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Messages that wait for a user until a session of that user has acknowledged them: in the store of the only node, or in the
/// Redis that nodes share. Any thread; never waits. Outcomes are told on the thread of whoever keeps the messages, or on the
/// calling one.
///
/// Whoever is told that a message is kept, and then finds no session to hand it to, may rely on the next session asking for
/// it, on whatever node.
public final class Inbox {

    /// The table: one script for [Store#open].
    public static final String TABLES = InboxTable.SQL;

    /// Messages, or ids of messages, in one call.
    public static final int MAX_AT_ONCE = 1_000;

    /// A page of messages ends behind the one that reaches this, whatever was asked for.
    public static final int PAGE_BYTES = 1 << 20;

    private final InboxPlace place;
    private final InboxOptions options;

    private final LongAdder kept = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder turnedAway = new LongAdder();

    private Inbox(InboxPlace place, InboxOptions options) {
        this.place = place;
        this.options = options;
    }

    /// Opens what an earlier run left; waits for the disk.
    ///
    /// @param store its table is [#TABLES]; stays the caller's to close
    public static Inbox open(Store store, InboxOptions options, InstantSource clock) throws IOException {
        return new Inbox(StoredInbox.open(store, options, clock), options);
    }

    /// What nodes share. Needs no [#sweep].
    ///
    /// @param redis stays the caller's to close
    public static Inbox open(Redis redis, InboxOptions options, InstantSource clock) {
        return new Inbox(new SharedInbox(redis, options, clock), options);
    }

    /// Keeps a message for a user.
    ///
    /// @param key a second message with the same key is not kept, but gets the first one's id, while that one waits and for
    ///     at least an hour after it was acknowledged; null for none
    /// @param done the message's id; fails with [InboxFullException] when too many wait, or when it can't be written
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
        place.keep(
                user,
                payload,
                Tags.write(draft.tags()),
                key,
                new Told<>(
                        outcome -> {
                            switch (outcome.fate()) {
                                case KEPT -> {
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

    /// False when certainly nothing waits for the user. Looks at no disk; where nodes share it, this is true for all users.
    public boolean mayHave(UserId user) {
        return place.mayHave(user);
    }

    /// The id of the newest message that waits for the user; 0 when nothing does.
    public void newest(UserId user, Store.Done<Long> done) {
        if (mayHave(user)) {
            place.newest(user, done);
        } else {
            done.done(0L);
        }
    }

    /// Messages that were kept through this node, so far.
    public long kept() {
        return kept.sum();
    }

    /// Messages that were acknowledged through this node, so far.
    public long acknowledged() {
        return acknowledged.sum();
    }

    /// Messages that were not kept because too many waited for their user.
    public long turnedAway() {
        return turnedAway.sum();
    }

    /// Users for whom something waits; negative where nodes share it, for nobody counts them.
    public int users() {
        return place.users();
    }

    /// What waits for the user, the oldest first: the first page of it.
    public void unacknowledged(UserId user, int limit, Store.Done<List<Kept>> done) {
        unacknowledged(user, 0, limit, done);
    }

    /// What waits for the user behind a message, the oldest first.
    ///
    /// @param afterId the id of the last message of the page before, 0 for the first page
    /// @param limit 1 to [#MAX_AT_ONCE]; a page also ends at about [#PAGE_BYTES], so only an empty one says that it is all
    /// @throws IllegalArgumentException when the limit is out of range
    public void unacknowledged(UserId user, long afterId, int limit, Store.Done<List<Kept>> done) {
        if (limit < 1 || limit > MAX_AT_ONCE) {
            throw new IllegalArgumentException("a page has 1 to " + MAX_AT_ONCE + " messages, asked for " + limit);
        }
        if (mayHave(user)) {
            place.page(user, afterId, limit, done);
        } else {
            done.done(List.of());
        }
    }

    /// The user has all messages up to one.
    ///
    /// @param done how many waited until now
    public void acknowledgeUpTo(UserId user, long id, Store.Done<Integer> done) {
        if (mayHave(user)) {
            place.takeUpTo(user, id, counting(done));
        } else {
            done.done(0);
        }
    }

    /// The user has these messages; ids of others mean nothing.
    ///
    /// @param ids at most [#MAX_AT_ONCE]
    /// @param done how many of them waited until now
    /// @throws IllegalArgumentException when there are too many
    public void acknowledge(UserId user, List<Long> ids, Store.Done<Integer> done) {
        if (ids.size() > MAX_AT_ONCE) {
            throw new IllegalArgumentException("at most " + MAX_AT_ONCE + " ids at once, got " + ids.size());
        }
        if (mayHave(user) && !ids.isEmpty()) {
            place.take(user, List.copyOf(ids), counting(done));
        } else {
            done.done(0);
        }
    }

    private Store.Done<Integer> counting(Store.Done<Integer> done) {
        return new Told<>(
                taken -> {
                    acknowledged.add(taken);
                    done.done(taken);
                },
                done::failed);
    }

    /// Removes what has waited too long, and keys that were remembered long enough. To be called now and then: once an hour.
    ///
    /// @param done how many messages and keys are gone
    public void sweep(Store.Done<Integer> done) {
        place.sweep(done);
    }
}
