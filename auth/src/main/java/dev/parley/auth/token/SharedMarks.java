package dev.parley.auth.token;

import static dev.parley.redis.Script.bytes;

import dev.parley.auth.token.KnownMarks.Change;
import dev.parley.redis.Bucket;
import dev.parley.redis.Hearer;
import dev.parley.redis.Problem;
import dev.parley.redis.Redis;
import dev.parley.redis.Reply;
import dev.parley.redis.Script;
import dev.parley.redis.Watcher;
import dev.parley.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Marks that all nodes of a site share. Each node has all of them in memory; Redis has them in one hash, beside a log of the
/// last changes from which a node takes what others have changed ([SharedLog]).
///
/// A change is answered when all nodes know of it. Whoever reads the log is listed for as long as what was read counts
/// ([#isCurrent]): a lease, renewed by each reading. The script that makes a change answers who is listed, and each of them
/// says when it has read that far. One that has not said so within a lease lets nobody in any more until it has read. So
/// whoever is told that a user is blocked may rely on it on every node, reached or not.
final class SharedMarks implements Marks {

    private static final Logger LOG = LoggerFactory.getLogger(SharedMarks.class);

    private static final Script PUT = Script.of(SharedMarks.class, "mark.lua");
    private static final Script REMOVE_ENDED = Script.of(SharedMarks.class, "ended.lua");

    /// How long a node reads at its start, at most: a million marks are read in a few seconds.
    private static final Duration LOADING = Duration.ofSeconds(60);

    private static final long PAUSE_MILLIS = 5;

    private final Redis redis;
    private final SharedKeys keys;
    private final KnownMarks known;
    private final RandomGenerator random;
    private final LongSupplier nanos;
    private final Confirmations confirmations = new Confirmations();
    private final SharedLog log;
    private volatile boolean closed;

    /// @param kind what they are called in Redis
    /// @param nanos a clock that only goes forward
    SharedMarks(
            Redis redis,
            String kind,
            int limit,
            InstantSource clock,
            LongSupplier nanos,
            RandomGenerator random,
            Consumer<Map<String, Mark>> listener) {
        this.redis = redis;
        this.random = random;
        this.nanos = nanos;
        keys = SharedKeys.of(redis, kind);
        known = new KnownMarks(limit, listener);
        log = new SharedLog(redis, keys, known, confirmations, clock, nanos, random);
    }

    /// Reads all. Blocks.
    ///
    /// @throws IOException when Redis does not answer
    void load() throws IOException {
        redis.hear(keys.bucket(), keys.said(), hearing(_ -> log.look()));
        redis.hear(keys.bucket(), keys.seenBy(redis.node()), hearing(log::heard));
        redis.watch(new Watcher() {
            @Override
            public void check(Bucket bucket) {
                if (bucket == keys.bucket() && !closed) {
                    log.look();
                }
            }
        });
        long end = nanos.getAsLong() + LOADING.toNanos();
        log.look();
        while (!log.isLoaded()) {
            if (nanos.getAsLong() - end >= 0) {
                throw new IOException("the revocations can't be read: Redis does not answer");
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", interrupted);
            }
            log.tick();
        }
    }

    private Hearer hearing(Consumer<String> word) {
        return new Hearer() {
            @Override
            public void listens() {
                log.look();
            }

            @Override
            public void hears(byte[] message) {
                word.accept(new String(message, StandardCharsets.UTF_8));
            }
        };
    }

    @Override
    public KnownMarks known() {
        return known;
    }

    @Override
    public void change(String name, @Nullable Mark mark, Store.Done<Boolean> done) {
        known.change(name, mark, change -> put(change, done), done);
    }

    private void put(Change change, Store.Done<Boolean> done) {
        if (confirmations.isFull()) {
            known.failed(change);
            done.failed(new IOException("too many changes wait for the other nodes; try again"));
            return;
        }
        byte[][] args = {
            bytes(change.name()),
            SharedLog.text(change.mark()),
            bytes(random.nextLong() >>> 1),
            bytes(redis.node()),
            bytes(change.number()),
            keys.said(),
            redis.publishCommand(),
            bytes(SharedLog.LENGTH),
            bytes(log.leaseMillis())
        };
        byte[][] touched = {keys.marks(), keys.log(), keys.readers()};
        redis.run(keys.bucket(), PUT, touched, args, (reply, problem) -> {
            if (problem != null) {
                known.failed(change);
                done.failed(new IOException(Problem.of(problem).message()));
                return;
            }
            Reply answer = Reply.of(reply);
            Reply listed = answer.list(1);
            Set<String> nodes = new HashSet<>();
            for (int i = 0; i < listed.size(); i++) {
                nodes.add(listed.text(i));
            }
            confirmations.await(answer.whole(0), nodes, nanos.getAsLong() + log.leaseNanos(), done);
            log.look();
        });
    }

    @Override
    public void sweep(long now, Store.Done<Boolean> done) {
        List<String> ended = known.ended(now, MAX_SWEPT);
        if (ended.isEmpty()) {
            done.done(true);
            return;
        }
        List<byte[]> args = new ArrayList<>(List.of(bytes(now)));
        ended.forEach(name -> args.add(bytes(name)));
        redis.run(
                keys.bucket(), REMOVE_ENDED, new byte[][] {keys.marks()}, args.toArray(byte[][]::new), (_, problem) -> {
                    if (problem == null) {
                        known.forget(ended, now);
                        done.done(true);
                    } else {
                        done.failed(new IOException(Problem.of(problem).message()));
                    }
                });
    }

    @Override
    public boolean isCurrent() {
        return log.isCurrent();
    }

    @Override
    public void tick() {
        log.tick();
        Set<String> late = confirmations.expire(nanos.getAsLong());
        if (!late.isEmpty()) {
            LOG.warn("{} did not say that they know of a revocation: until they do, they let nobody in", late);
        }
    }

    /// Nobody waits for this node any more.
    @Override
    public void close() {
        closed = true;
        redis.unhear(keys.bucket(), keys.said());
        redis.unhear(keys.bucket(), keys.seenBy(redis.node()));
        byte[] node = bytes(redis.node());
        redis.run(keys.bucket(), each -> each.zrem(keys.readers(), node), (_, _) -> {});
        confirmations.close();
    }
}
