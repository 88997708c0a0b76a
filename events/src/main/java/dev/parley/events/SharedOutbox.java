package dev.parley.events;

import static dev.parley.redis.Script.bytes;

import dev.parley.redis.Bucket;
import dev.parley.redis.Events;
import dev.parley.redis.Hearer;
import dev.parley.redis.Problem;
import dev.parley.redis.Redis;
import dev.parley.redis.Reply;
import dev.parley.redis.Script;
import dev.parley.store.Store;
import io.lettuce.core.XAddArgs;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/// Events in the Redis that all nodes share: each [Bucket] has a stream of them ([Events]), to which every node adds, and from
/// which one node at a time, the [Teller], takes. Lane n has every bucket whose number leaves n.
///
/// Whoever takes does so in a term with a number. Reading a bucket puts the number there, and after that nothing is taken away
/// by an earlier term: a node that was the teller, and does not know yet that it no longer is, can only send twice.
public final class SharedOutbox extends Outbox {

    /// How long the id of an added publication is remembered, so that adding it again adds nothing.
    private static final Duration REMEMBERED = Duration.ofHours(1);

    /// Entries that one script looks at, so that it takes about a millisecond.
    private static final int LOOKED_AT = 1_000;

    /// Events that are read of a bucket at least, which may be more than fit one request.
    private static final int AT_LEAST = 8;

    /// Refused events that are kept for who wants to know; the oldest go.
    private static final int REFUSED = 10_000;

    private final Redis redis;
    private final Room room;

    /// By bucket: 1 where something may wait that was not read yet.
    private final AtomicIntegerArray ready = new AtomicIntegerArray(Redis.BUCKETS);

    /// By lane: the bucket with which the next request begins.
    private final AtomicIntegerArray starts;

    /// In which this node may take; 0 while it may not.
    private volatile long term;

    private volatile long laterTerm;

    public SharedOutbox(Redis redis, OutboxOptions options, InstantSource clock) {
        super(options, clock);
        this.redis = redis;
        room = new Room(options.capacity());
        starts = new AtomicIntegerArray(lanes);
        for (int lane = 0; lane < lanes; lane++) {
            starts.set(lane, lane);
        }
    }

    // ---- adding

    @Override
    public void add(Event event, Store.Done<Boolean> done) {
        EventRow row;
        try {
            row = row(event);
            if (!hasRoom()) {
                throw full();
            }
        } catch (IOException why) {
            done.failed(why);
            return;
        }
        Bucket bucket = redis.bucket(row.key());
        byte[] stream = Events.stream(bucket);
        byte[][] keys =
                row.hasOwnId() ? new byte[][] {stream, bucket.key("event-id", row.id())} : new byte[][] {stream};
        byte[][] args = {
            bytes(capacity),
            Events.word(bucket),
            redis.publishCommand(),
            bytes(row.key()),
            bytes(row.timeMillis()),
            bytes(row.id()),
            bytes(row.body()),
            bytes(REMEMBERED.toMillis())
        };
        redis.run(bucket, Scripts.ADD, keys, args, (reply, problem) -> {
            if (problem != null) {
                done.failed(unwritten(Problem.of(problem).message()));
                return;
            }
            switch (Reply.of(reply).text(0)) {
                case "added" -> {
                    countAdded();
                    done.done(true);
                }
                case "full" -> done.failed(full());
                default -> done.done(false);
            }
        });
    }

    @Override
    public boolean hasRoom() {
        return room.isLeft();
    }

    /// An event was added in the step that caused it.
    public void countAdded() {
        room.add();
        added.increment();
    }

    // ---- terms, by the teller

    /// This node may take from now on, and hears of what comes.
    void beginTerm(long number) {
        term = number;
        for (int i = 0; i < Redis.BUCKETS; i++) {
            Bucket bucket = redis.bucket(i);
            redis.hear(bucket, Events.word(bucket), new Hearer() {
                @Override
                public void listens() {
                    arrive(bucket.number());
                }

                @Override
                public void hears(byte[] word) {
                    arrive(bucket.number());
                }
            });
            ready.set(i, 1);
        }
    }

    /// This node may take no more.
    void endTerm() {
        term = 0;
        for (int i = 0; i < Redis.BUCKETS; i++) {
            redis.unhear(redis.bucket(i), Events.word(redis.bucket(i)));
        }
    }

    /// A term that began after this node's, or 0.
    long laterTerm() {
        return laterTerm;
    }

    private void arrive(int bucket) {
        ready.set(bucket, 1);
        arrivals.accept(bucket % lanes);
    }

    /// Counts what waits in all buckets; may find something of which no word has come.
    ///
    /// @return how many, and when the oldest has come
    long[] count(long untilNanos) throws IOException {
        List<CompletableFuture<Reply>> asked = new ArrayList<>();
        for (int i = 0; i < Redis.BUCKETS; i++) {
            Bucket bucket = redis.bucket(i);
            asked.add(ask(bucket, Scripts.COUNT, new byte[][] {Events.stream(bucket)}));
        }
        long waiting = 0;
        long oldest = Long.MAX_VALUE;
        for (int i = 0; i < Redis.BUCKETS; i++) {
            Reply reply = await(asked.get(i), untilNanos);
            if (reply.whole(0) > 0) {
                waiting += reply.whole(0);
                oldest = Math.min(oldest, reply.whole(1));
                arrive(i);
            }
        }
        return new long[] {waiting, waiting == 0 ? 0 : oldest};
    }

    /// What was counted, by whichever node.
    void counted(long waiting, long oldestMillis) {
        room.counted(waiting, oldestMillis, redis.others().size() + 1);
    }

    // ---- for the sender, which may wait

    @Override
    Batch next(int lane, Collection<String> heldKeys) throws IOException {
        long mine = term;
        if (mine == 0) {
            throw new IOException("another node tells the backend now");
        }
        List<Bucket> buckets = readyOf(lane);
        int each = Math.max(AT_LEAST, Batch.MAX_EVENTS / Math.max(1, buckets.size()));
        List<Batch.Item> events = new ArrayList<>();
        try {
            List<CompletableFuture<Reply>> asked = new ArrayList<>();
            for (Bucket bucket : buckets) {
                asked.add(front(bucket, mine, "", each, heldKeys));
            }
            int bytes = Batch.ENVELOPE_BYTES;
            for (int i = 0; i < buckets.size(); i++) {
                Bucket bucket = buckets.get(i);
                for (Batch.Item event : found(bucket, mine, await(asked.get(i)), each, heldKeys)) {
                    ready.set(bucket.number(), 1); // until it is read once more, and found empty
                    bytes += event.body().length + 1;
                    if (events.size() == Batch.MAX_EVENTS || (bytes > Batch.MAX_BYTES && !events.isEmpty())) {
                        break;
                    }
                    events.add(event);
                    starts.set(lane, bucket.number() + lanes); // another time another bucket is first
                }
            }
            heldKeys.forEach(key -> ready.set(redis.bucket(key).number(), 1));
        } catch (IOException failed) {
            buckets.forEach(bucket -> ready.set(bucket.number(), 1));
            throw failed;
        }
        return new Batch(events);
    }

    private List<Bucket> readyOf(int lane) {
        int several = (Redis.BUCKETS - lane + lanes - 1) / lanes;
        int first = (starts.get(lane) - lane) / lanes;
        List<Bucket> found = new ArrayList<>();
        for (int i = 0; i < several; i++) {
            int number = lane + (first + i) % several * lanes;
            if (ready.getAndSet(number, 0) == 1) {
                found.add(redis.bucket(number));
            }
        }
        return found;
    }

    private CompletableFuture<Reply> front(Bucket bucket, long mine, String from, int most, Collection<String> held) {
        List<byte[]> args = new ArrayList<>(
                List.of(bytes(mine), bytes(from), bytes(most), bytes(Batch.MAX_BYTES), bytes(LOOKED_AT)));
        held.forEach(key -> args.add(bytes(key)));
        return ask(
                bucket,
                Scripts.FRONT,
                new byte[][] {Events.stream(bucket), latestTerm(bucket)},
                args.toArray(byte[][]::new));
    }

    /// What a bucket has at its front. Goes on behind what is held.
    private List<Batch.Item> found(Bucket bucket, long mine, Reply first, int most, Collection<String> held)
            throws IOException {
        Reply reply = first;
        while (true) {
            check(reply.whole(0), mine);
            Reply entries = reply.list(2);
            if (entries.size() > 0 || reply.text(1).isEmpty()) {
                List<Batch.Item> items = new ArrayList<>(entries.size() / 2);
                for (int i = 0; i < entries.size(); i += 2) {
                    String at = mine + " " + bucket.number() + " " + entries.text(i);
                    items.add(Entry.item(at, entries.list(i + 1)));
                }
                return items;
            }
            reply = await(front(bucket, mine, reply.text(1), most, held));
        }
    }

    private static byte[] latestTerm(Bucket bucket) {
        return bucket.key("teller", "");
    }

    private void check(long latest, long mine) throws IOException {
        if (latest > mine) {
            laterTerm = Math.max(laterTerm, latest);
            throw new IOException("another node tells the backend now");
        }
    }

    @Override
    void taken(Batch batch) throws IOException {
        taken.add(remove(batch.events()));
    }

    @Override
    void refused(Batch.Item event, int status) throws IOException {
        Bucket first = redis.bucket(0);
        byte[] aside = first.key("event_refused", "");
        CompletableFuture<Reply> written = new CompletableFuture<>();
        redis.run(
                first,
                each -> each.xadd(
                        aside,
                        XAddArgs.Builder.maxlen(REFUSED).approximateTrimming(),
                        bytes("id"),
                        bytes(event.id()),
                        bytes("key"),
                        bytes(event.key()),
                        bytes("status"),
                        bytes(status),
                        bytes("refused"),
                        bytes(clock.millis()),
                        bytes("body"),
                        event.body()),
                (_, problem) -> settle(written, new Reply(List.of()), problem));
        await(written);
        refused.add(remove(List.of(event)));
    }

    private long remove(List<Batch.Item> events) throws IOException {
        Map<Integer, List<byte[]>> byBucket = new LinkedHashMap<>();
        long mine = 0;
        for (Batch.Item event : events) {
            String[] at = event.at().split(" ", 3);
            mine = Long.parseLong(at[0]);
            byte[] number = bytes(mine);
            byBucket.computeIfAbsent(Integer.parseInt(at[1]), _ -> new ArrayList<>(List.of(number)))
                    .add(bytes(at[2]));
        }
        List<CompletableFuture<Reply>> asked = new ArrayList<>();
        byBucket.forEach((number, args) -> {
            Bucket bucket = redis.bucket(number);
            asked.add(ask(
                    bucket,
                    Scripts.TAKE,
                    new byte[][] {Events.stream(bucket), latestTerm(bucket)},
                    args.toArray(byte[][]::new)));
        });
        long gone = 0;
        for (CompletableFuture<Reply> each : asked) {
            Reply reply = await(each);
            check(reply.whole(0), mine);
            gone += reply.whole(1);
        }
        return gone;
    }

    // ---- asking and waiting

    CompletableFuture<Reply> ask(Bucket bucket, Script script, byte[][] keys, byte[]... args) {
        CompletableFuture<Reply> answer = new CompletableFuture<>();
        redis.run(
                bucket,
                script,
                keys,
                args,
                (reply, problem) -> settle(answer, problem == null ? Reply.of(reply) : null, problem));
        return answer;
    }

    private static void settle(CompletableFuture<Reply> answer, @Nullable Reply reply, @Nullable Throwable problem) {
        if (problem != null) {
            answer.completeExceptionally(problem);
        } else {
            answer.complete(reply);
        }
    }

    private Reply await(CompletableFuture<Reply> answer) throws IOException {
        return await(answer, System.nanoTime() + redis.options().patience().toNanos());
    }

    /// @throws IOException when Redis does not answer in time
    static Reply await(CompletableFuture<Reply> answer, long untilNanos) throws IOException {
        try {
            return answer.get(Math.max(1, untilNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            Throwable why = failed.getCause() == null ? failed : failed.getCause();
            throw new IOException(Problem.of(why).message(), why);
        } catch (TimeoutException | CancellationException late) {
            throw new IOException("Redis does not answer", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    Redis redis() {
        return redis;
    }

    // ---- figures

    @Override
    public boolean isTelling() {
        return term != 0;
    }

    @Override
    public long waiting() {
        return room.waiting();
    }

    @Override
    public long oldestAgeMillis() {
        long oldest = room.oldestMillis();
        return oldest == 0 ? 0 : Math.max(0, clock.millis() - oldest);
    }
}
