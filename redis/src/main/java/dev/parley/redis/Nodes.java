package dev.parley.redis;

import static dev.parley.redis.Script.bytes;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What nodes know of each other: each says again and again that it is there, and whoever finds that one no longer does takes
/// out what was its. On a thread of its own; a burial, which may take long, is on another.
///
/// The same thread goes through the buckets, so that each is checked once in each [RedisOptions#check].
final class Nodes implements Runnable, Patient {

    private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);
    private static final Script HEARTBEAT = Script.of(Nodes.class, "heartbeat.lua");

    /// Buckets that are checked together.
    private static final int AT_ONCE = 16;

    private final Redis redis;
    private final RedisOptions options;
    private final Bucket bucket;
    private final byte[] nodesKey;
    private final byte[] toAll;
    private final Thread thread;
    private final byte[] me;

    private volatile Set<String> there = Set.of();
    private volatile Set<String> gone = Set.of();
    private volatile boolean stopping;
    private volatile boolean burying;
    private volatile boolean holdsBurials;

    // on the thread
    private long nextBeat;
    private long nextCheck;
    private int checked;

    Nodes(Redis redis, RedisOptions options) {
        this.redis = redis;
        this.options = options;
        bucket = redis.bucket(0);
        nodesKey = bucket.key("nodes", "");
        toAll = bucket.key("control", "");
        me = bytes(options.node());
        thread = Thread.ofPlatform().name("parley-nodes").daemon().unstarted(this);
    }

    /// All that are there, this one among them.
    Set<String> there() {
        return there;
    }

    /// Those that are gone, and nobody has seen to.
    Set<String> gone() {
        return gone;
    }

    /// @throws Unanswered when Redis does not answer
    void start() throws Unanswered {
        CountDownLatch listening = new CountDownLatch(2);
        Hearer control = new Hearer() {
            @Override
            public void listens() {
                listening.countDown();
            }

            @Override
            public void hears(byte[] message) {
                hear(message);
            }
        };
        redis.hear(bucket, toAll, control);
        redis.hear(bucket, to(options.node()), control);
        await(listening);
        beat();
        thread.start();
    }

    private void await(CountDownLatch listening) throws Unanswered {
        long end = System.nanoTime() + options.patience().toNanos();
        try {
            while (!listening.await(10, TimeUnit.MILLISECONDS)) {
                Throwable why = redis.whyDeaf(bucket);
                if (why != null || System.nanoTime() - end > 0) {
                    throw new Unanswered(why == null ? new TimeoutException("it does not let this node listen") : why);
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unanswered(interrupted);
        }
    }

    void holdBurials(boolean hold) {
        holdsBurials = hold;
    }

    /// Leaves the others, at once.
    void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            if (thread.getState() != Thread.State.NEW) {
                thread.join(options.patience());
                if (redis.isThere()) {
                    call(bucket, each -> each.zadd(nodesKey, 0.0, me));
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (Unanswered late) {
            LOG.debug("the other nodes will miss this one in a while", late);
        }
    }

    @Override
    public void run() {
        long tick = Math.max(1, options.check().toMillis() * AT_ONCE / Redis.BUCKETS);
        while (!stopping) {
            long now = System.nanoTime() / 1_000_000;
            try {
                if (now >= nextCheck) {
                    nextCheck = now + tick;
                    check();
                }
                if (now >= nextBeat) {
                    nextBeat = now + options.gone().toMillis() / 4;
                    beat();
                }
            } catch (Unanswered late) {
                LOG.debug("Redis has not heard that this node is there", late);
            } catch (RuntimeException broken) {
                LOG.error("what nodes do for each other failed", broken);
            }
            long next = Math.min(nextBeat, nextCheck) - System.nanoTime() / 1_000_000;
            LockSupport.parkNanos(this, Math.max(1, next) * 1_000_000);
        }
    }

    private void check() {
        for (int i = 0; i < AT_ONCE; i++) {
            redis.check(redis.bucket(checked));
            checked = (checked + 1) % Redis.BUCKETS;
        }
    }

    private void beat() throws Unanswered {
        Reply reply = call(
                bucket,
                HEARTBEAT,
                new byte[][] {nodesKey},
                me,
                bytes(options.gone().toMillis()));
        Set<String> living = new HashSet<>();
        Reply found = reply.list(1);
        for (int i = 0; i < found.size(); i++) {
            living.add(found.text(i));
        }
        there = Set.copyOf(living);
        if (reply.whole(0) == 1) {
            redis.watchers().forEach(Watcher::onTakenForGone);
        }
        Reply dead = reply.list(2);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < dead.size(); i++) {
            names.add(dead.text(i));
        }
        gone = Set.copyOf(names);
        if (dead.size() > 0 && !burying && !holdsBurials) {
            burying = true;
            Thread.startVirtualThread(() -> {
                try {
                    bury(dead);
                } finally {
                    burying = false;
                }
            });
        }
    }

    private void bury(Reply gone) {
        for (int i = 0; i < gone.size() && !stopping; i++) {
            try {
                bury(gone.text(i));
            } catch (Unanswered late) {
                LOG.debug("node {} will be taken out later", gone.text(i), late);
            } catch (RuntimeException broken) {
                LOG.error("what was of node {} can't be taken out", gone.text(i), broken);
            }
        }
    }

    /// Takes out all that was a node's; only then it leaves the list, so that whoever dies over it leaves it to another.
    private void bury(String node) throws Unanswered {
        for (Watcher watcher : redis.watchers()) {
            watcher.bury(node, this);
        }
        if (call(bucket, each -> each.zrem(nodesKey, bytes(node))) == 1) {
            LOG.info("node {} is gone: its sessions have left", node);
        }
    }

    // ---- what nodes tell each other

    void control(@Nullable String node, byte[] message) {
        byte[] line = bytes(options.node() + "\n");
        byte[] all = new byte[line.length + message.length];
        System.arraycopy(line, 0, all, 0, line.length);
        System.arraycopy(message, 0, all, line.length, message.length);
        byte[] where = node == null ? toAll : to(node);
        redis.run(bucket, each -> redis.publish(each, where, all), (_, _) -> {});
    }

    private byte[] to(String node) {
        return bucket.key("control", node);
    }

    private void hear(byte[] message) {
        int end = 0;
        while (end < message.length && message[end] != '\n') {
            end++;
        }
        String node = new String(message, 0, end, StandardCharsets.UTF_8);
        if (end < message.length && !node.equals(options.node())) {
            byte[] said = Arrays.copyOfRange(message, end + 1, message.length);
            redis.watchers().forEach(watcher -> watcher.onControl(node, said));
        }
    }

    // ---- asking and waiting

    @Override
    @SuppressWarnings("unchecked")
    public <T> T call(Bucket where, Function<RedisClusterAsyncCommands<byte[], byte[]>, RedisFuture<T>> command)
            throws Unanswered {
        CompletableFuture<T> answer = new CompletableFuture<>();
        redis.run(where, command::apply, (reply, problem) -> complete(answer, (T) reply, problem));
        return Shard.await(answer, options.patience().toMillis());
    }

    @Override
    public Reply call(Bucket where, Script script, byte[][] keys, byte[]... args) throws Unanswered {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        redis.run(where, script, keys, args, (reply, problem) -> complete(answer, reply, problem));
        return Reply.of(Shard.await(answer, options.patience().toMillis()));
    }

    private static <T> void complete(CompletableFuture<T> answer, @Nullable T reply, @Nullable Throwable problem) {
        if (problem != null) {
            answer.completeExceptionally(problem);
        } else {
            answer.complete(reply);
        }
    }
}
