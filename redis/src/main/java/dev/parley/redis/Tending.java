package dev.parley.redis;

import static dev.parley.redis.Script.bytes;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tends an engine's connections, on a thread of its own: makes them, notices when one is dead, makes it anew; subscribes;
/// says that this node is there, and sees to nodes that no longer are.
final class Tending implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Tending.class);

    private static final Script HEARTBEAT = Script.of(Tending.class, "heartbeat.lua");

    private static final long TURN_NANOS = 20_000_000;
    private static final long PAUSE_MILLIS = 200;

    private final Redis redis;
    private final RedisOptions options;
    private final Thread thread;
    private final Bucket nodes;
    private final byte[] nodesKey;
    private final byte[] toAll;
    private final Patient patient = new Waiting();

    private @Nullable ClientResources resources;
    private @Nullable RedisClient client;
    private @Nullable StatefulRedisConnection<byte[], byte[]> own;
    private volatile boolean stopping;
    private volatile boolean away;
    private long nextTry;
    private long nextBeat;
    private long nextCheck;
    private @Nullable Future<?> ping;
    private long pinged;

    Tending(Redis redis, RedisOptions options) {
        this.redis = redis;
        this.options = options;
        thread = Thread.ofPlatform().name("parley-redis").daemon().unstarted(this);
        nodes = redis.bucket(0);
        nodesKey = nodes.key("nodes", "");
        toAll = nodes.key("control", "");
    }

    boolean isAway() {
        return away;
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    // ---- beginning and end

    void start() throws IOException {
        RedisURI address;
        try {
            address = RedisURI.create(options.address());
        } catch (IllegalArgumentException wrong) {
            throw new IOException("the address of Redis can't be read: write redis://HOST:PORT", wrong);
        }
        address.setTimeout(options.patience());
        resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .build();
        RedisClient made = RedisClient.create(resources, address);
        made.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(options.patience())
                        .build())
                .build());
        client = made;
        Hearer control = new Hearer() {
            @Override
            public void listens() {}

            @Override
            public void hears(byte[] message) {
                hearControl(message);
            }
        };
        redis.hear(nodes, toAll, control);
        redis.hear(nodes, to(options.node()), control);
        try {
            connect(made);
            refuseIfTooOld();
            beat();
        } catch (RedisException | Unanswered failed) {
            close();
            throw new IOException("can't use Redis at " + where() + ": " + reason(failed), failed);
        }
        thread.start();
    }

    private String where() {
        RedisURI address = RedisURI.create(options.address());
        return address.getHost() + ":" + address.getPort();
    }

    private static String reason(Throwable failed) {
        Throwable root = failed;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    void close() {
        stopping = true;
        wake();
        try {
            if (thread.getState() != Thread.State.NEW) {
                thread.join(options.patience());
            }
            long end = System.nanoTime() + options.patience().toNanos();
            while (redis.underWay() > 0 && System.nanoTime() < end) {
                Thread.sleep(1);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (client != null) {
            client.shutdown(0, 1, TimeUnit.SECONDS);
        }
        if (resources != null) {
            resources.shutdown(0, 1, TimeUnit.SECONDS);
        }
    }

    private void letGo() {
        for (Line line : redis.lines()) {
            closed(line.connection());
            line.use(null);
        }
        closed(redis.ears().connection());
        redis.ears().use(null);
        closed(own);
        own = null;
    }

    private static void closed(@Nullable StatefulConnection<?, ?> connection) {
        if (connection != null) {
            connection.closeAsync();
        }
    }

    // ---- connections

    private void connect(RedisClient with) {
        if (!isOpen(own)) {
            closed(own);
            own = with.connect(ByteArrayCodec.INSTANCE);
        }
        for (Line line : redis.lines()) {
            if (!isOpen(line.connection())) {
                closed(line.connection());
                line.use(null);
                StatefulRedisConnection<byte[], byte[]> made = with.connect(ByteArrayCodec.INSTANCE);
                made.setAutoFlushCommands(false);
                line.use(made);
            }
        }
        if (!isOpen(redis.ears().connection())) {
            closed(redis.ears().connection());
            redis.ears().use(null);
            redis.ears().use(with.connectPubSub(ByteArrayCodec.INSTANCE));
        }
    }

    private static boolean isOpen(@Nullable StatefulConnection<?, ?> connection) {
        return connection != null && connection.isOpen();
    }

    private boolean isAllOpen() {
        for (Line line : redis.lines()) {
            if (!isOpen(line.connection())) {
                return false;
            }
        }
        return isOpen(own) && isOpen(redis.ears().connection());
    }

    @Override
    public void run() {
        while (!stopping) {
            try {
                turn(System.nanoTime() / 1_000_000);
            } catch (RedisException | Unanswered failed) {
                goneAway(reason(failed));
            }
            LockSupport.parkNanos(this, TURN_NANOS);
        }
    }

    private void turn(long now) throws Unanswered {
        if (!isAllOpen()) {
            reconnect(now);
            return;
        }
        redis.ears().change();
        watch(now);
        if (now >= nextBeat) {
            nextBeat = now + options.gone().toMillis() / 4;
            beat();
        }
        if (now >= nextCheck) {
            nextCheck = now + options.check().toMillis();
            redis.watchers().forEach(Watcher::everyCheck);
        }
    }

    private void reconnect(long now) throws Unanswered {
        RedisClient with = client;
        if (now < nextTry || with == null) {
            return;
        }
        goneAway("the connection was lost");
        nextTry = now + PAUSE_MILLIS;
        connect(with);
        ping = null;
        away = false;
        LOG.info("Redis at {} is back", where());
        beat();
        redis.watchers().forEach(Watcher::onBack);
    }

    private void goneAway(String why) {
        if (!away) {
            away = true;
            LOG.warn("Redis at {} is away: {}. Publishers get an error until it is back", where(), why);
        }
    }

    /// A connection that does not answer in time is as good as none.
    private void watch(long now) {
        Future<?> before = ping;
        if (before != null && !before.isDone()) {
            if (now - pinged > options.patience().toMillis()) {
                goneAway("it does not answer");
                letGo();
                ping = null;
            }
            return;
        }
        StatefulRedisConnection<byte[], byte[]> there = own;
        StatefulRedisPubSubConnection<byte[], byte[]> ears = redis.ears().connection();
        if (there != null && ears != null && now - pinged >= 1_000) {
            pinged = now;
            ping = there.async().ping();
            ears.async().ping();
        }
    }

    // ---- nodes

    /// Of this thread.
    private final class Waiting implements Patient {
        @Override
        public <T> T call(Bucket bucket, Function<RedisClusterAsyncCommands<byte[], byte[]>, RedisFuture<T>> command)
                throws Unanswered {
            return await(command.apply(own()));
        }

        @Override
        public Reply call(Bucket bucket, Script script, byte[][] keys, byte[]... args) throws Unanswered {
            return Reply.of(await(own().eval(script.text, ScriptOutputType.MULTI, keys, args)));
        }
    }

    private <T> T await(Future<T> answer) throws Unanswered {
        try {
            return answer.get(options.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new Unanswered(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unanswered(interrupted);
        }
    }

    private RedisAsyncCommands<byte[], byte[]> own() {
        StatefulRedisConnection<byte[], byte[]> there = own;
        if (there == null) {
            throw new RedisException("there is no connection");
        }
        return there.async();
    }

    private void refuseIfTooOld() throws Unanswered, IOException {
        String info = new String(await(own().info("server")).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        for (String line : info.split("\r?\n")) {
            if (line.startsWith("redis_version:")) {
                String version = line.substring("redis_version:".length());
                String[] parts = version.split("\\.");
                int number = Integer.parseInt(parts[0]) * 100 + Integer.parseInt(parts[1]);
                if (number < 602) {
                    throw new IOException("Redis " + version + " is too old: use 6.2 or newer, best 7 or newer");
                }
            }
        }
    }

    private void beat() throws Unanswered {
        Reply reply = patient.call(
                nodes,
                HEARTBEAT,
                new byte[][] {nodesKey},
                bytes(options.node()),
                bytes(options.gone().toMillis()));
        Set<String> there = new HashSet<>();
        Reply living = reply.list(1);
        for (int i = 0; i < living.size(); i++) {
            there.add(living.text(i));
        }
        redis.there(Set.copyOf(there));
        if (reply.whole(0) == 1) {
            redis.watchers().forEach(Watcher::onTakenForGone);
        }
        Reply gone = reply.list(2);
        for (int i = 0; i < gone.size(); i++) {
            bury(gone.text(i));
        }
    }

    /// Takes out all that was a node's; only then it leaves the list, so that whoever dies over it leaves it to another.
    private void bury(String node) throws Unanswered {
        for (Watcher watcher : redis.watchers()) {
            watcher.bury(node, patient);
        }
        if (await(own().zrem(nodesKey, bytes(node))) == 1) {
            LOG.warn("node {} is gone: its sessions have left", node);
        }
    }

    // ---- what nodes tell each other

    void control(@Nullable String node, byte[] message) {
        byte[] line = bytes(options.node() + "\n");
        byte[] all = new byte[line.length + message.length];
        System.arraycopy(line, 0, all, 0, line.length);
        System.arraycopy(message, 0, all, line.length, message.length);
        byte[] where = node == null ? toAll : to(node);
        redis.run(nodes, each -> redis.publish(each, where, all), (_, _) -> {});
    }

    private byte[] to(String node) {
        return nodes.key("control", node);
    }

    private void hearControl(byte[] message) {
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
}
