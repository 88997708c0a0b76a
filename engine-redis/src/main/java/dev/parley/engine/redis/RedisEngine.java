package dev.parley.engine.redis;

import static dev.parley.redis.Script.bytes;

import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Engine;
import dev.parley.hub.EngineChannel;
import dev.parley.hub.Loop;
import dev.parley.hub.Namespace;
import dev.parley.redis.Bucket;
import dev.parley.redis.Events;
import dev.parley.redis.Patient;
import dev.parley.redis.Redis;
import dev.parley.redis.Reply;
import dev.parley.redis.Unanswered;
import dev.parley.redis.Watcher;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries publications between nodes, and keeps what all of them have to know, in a Redis.
public final class RedisEngine implements Engine {

    private static final Logger LOG = LoggerFactory.getLogger(RedisEngine.class);

    /// How long a node that was taken for gone may come back and find that out.
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final Redis redis;
    private final Checks checks;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Events events;
    private volatile BiConsumer<ChannelName, List<ClientInfo>> lost = (_, _) -> {};
    private final Map<Loop, Attendances> attendances = new ConcurrentHashMap<>();

    /// @param redis is started by [#start] where it is not yet; stays the caller's to close, after this one
    /// @param clock times of publications; in a channel they never decrease, whatever nodes' clocks say
    /// @param random for epochs
    public RedisEngine(Redis redis, InstantSource clock, RandomGenerator random) {
        this(redis, clock, random, Events.NONE);
    }

    /// @param events publications of which an event is written down in the same step
    public RedisEngine(Redis redis, InstantSource clock, RandomGenerator random, Events events) {
        this.redis = redis;
        checks = new Checks(redis);
        this.clock = clock;
        this.random = random;
        this.events = events;
    }

    /// @param listener hears which sessions of a node that is gone this one has taken out of a channel; on a thread that may
    ///     wait
    public void onLost(BiConsumer<ChannelName, List<ClientInfo>> listener) {
        lost = listener;
    }

    Events events() {
        return events;
    }

    Redis redis() {
        return redis;
    }

    InstantSource clock() {
        return clock;
    }

    String newEpoch() {
        return Long.toString(random.nextLong() >>> 1, Character.MAX_RADIX);
    }

    @Override
    public void start(Remote remote) throws IOException {
        redis.watch(new Watcher() {
            @Override
            public void onControl(String node, byte[] message) {
                remote.onControl(node, message);
            }

            @Override
            public void check(Bucket bucket) {
                checks.check(bucket);
                checkAttendance(bucket);
            }

            @Override
            public void onTakenForGone() {
                enterAgain();
            }

            @Override
            public void bury(String node, Patient patient) throws Unanswered {
                takeOut(node, patient);
            }
        });
        redis.start();
    }

    @Override
    public EngineChannel open(ChannelName name, Namespace namespace, Loop home, EngineChannel.Listener listener) {
        return new RedisChannel(this, name, namespace, home, listener);
    }

    Checks checks() {
        return checks;
    }

    // ---- who is where

    Attendances attendances(Loop home) {
        return attendances.computeIfAbsent(home, each -> new Attendances(redis, each));
    }

    private void checkAttendance(Bucket bucket) {
        attendances.forEach((home, its) -> home.execute(() -> its.check(bucket)));
    }

    /// The others took this node for gone, and it is not.
    private void enterAgain() {
        for (int i = 0; i < Redis.BUCKETS; i++) {
            checkAttendance(redis.bucket(i));
        }
    }

    /// Takes a node's sessions out of all presence.
    private void takeOut(String node, Patient patient) throws Unanswered {
        for (int i = 0; i < Redis.BUCKETS; i++) {
            Bucket bucket = redis.bucket(i);
            byte[] at = Keys.at(bucket, node);
            List<byte[]> fields = patient.call(bucket, each -> each.hkeys(at));
            if (fields.isEmpty()) {
                continue;
            }
            patient.call(
                    bucket, each -> each.psetex(Keys.burial(bucket, node), REMEMBERED.toMillis(), bytes(newEpoch())));
            for (byte[] field : fields) {
                ChannelName channel = Keys.occupied(field);
                if (channel == null) {
                    patient.call(bucket, each -> each.hdel(at, field));
                } else {
                    takeOut(node, channel, field, patient);
                }
            }
        }
    }

    private void takeOut(String node, ChannelName channel, byte[] field, Patient patient) throws Unanswered {
        Keys keys = Keys.of(redis, channel);
        Reply gone = patient.call(
                keys.bucket(),
                Scripts.BURY,
                new byte[][] {keys.present(), Keys.at(keys.bucket(), node)},
                Message.beginning("j", node),
                Message.beginning("l", node),
                keys.ears(),
                redis.publishCommand(),
                field);
        lost.accept(channel, sessions(gone));
    }

    private static List<ClientInfo> sessions(Reply entries) {
        List<ClientInfo> sessions = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            try {
                if (Message.read(entries.bytes(i)) instanceof Message.Joined(String _, ClientInfo info)) {
                    sessions.add(info);
                }
            } catch (IOException strange) {
                LOG.warn("somebody has left who can't be read: {}", strange.getMessage());
            }
        }
        return sessions;
    }

    // ---- nodes

    @Override
    public String node() {
        return redis.node();
    }

    @Override
    public Set<String> others() {
        return redis.others();
    }

    @Override
    public void control(@Nullable String node, byte[] message) {
        redis.control(node, message);
    }

    /// What is under way is finished by [Redis#close].
    @Override
    public void close() {}

    @Override
    public String toString() {
        return redis.toString();
    }
}
