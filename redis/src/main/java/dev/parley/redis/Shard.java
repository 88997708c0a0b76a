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
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
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

    private static final long LAST_PAUSE_MILLIS = 250;

    /// Where it is: always the same, or wherever the master is now.
    @FunctionalInterface
    interface Place {
        /// Blocks.
        ///
        /// @throws IOException when nobody knows, with one sentence that says why
        RedisURI now() throws IOException;
    }

    private final Place place;
    private final RedisOptions options;
    private final RedisClient client;
    private final RandomGenerator random;
    private final Line[] lines;
    private final Line asked;
    private final Ears ears;
    private final Pulse[] pulses;
    private final boolean inCluster;
    private final Consumer<Shard> back;
    private final Consumer<Shard> slotLost;
    private final Thread thread;

    private volatile boolean stopping;
    private volatile boolean away;
    private volatile boolean doubted;
    private volatile @Nullable RedisURI address;
    private volatile @Nullable Promise promise;
    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> own;

    // on the thread
    private long nextTry;
    private long pause = FIRST_PAUSE_MILLIS;
    private long lastWatch;
    private long pinged;
    private @Nullable Future<?> ping;
    private @Nullable Future<?> earPing;
    private List<String> warned = List.of();

    /// @param lines how many connections for commands
    /// @param back called on the thread after each reconnect
    /// @param slotLost called on any thread when it no longer carries what it was thought to
    Shard(
            Place place,
            RedisOptions options,
            RedisClient client,
            int lines,
            Hearers hearers,
            boolean inCluster,
            RandomGenerator random,
            Consumer<Shard> back,
            Consumer<Shard> slotLost) {
        this.place = place;
        this.options = options;
        this.client = client;
        this.random = random;
        this.inCluster = inCluster;
        this.back = back;
        this.slotLost = slotLost;
        this.lines = new Line[lines];
        Arrays.setAll(this.lines, _ -> new Line(this::doubt));
        asked = new Line(this::doubt);
        ears = new Ears(hearers, this, inCluster);
        pulses = new Pulse[lines + 3];
        Arrays.setAll(pulses, _ -> new Pulse(options.patience().toMillis()));
        thread = Thread.ofPlatform().name("parley-redis").daemon().unstarted(this);
    }

    /// Where it was reached last.
    @Nullable RedisURI address() {
        return address;
    }

    /// Another address as this one's server means it: without a host, it is on the same.
    String beside(String other) {
        RedisURI here = address;
        return other.startsWith(":") && here != null ? here.getHost() + other : other;
    }

    String shown() {
        RedisURI here = address;
        return here == null ? place.toString() : Addresses.shown(here);
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

    /// What an acknowledged publish survives, as far as is known. Any thread.
    @Nullable Promise promise() {
        return promise;
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    void lostASlot() {
        slotLost.accept(this);
    }

    /// It says that it can't do what it is asked: whether it can be used is looked at anew. Any thread.
    private void doubt() {
        doubted = true;
        wake();
    }

    // ---- beginning and end

    /// Connects, and starts the thread. Blocks.
    ///
    /// @throws IOException when it can't be used, with one sentence that says what to do
    void start() throws IOException {
        try {
            connect();
            check();
        } catch (RedisException | Unanswered | IOException failed) {
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
        if (thread.getState() == Thread.State.NEW) {
            letGo();
            return;
        }
        try {
            thread.join(options.patience());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
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
        ping = null;
        earPing = null;
    }

    private static void letGo(Line line) {
        closed(line.connection());
        line.use(null);
    }

    private static void closed(@Nullable StatefulConnection<?, ?> connection) {
        if (connection != null && connection.isOpen()) {
            connection.closeAsync();
        }
    }

    // ---- connections

    /// All connections that are missing, to the same Redis as the others.
    private void connect() throws IOException {
        RedisURI now = where();
        if (!now.equals(address)) {
            letGo();
            address = now;
        }
        if (!isOpen(own)) {
            own = client.connect(ByteArrayCodec.INSTANCE, now);
        }
        for (Line line : lines) {
            connect(line, now);
        }
        if (inCluster) {
            connect(asked, now);
        }
        if (!isOpen(ears.connection())) {
            ears.use(null);
            ears.use(client.connectPubSub(ByteArrayCodec.INSTANCE, now));
        }
    }

    /// Where it is; as before, when nobody says where it is now and it still answers there.
    private RedisURI where() throws IOException {
        RedisURI before = address;
        try {
            return place.now();
        } catch (IOException nobody) {
            if (before != null && isOpen(own)) {
                LOG.debug("{} is where it was", shown(), nobody);
                return before;
            }
            throw nobody;
        }
    }

    private void connect(Line line, RedisURI to) {
        if (!isOpen(line.connection())) {
            letGo(line);
            StatefulRedisConnection<byte[], byte[]> made = client.connect(ByteArrayCodec.INSTANCE, to);
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

    /// What kind of Redis this is, and whether it can be used now.
    private void check() throws Unanswered, IOException {
        Facts facts = Facts.of(this, inCluster);
        facts.refuseUnlessUsable(options.topology(), options);
        Promise now = facts.promise();
        if (now != promise) {
            promise = now;
            LOG.info("Redis {} at {}: {}", facts.version(), shown(), now.sentence());
        }
        List<String> warnings = facts.warnings();
        if (!warnings.equals(warned)) {
            warned = warnings;
            warnings.forEach(warning -> LOG.warn("Redis at {}: {}", shown(), warning));
        }
    }

    @Override
    public void run() {
        while (!stopping) {
            try {
                turn(System.nanoTime() / 1_000_000);
            } catch (RedisException | Unanswered | IOException failed) {
                goneAway(Refused.reason(failed, options));
                letGo();
            } catch (RuntimeException broken) {
                LOG.error("Redis at {}: what has to be done failed", shown(), broken);
                goneAway("see above");
                letGo();
            }
            LockSupport.parkNanos(this, TURN_NANOS);
        }
        letGo();
    }

    private void turn(long now) throws Unanswered, IOException {
        if (!isAllOpen()) {
            reconnect(now);
        } else if (doubted) {
            doubted = false;
            check();
        } else {
            ears.change(now);
            watch(now);
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
        pause = FIRST_PAUSE_MILLIS;
        doubted = false;
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

    /// A connection that does not answer in time is as good as none. One that has much to say may take longer over the answer
    /// to a ping: as long as anything comes it lives.
    private void watch(long now) {
        if (now - lastWatch > 1_000) {
            for (Pulse pulse : pulses) {
                pulse.forgive(now - lastWatch); // it was this node that has slept
            }
        }
        lastWatch = now;
        if (isDead(now)) {
            goneAway("it does not answer");
            letGo();
        } else if (now - pinged >= options.patience().toMillis() / 4) {
            ping(now);
        }
    }

    private boolean isDead(long now) {
        int dead = pulses[0].isDead(isUnder(ping), pinged, now) ? 1 : 0;
        dead += pulses[1].isDead(isUnder(earPing), ears.heard(), now) ? 1 : 0;
        dead += pulses[2].isDead(asked.waits(), asked.answered(), now) ? 1 : 0;
        for (int i = 0; i < lines.length; i++) {
            dead += pulses[i + 3].isDead(lines[i].waits(), lines[i].answered(), now) ? 1 : 0;
        }
        return dead > 0;
    }

    private void ping(long now) {
        StatefulRedisConnection<byte[], byte[]> there = own;
        StatefulRedisPubSubConnection<byte[], byte[]> listening = ears.connection();
        if (there != null && listening != null && !isUnder(ping) && !isUnder(earPing)) {
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
        } catch (TimeoutException | CancellationException failed) {
            throw new Unanswered(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unanswered(interrupted);
        }
    }
}
