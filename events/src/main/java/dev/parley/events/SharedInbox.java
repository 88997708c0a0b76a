package dev.parley.events;

import static dev.parley.redis.Script.bytes;

import dev.parley.hub.Payload;
import dev.parley.hub.UserId;
import dev.parley.redis.Bucket;
import dev.parley.redis.Problem;
import dev.parley.redis.Redis;
import dev.parley.redis.Reply;
import dev.parley.redis.Script;
import dev.parley.store.Store;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The inbox of a site whose nodes share a Redis. Outcomes are told on Redis' thread.
///
/// A user's messages are one stream, and each step is one script on it, so it does not matter which node takes it. The id of a
/// message is its time in milliseconds, or one more than the id before it where that is more: ids grow for each user, also
/// when nothing is remembered of the last one any more. What has waited too long is at the front of the stream, and is cut
/// off by whoever keeps or takes something; a stream that nobody touches ends by itself.
final class SharedInbox implements InboxPlace {

    private static final Script KEEP = Script.of(SharedInbox.class, "inbox-keep.lua");
    private static final Script NEWEST = Script.of(SharedInbox.class, "inbox-newest.lua");
    private static final Script PAGE = Script.of(SharedInbox.class, "inbox-page.lua");
    private static final Script TAKE = Script.of(SharedInbox.class, "inbox-take.lua");

    private static final int FIELDS = 5;

    private final Redis redis;
    private final InboxOptions options;
    private final InstantSource clock;

    /// What is called how in Redis.
    ///
    /// @param messages the user's stream
    /// @param last the id of the user's last message
    /// @param keys in front of the user's keys
    private record Keys(Bucket bucket, byte[] messages, byte[] last, String keys) {
        static Keys of(Redis redis, UserId user) {
            Bucket bucket = redis.bucket("u:" + user.value());
            return new Keys(
                    bucket,
                    bucket.key("inbox", user.value()),
                    bucket.key("inbox-last", user.value()),
                    user.value().length() + ":" + user.value() + ":");
        }

        byte[] key(String key) {
            return bucket.key("inbox-key", keys + key);
        }
    }

    SharedInbox(Redis redis, InboxOptions options, InstantSource clock) {
        this.redis = redis;
        this.options = options;
        this.clock = clock;
    }

    private byte[] now() {
        return bytes(clock.millis());
    }

    private byte[] age() {
        return bytes(options.age().toMillis());
    }

    /// Runs a script for who waits for its outcome.
    private <T> void run(
            Keys keys, Script script, byte[][] touched, byte[][] args, Function<Reply, T> outcome, Store.Done<T> done) {
        redis.run(keys.bucket(), script, touched, args, (reply, problem) -> {
            if (problem != null) {
                done.failed(new IOException(Problem.of(problem).message()));
            } else {
                done.done(outcome.apply(Reply.of(reply)));
            }
        });
    }

    @Override
    public void keep(UserId user, Payload payload, String tags, @Nullable String key, Store.Done<Outcome> done) {
        Keys keys = Keys.of(redis, user);
        byte[][] args = {
            now(),
            age(),
            bytes(options.perUser()),
            bytes(payload.kind().name().toLowerCase(Locale.ROOT)),
            payload.toByteArray(),
            bytes(tags),
            bytes(key == null ? "" : key),
            bytes(REMEMBERED_MILLIS)
        };
        byte[][] touched = {keys.messages(), keys.last(), keys.key(key == null ? "" : key)};
        run(
                keys,
                KEEP,
                touched,
                args,
                reply -> new Outcome(Fate.valueOf(reply.text(0).toUpperCase(Locale.ROOT)), reply.whole(1)),
                done);
    }

    @Override
    public boolean mayHave(UserId user) {
        return !user.isAnonymous();
    }

    @Override
    public void newest(UserId user, Store.Done<Long> done) {
        Keys keys = Keys.of(redis, user);
        run(keys, NEWEST, new byte[][] {keys.messages()}, new byte[][] {now(), age()}, reply -> reply.whole(0), done);
    }

    @Override
    public void page(UserId user, long afterId, int limit, Store.Done<List<Kept>> done) {
        Keys keys = Keys.of(redis, user);
        byte[][] args = {now(), age(), bytes(afterId), bytes(limit), bytes(Inbox.PAGE_BYTES)};
        run(keys, PAGE, new byte[][] {keys.messages()}, args, SharedInbox::messages, done);
    }

    private static List<Kept> messages(Reply reply) {
        List<Kept> page = new ArrayList<>();
        for (int i = 0; i < reply.size(); i += FIELDS) {
            Payload.Kind kind = Payload.Kind.valueOf(reply.text(i + 1).toUpperCase(Locale.ROOT));
            page.add(new Kept(
                    reply.whole(i),
                    Payload.trusted(kind, reply.bytes(i + 2)),
                    Tags.read(reply.text(i + 3)),
                    reply.whole(i + 4)));
        }
        return page;
    }

    @Override
    public void takeUpTo(UserId user, long id, Store.Done<Integer> done) {
        take(user, "up to", List.of(id), done);
    }

    @Override
    public void take(UserId user, List<Long> ids, Store.Done<Integer> done) {
        take(user, "each", ids, done);
    }

    private void take(UserId user, String which, List<Long> ids, Store.Done<Integer> done) {
        Keys keys = Keys.of(redis, user);
        List<byte[]> args =
                new ArrayList<>(List.of(now(), age(), keys.key(""), bytes(REMEMBERED_MILLIS), bytes(which)));
        ids.forEach(id -> args.add(bytes(id)));
        run(
                keys,
                TAKE,
                new byte[][] {keys.messages()},
                args.toArray(byte[][]::new),
                reply -> (int) reply.whole(0),
                done);
    }

    /// Redis does it.
    @Override
    public void sweep(Store.Done<Integer> done) {
        done.done(0);
    }

    @Override
    public int users() {
        return -1;
    }
}
