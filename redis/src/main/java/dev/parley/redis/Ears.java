package dev.parley.redis;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// The connection on which this node hears the others: only the channels that somebody here listens to. Messages are passed
/// on by Redis' own thread; changes are asked for by any thread and made by one, together.
final class Ears extends RedisPubSubAdapter<byte[], byte[]> {

    /// Channels in one command.
    private static final int BATCH = 1_000;

    private record Change(String channel, boolean wanted) {}

    private final Map<String, Hearer> hearers = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Change> changes = new ConcurrentLinkedQueue<>();
    private final Runnable wake;
    private volatile @Nullable StatefulRedisPubSubConnection<byte[], byte[]> connection;

    /// @param wake makes somebody call [#change] soon
    Ears(Runnable wake) {
        this.wake = wake;
    }

    void open(String channel, Hearer hearer) {
        hearers.put(channel, hearer);
        changes.add(new Change(channel, true));
        wake.run();
    }

    void close(String channel) {
        hearers.remove(channel);
        changes.add(new Change(channel, false));
        wake.run();
    }

    @Nullable StatefulRedisPubSubConnection<byte[], byte[]> connection() {
        return connection;
    }

    /// A new connection: listens to everything anew. On the thread that calls [#change].
    void use(@Nullable StatefulRedisPubSubConnection<byte[], byte[]> next) {
        connection = next;
        if (next != null) {
            changes.clear();
            next.addListener(this);
            subscribe(next, new ArrayList<>(hearers.keySet()));
        }
    }

    /// Makes the changes that were asked for; the last one for a channel counts. One thread.
    void change() {
        StatefulRedisPubSubConnection<byte[], byte[]> there = connection;
        if (there == null || changes.isEmpty()) {
            return;
        }
        Map<String, Boolean> last = new LinkedHashMap<>();
        for (Change change = changes.poll(); change != null; change = changes.poll()) {
            last.put(change.channel(), change.wanted());
        }
        List<String> more = new ArrayList<>();
        List<String> fewer = new ArrayList<>();
        last.forEach((channel, wanted) -> (wanted ? more : fewer).add(channel));
        for (int i = 0; i < fewer.size(); i += BATCH) {
            there.async().unsubscribe(bytes(fewer.subList(i, Math.min(fewer.size(), i + BATCH))));
        }
        subscribe(there, more);
    }

    private static void subscribe(StatefulRedisPubSubConnection<byte[], byte[]> there, List<String> channels) {
        for (int i = 0; i < channels.size(); i += BATCH) {
            there.async().subscribe(bytes(channels.subList(i, Math.min(channels.size(), i + BATCH))));
        }
    }

    private static byte[][] bytes(List<String> channels) {
        return channels.stream().map(Script::bytes).toArray(byte[][]::new);
    }

    @Override
    public void subscribed(byte[] channel, long count) {
        Hearer hearer = hearers.get(new String(channel, StandardCharsets.UTF_8));
        if (hearer != null) {
            hearer.listens();
        }
    }

    @Override
    public void message(byte[] channel, byte[] message) {
        Hearer hearer = hearers.get(new String(channel, StandardCharsets.UTF_8));
        if (hearer != null) {
            hearer.hears(message);
        }
    }
}
