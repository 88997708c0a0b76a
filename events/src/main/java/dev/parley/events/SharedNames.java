package dev.parley.events;

import static dev.parley.redis.Script.bytes;

import dev.parley.redis.Bucket;
import dev.parley.redis.Events;
import dev.parley.redis.Patient;
import dev.parley.redis.Problem;
import dev.parley.redis.Redis;
import dev.parley.redis.Reply;
import dev.parley.redis.Unanswered;
import dev.parley.redis.Watcher;
import dev.parley.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who is there on any of the nodes that share a Redis: for each name, on which. What becomes of it and the event of that are
/// one script (`attend.lua`), in the name's bucket.
///
/// What was on a node that is gone counts as present until it has had time to come back, to whichever node. Whoever buries the
/// node writes that down; whoever is there then finishes it, also where nobody knows any more who has buried whom: a node that
/// dies before it has finished is buried itself, and each burial ends with a look at all that is due.
final class SharedNames implements Attendance.Table, Watcher {

    /// @param key the kind of its keys
    /// @param prefix how its events' keys begin, and the names by which buckets are chosen
    record Kind(String key, String prefix, String come, String gone) {
        static final Kind USERS = new Kind("status", "u:", "user_online", "user_offline");
        static final Kind CHANNELS = new Kind("occupancy", "c:", "channel_occupied", "channel_vacated");

        byte[] name(Bucket bucket, String name) {
            return bucket.key(key, name);
        }

        /// The names that a node has there.
        byte[] at(Bucket bucket, String node) {
            return bucket.key(key + "-at", node);
        }

        /// What was on nodes that are gone.
        byte[] gone(Bucket bucket) {
            return bucket.key(key + "-gone", "");
        }

        /// When a node was last known to be there.
        byte[] alive(Redis redis, String node) {
            return redis.bucket(0).key(key + "-alive", node);
        }
    }

    /// One asking.
    private record Ask(boolean present, long sinceMillis, Store.Done<Boolean> done) {}

    /// Askings of one name that may wait for each other.
    private static final int WAITING = 64;

    /// Names in one script: about a millisecond.
    private static final int AT_ONCE = 200;

    private static final long MINUTE = 60_000;

    /// Buckets in a minute: all of them in ten.
    private static final int COMPARED = 26;

    /// After this a look that was not possible, or could not finish, is made again.
    private static final long AGAIN_MILLIS = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(SharedNames.class);

    private final Redis redis;
    private final Kind kind;
    private final long returnMillis;
    private final long keptMillis;
    private final @Nullable SharedOutbox outbox;
    private final Timers timers;
    private final InstantSource clock;
    private @Nullable Attendance attendance; // set before anybody is told of this

    /// Names that Redis is asked about, with what is to be asked next: in their order, one at a time.
    private final Map<String, Deque<Ask>> underWay = new ConcurrentHashMap<>();

    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile boolean stopped;
    private int compared; // once a minute

    /// @param grace how long who was on a node that is gone may take to come back; at least 30 s
    /// @param kept how long it is remembered when somebody was there, zero for not at all
    SharedNames(
            Redis redis,
            Kind kind,
            Duration grace,
            Duration kept,
            @Nullable SharedOutbox outbox,
            Timers timers,
            InstantSource clock) {
        this.redis = redis;
        this.kind = kind;
        returnMillis = Math.max(grace.toMillis(), Attendance.RETURN.toMillis());
        keptMillis = kept.toMillis();
        this.outbox = outbox;
        this.timers = timers;
        this.clock = clock;
    }

    /// @param here writes through this
    void start(Attendance here) {
        attendance = here;
        redis.watch(this);
        everyMinute();
    }

    void stop() {
        stopped = true;
        markAlive();
    }

    // ---- what this node has

    @Override
    public void write(String name, boolean present, long sinceMillis, Store.Done<Boolean> done) {
        Ask ask = new Ask(present, sinceMillis, done);
        AtomicBoolean first = new AtomicBoolean();
        AtomicBoolean tooMany = new AtomicBoolean();
        underWay.compute(name, (_, waiting) -> {
            if (waiting == null) {
                first.set(true);
                return new ArrayDeque<>(1);
            }
            if (waiting.size() < WAITING) {
                waiting.add(ask);
            } else {
                tooMany.set(true);
            }
            return waiting;
        });
        if (first.get()) {
            send(name, ask);
        } else if (tooMany.get()) {
            done.failed(new IOException("Redis is asked too much about " + name));
        }
    }

    private void send(String name, Ask ask) {
        Bucket bucket = redis.bucket(kind.prefix() + name);
        byte[][] keys = {
            kind.name(bucket, name), kind.at(bucket, redis.node()), kind.gone(bucket), Events.stream(bucket)
        };
        byte[][] args = {
            bytes(ask.present() ? 1 : 0),
            bytes(redis.node()),
            bytes(name),
            bytes(ask.sinceMillis()),
            bytes(keptMillis),
            limit(),
            Events.word(bucket),
            redis.publishCommand(),
            bytes(UUID.randomUUID().toString()),
            bytes(kind.prefix() + name),
            bytes(clock.millis()),
            bytes(ask.present() ? kind.come() : kind.gone())
        };
        redis.run(bucket, Scripts.ATTEND, keys, args, (reply, problem) -> {
            if (problem != null) {
                ask.done().failed(new IOException(Problem.of(problem).message(), problem));
            } else {
                answered(Reply.of(reply).text(0), ask);
            }
            sendNext(name);
        });
    }

    private void answered(String what, Ask ask) {
        switch (what) {
            case "changed" -> {
                count(1);
                ask.done().done(true);
            }
            case "full" -> ask.done().failed(outbox == null ? new IOException("no room") : outbox.full());
            default -> ask.done().done(false);
        }
    }

    private void sendNext(String name) {
        Deque<Ask> next = new ArrayDeque<>(1);
        underWay.computeIfPresent(name, (_, waiting) -> {
            Ask ask = waiting.poll();
            if (ask == null) {
                return null;
            }
            next.add(ask);
            return waiting;
        });
        if (!next.isEmpty()) {
            send(name, next.element());
        }
    }

    /// How many events may wait in a bucket; a change that needs none is made all the same.
    private byte[] limit() {
        return outbox == null ? new byte[0] : bytes(outbox.hasRoom() ? outbox.capacity : 0);
    }

    private void count(long changes) {
        if (outbox != null) {
            for (long i = 0; i < changes; i++) {
                outbox.countAdded();
            }
        }
    }

    /// What was this node's is taken out, or was: it is said again where it is missing.
    @Override
    public void onTakenForGone() {
        Thread.startVirtualThread(() -> compare(0, Redis.BUCKETS));
    }

    // ---- what nodes had that are gone

    @Override
    public void bury(String node, Patient patient) throws Unanswered {
        byte[] alive = kind.alive(redis, node);
        byte[] last = keptMillis == 0 ? null : patient.call(redis.bucket(0), each -> each.get(alive));
        long now = clock.millis();
        long lastMillis = last == null ? now : Long.parseLong(new String(last, StandardCharsets.UTF_8));
        long found = 0;
        for (int i = 0; i < Redis.BUCKETS; i++) {
            Bucket bucket = redis.bucket(i);
            byte[][] keys = {kind.at(bucket, node), kind.gone(bucket)};
            long some;
            do {
                some = patient.call(
                                bucket,
                                Scripts.BURY,
                                keys,
                                bytes(node),
                                kind.name(bucket, ""),
                                bytes(now + returnMillis),
                                bytes(keptMillis == 0 ? 0 : lastMillis),
                                bytes(AT_ONCE))
                        .whole(0);
                found += some;
            } while (some == AT_ONCE);
        }
        patient.call(redis.bucket(0), each -> each.del(alive));
        LOG.debug("node {} is gone: {} of {} may come back", node, found, kind.key());
        if (!stopped) {
            timers.schedule(returnMillis + 1, this::look);
        }
    }

    /// Finishes what is due, on a thread of its own.
    private void look() {
        if (!stopped && looking.compareAndSet(false, true)) {
            Thread.startVirtualThread(() -> {
                boolean done = false;
                try {
                    done = finish();
                } catch (Unanswered away) {
                    LOG.debug("who has not come back is looked for later", away);
                } finally {
                    looking.set(false);
                    if (!done && !stopped) {
                        timers.schedule(AGAIN_MILLIS, this::look);
                    }
                }
            });
        }
    }

    /// @return whether everything that is due is finished
    private boolean finish() throws Unanswered {
        boolean all = true;
        for (int i = 0; i < Redis.BUCKETS && !stopped; i++) {
            Bucket bucket = redis.bucket(i);
            byte[][] keys = {kind.gone(bucket), Events.stream(bucket)};
            Reply reply;
            do {
                reply = redis.patient()
                        .call(
                                bucket,
                                Scripts.FINISH,
                                keys,
                                bytes(clock.millis()),
                                kind.name(bucket, ""),
                                bytes(keptMillis),
                                limit(),
                                Events.word(bucket),
                                redis.publishCommand(),
                                bytes(UUID.randomUUID() + "-"),
                                bytes(kind.prefix()),
                                bytes(kind.gone()),
                                bytes(AT_ONCE));
                count(reply.whole(1));
            } while (reply.whole(0) == AT_ONCE);
            all &= reply.whole(2) == 1;
        }
        return all;
    }

    // ---- once a minute

    private void everyMinute() {
        if (!stopped) {
            markAlive();
            look();
            int first = compared;
            Thread.startVirtualThread(() -> compare(first, COMPARED));
            compared = (compared + COMPARED) % Redis.BUCKETS;
            timers.schedule(MINUTE, this::everyMinute);
        }
    }

    /// Tells Redis again what it has forgotten of this node's, or has not heard: it was taken out, or a replica has taken over.
    private void compare(int first, int buckets) {
        Attendance here = attendance;
        try {
            for (int i = 0; i < buckets && here != null && !stopped; i++) {
                Bucket bucket = redis.bucket((first + i) % Redis.BUCKETS);
                byte[] at = kind.at(bucket, redis.node());
                Set<String> present = redis.patient().call(bucket, each -> each.smembers(at)).stream()
                        .map(name -> new String(name, StandardCharsets.UTF_8))
                        .collect(Collectors.toSet());
                here.compare(name -> redis.bucket(kind.prefix() + name) == bucket, present);
            }
        } catch (Unanswered away) {
            LOG.debug("what Redis knows is compared later", away);
            if (!stopped) {
                timers.schedule(AGAIN_MILLIS, () -> Thread.startVirtualThread(() -> compare(first, buckets)));
            }
        }
    }

    /// So that it is known, to a minute, when those were last seen who were on a node that is gone.
    private void markAlive() {
        if (keptMillis > 0) {
            byte[] key = kind.alive(redis, redis.node());
            byte[] now = bytes(clock.millis());
            redis.run(redis.bucket(0), each -> each.psetex(key, keptMillis, now), (_, _) -> {});
        }
    }
}
