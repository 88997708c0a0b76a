package dev.parley.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connections to one Redis, tended on a thread of their own: it makes them, notices when one is dead, makes it anew, and
/// makes the changes of what is heard.
///
/// A connection that is lost is never mended by repeating what was under way on it: that fails, and whoever has asked
/// decides. Redis is *away* from the first loss until all connections are there again.
final class Shard implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

    private static final long TURN_NANOS = 20_000_000;

    /// Between two tries: at first, and at most; each is spread by as much again, so that nodes don't come all at once.
    private static final long FIRST_PAUSE_MILLIS = 100;

    private static final long LAST_PAUSE_MILLIS = 400;

    private final RedisURI address;
    private final RedisOptions options;
    private final RedisClient client;
    private final RandomGenerator random;
    private final Line[] lines;
    private final Line asked;
    private final Ears ears;
    private final boolean inCluster;
    private final Consumer<Shard> back;
    private final Consumer<Shard> slotLost;
    private final Thread thread;

    private volatile boolean stopping;
    private volatile boolean away;
    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> own;

    // on the thread
    private long nextTry;
    private long pause = FIRST_PAUSE_MILLIS;
    private @Nullable Future<?> ping;
    private @Nullable Future<?> earPing;
    private long pinged;
    private @Nullable Promise promise;

    /// @param lines how many connections for commands
    /// @param back called on the thread after each reconnect
    /// @param slotLost called on any thread when it no longer carries what it was thought to
    Shard(
            RedisURI address,
            RedisOptions options,
            RedisClient client,
            Semaphore places,
            int lines,
            Hearers hearers,
            boolean inCluster,
            RandomGenerator random,
            Consumer<Shard> back,
            Consumer<Shard> slotLost) {
        this.address = address;
        this.options = options;
        this.client = client;
        this.random = random;
        this.inCluster = inCluster;
        this.back = back;
        this.slotLost = slotLost;
        this.lines = new Line[lines];
        Arrays.setAll(this.lines, _ -> new Line(places));
        asked = new Line(places);
        ears = new Ears(hearers, this, inCluster);
        thread = Thread.ofPlatform().name("parley-redis").daemon().unstarted(this);
    }

    RedisURI address() {
        return address;
    }

    String shown() {
        return Addresses.shown(address);
    }

    boolean isAway() {
        return away;
    }

    Line line(int number) {
        return lines[Math.floorMod(number, lines.length)];
    }

    /// For slots that are on their way here; null outside of a Cluster.
    Line askedLine() {
        return asked;
    }

    Ears ears() {
        return ears;
    }

    /// What an acknowledged publish survives, as far as is known.
    @Nullable Promise promise() {
        return promise;
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    void lostASlot() {
        slotLost.accept(this);
    }

    // ---- beginning and end

    /// Connects, and starts the thread. Blocks.
    ///
    /// @throws IOException when it can't be used, with one sentence that says what to do
    void start() throws IOException {
        try {
            connect();
            check();
        } catch (RedisException | Unanswered failed) {
            letGo();
            throw new IOException("can't use Redis at " + shown() + ": " + Refused.reason(failed, options), failed);
        }
        thread.start();
    }

    /// Starts the thread, which connects.
    void startLater() {
        away = true;
        thread.start();
    }

    /// Lets go of all connections; what is under way fails.
    void close() {
        stopping = true;
        wake();
        try {
            if (thread.getState() != Thread.State.NEW) {
                thread.join(options.patience());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        letGo();
    }

    private void letGo() {
        for (Line line : lines) {
            letGo(line);
        }
        letGo(asked);
        closed(ears.connection());
        ears.use(null);
        closed(own);
        own = null;
    }

    private static void letGo(Line line) {
        closed(line.connection());
        line.use(null);
    }

    private static void closed(@Nullable StatefulConnection<?, ?> connection) {
        if (connection != null) {
            connection.closeAsync();
        }
    }

    // ---- connections

    private void connect() {
        if (!isOpen(own)) {
            closed(own);
            own = client.connect(ByteArrayCodec.INSTANCE, address);
        }
        for (Line line : lines) {
            connect(line);
        }
        if (inCluster) {
            connect(asked);
        }
        if (!isOpen(ears.connection())) {
            closed(ears.connection());
            ears.use(null);
            ears.use(client.connectPubSub(ByteArrayCodec.INSTANCE, address));
        }
    }

    private void connect(Line line) {
        if (!isOpen(line.connection())) {
            letGo(line);
            StatefulRedisConnection<byte[], byte[]> made = client.connect(ByteArrayCodec.INSTANCE, address);
            made.setAutoFlushCommands(false);
            line.use(made);
        }
    }

    private static boolean isOpen(@Nullable StatefulConnection<?, ?> connection) {
        return connection != null && connection.isOpen();
    }

    private boolean isAllOpen() {
        for (Line line : lines) {
            if (!isOpen(line.connection())) {
                return false;
            }
        }
        return isOpen(own) && isOpen(ears.connection()) && (!inCluster || isOpen(asked.connection()));
    }

    /// What kind of Redis this is: once for each time that it is reached.
    private void check() throws Unanswered, IOException {
        Facts facts = Facts.of(this);
        facts.refuseUnlessUsable(inCluster, options);
        if (facts.isReplica() && !inCluster) {
            throw new IOException("Redis at " + shown() + " is a replica, which takes no writes: name its master"
                    + " (or the sentinels that know it)");
        }
        Promise now = facts.promise();
        if (now != promise) {
            promise = now;
            LOG.info("Redis {} at {}: {}", facts.version(), shown(), now.sentence());
        }
        facts.warnings().forEach(warning -> LOG.warn("Redis at {}: {}", shown(), warning));
    }

    @Override
    public void run() {
        while (!stopping) {
            try {
                turn(System.nanoTime() / 1_000_000);
            } catch (RedisException | Unanswered | IOException failed) {
                goneAway(Refused.reason(failed, options));
                letGo();
            }
            LockSupport.parkNanos(this, TURN_NANOS);
        }
    }

    private void turn(long now) throws Unanswered, IOException {
        if (isAllOpen()) {
            ears.change();
            watch(now);
        } else {
            reconnect(now);
        }
    }

    private void reconnect(long now) throws Unanswered, IOException {
        if (now < nextTry) {
            return;
        }
        goneAway("the connection was lost");
        nextTry = now + pause + random.nextLong(pause);
        pause = Math.min(LAST_PAUSE_MILLIS, pause * 2);
        connect();
        check();
        ping = null;
        earPing = null;
        pause = FIRST_PAUSE_MILLIS;
        away = false;
        LOG.info("Redis at {} is back", shown());
        back.accept(this);
    }

    private void goneAway(String why) {
        if (!away) {
            away = true;
            LOG.warn("Redis at {} is away: {}. Publishers get an error until it is back", shown(), why);
        }
    }

    /// A connection that does not answer in time is as good as none.
    private void watch(long now) {
        if (isUnder(ping) || isUnder(earPing)) {
            if (now - pinged > options.patience().toMillis()) {
                goneAway("it does not answer");
                letGo();
                ping = null;
                earPing = null;
            }
            return;
        }
        StatefulRedisConnection<byte[], byte[]> there = own;
        StatefulRedisPubSubConnection<byte[], byte[]> listening = ears.connection();
        if (there != null
                && listening != null
                && now - pinged >= options.patience().toMillis() / 4) {
            pinged = now;
            ping = there.async().ping();
            earPing = listening.async().ping();
        }
    }

    private static boolean isUnder(@Nullable Future<?> asked) {
        return asked != null && !asked.isDone();
    }

    // ---- asking and waiting

    RedisAsyncCommands<byte[], byte[]> own() {
        StatefulRedisConnection<byte[], byte[]> there = own;
        if (there == null) {
            throw new RedisException("there is no connection");
        }
        return there.async();
    }

    <T> T await(Future<T> answer) throws Unanswered {
        return await(answer, options.patience().toMillis());
    }

    static <T> T await(Future<T> answer, long millis) throws Unanswered {
        try {
            return answer.get(millis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw new Unanswered(failed.getCause() == null ? failed : failed.getCause());
        } catch (TimeoutException failed) {
            throw new Unanswered(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unanswered(interrupted);
        }
    }
}
