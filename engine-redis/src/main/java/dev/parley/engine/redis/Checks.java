package dev.parley.engine.redis;

import dev.parley.hub.Loop;
import dev.parley.redis.Bucket;
import dev.parley.redis.Redis;
import dev.parley.redis.Reply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/// Compares where channels are with where Redis has them, many in one step, so that a message that publish/subscribe has
/// dropped is missed for a while only. Any thread.
///
/// What it costs, measured with names of 10 characters: 35 bytes to Redis and 47 back for each channel that somebody listens
/// to, in each interval. For 100,000 of them every 5 s that is 0.7 MB/s and 0.9 MB/s, and a twentieth of a core of each,
/// Redis and node. `ManyChannels` among the tests measures it.
final class Checks {

    /// Channels in one script: a step that Redis takes in well below a millisecond.
    private static final int AT_ONCE = 256;

    /// Scripts under way at the same time: so few that what publishers ask in between is not kept waiting.
    private static final int SCRIPTS = 8;

    /// How long those are gathered that are heard again.
    private static final long GATHER_MILLIS = 20;

    private final Redis redis;
    private final List<Set<RedisChannel>> listening = new ArrayList<>(Redis.BUCKETS);

    /// Of a bucket: those that are to be looked at now.
    private final List<Queue<RedisChannel>> anew = new ArrayList<>(Redis.BUCKETS);

    /// Of a bucket: whether some turn will take them.
    private final List<AtomicBoolean> coming = new ArrayList<>(Redis.BUCKETS);

    /// Scripts that are to be sent, and how many are, of each bucket and in all.
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    private final AtomicIntegerArray unanswered = new AtomicIntegerArray(Redis.BUCKETS);
    private final AtomicInteger underWay = new AtomicInteger();

    /// How often somebody wanted to send since somebody began to.
    private final AtomicInteger sending = new AtomicInteger();

    Checks(Redis redis) {
        this.redis = redis;
        for (int i = 0; i < Redis.BUCKETS; i++) {
            listening.add(ConcurrentHashMap.newKeySet(1));
            anew.add(new ConcurrentLinkedQueue<>());
            coming.add(new AtomicBoolean());
        }
    }

    /// It is heard again, after a time in which it was not: what was said then is looked for, together with that of others
    /// that are heard again soon. On the channel's lane.
    void soon(RedisChannel channel) {
        Bucket bucket = channel.keys().bucket();
        Queue<RedisChannel> all = anew.get(bucket.number());
        AtomicBoolean taken = coming.get(bucket.number());
        all.add(channel);
        if (taken.compareAndSet(false, true)) {
            channel.home().schedule(GATHER_MILLIS, () -> {
                taken.set(false);
                List<RedisChannel> some = new ArrayList<>();
                for (RedisChannel each = all.poll(); each != null; each = all.poll()) {
                    some.add(each);
                }
                ask(bucket, some, true);
            });
        }
    }

    /// Somebody listens to it, and it has positions.
    void add(RedisChannel channel) {
        listening.get(channel.keys().bucket().number()).add(channel);
    }

    void remove(RedisChannel channel) {
        listening.get(channel.keys().bucket().number()).remove(channel);
    }

    void check(Bucket bucket) {
        Collection<RedisChannel> all = listening.get(bucket.number());
        if (!all.isEmpty() && unanswered.get(bucket.number()) == 0) {
            ask(bucket, List.copyOf(all), false);
        }
    }

    private void ask(Bucket bucket, List<RedisChannel> all, boolean atOnce) {
        for (int i = 0; i < all.size(); i += AT_ONCE) {
            askTogether(bucket, all.subList(i, Math.min(all.size(), i + AT_ONCE)), atOnce);
        }
    }

    private void askTogether(Bucket bucket, List<RedisChannel> some, boolean atOnce) {
        unanswered.incrementAndGet(bucket.number());
        waiting.add(() -> {
            byte[][] keys = new byte[some.size()][];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = some.get(i).keys().meta();
            }
            redis.run(bucket, Scripts.TOPS, keys, new byte[0][], (reply, problem) -> {
                unanswered.decrementAndGet(bucket.number());
                underWay.decrementAndGet();
                send();
                if (problem == null) {
                    tell(some, Reply.of(reply), atOnce);
                }
            });
        });
        send();
    }

    /// Sends as many as may be under way. One thread at a time; others leave it to that.
    private void send() {
        if (sending.getAndIncrement() > 0) {
            return;
        }
        int wanted = 1;
        while (wanted > 0) {
            while (underWay.get() < SCRIPTS) {
                Runnable next = waiting.poll();
                if (next == null) {
                    break;
                }
                underWay.incrementAndGet();
                next.run();
            }
            wanted = sending.addAndGet(-wanted);
        }
    }

    private record Found(RedisChannel channel, @Nullable Place top) {}

    /// One task for each loop.
    private static void tell(List<RedisChannel> some, Reply tops, boolean atOnce) {
        Map<Loop, List<Found>> byLoop = new HashMap<>();
        for (int i = 0; i < some.size(); i++) {
            String epoch = tops.text(3 * i);
            Place top = epoch.isEmpty() ? null : new Place(epoch, tops.whole(3 * i + 1), tops.whole(3 * i + 2));
            byLoop.computeIfAbsent(some.get(i).home(), _ -> new ArrayList<>()).add(new Found(some.get(i), top));
        }
        byLoop.forEach((loop, found) ->
                loop.execute(() -> found.forEach(each -> each.channel().compare(each.top(), atOnce))));
    }
}
