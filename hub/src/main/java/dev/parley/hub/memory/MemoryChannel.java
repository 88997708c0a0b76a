package dev.parley.hub.memory;

import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Draft;
import dev.parley.hub.EngineChannel;
import dev.parley.hub.HistoryPage;
import dev.parley.hub.HistoryQuery;
import dev.parley.hub.HubError;
import dev.parley.hub.Namespace;
import dev.parley.hub.Position;
import dev.parley.hub.Publication;
import dev.parley.hub.Retention;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A channel of the [MemoryEngine].
final class MemoryChannel implements EngineChannel {

    /// Publications forgotten on the way of a publish or a read, and by the sweep.
    private static final int FEW = 16;

    private static final int MANY = 100_000;

    private static final Duration UNUSED = Duration.ofDays(1);

    private final ChannelName name;
    private final Retention retention;
    private final InstantSource clock;
    private final String epoch;
    private final Ring ring = new Ring();
    private final Memory memory;

    /// What [Memory] knows of the ring.
    private long counted;

    private final Map<String, ClientInfo> present = new LinkedHashMap<>();

    private @Nullable Keys keys;
    private @Nullable Listener listener;

    /// The latest time that was given to anything: times never decrease, whatever the clock does.
    private long latestMillis;

    /// When it was last published on.
    private long lastMillis;

    /// Of the last publication that had a version; 0 for none.
    private long lastVersion;

    private String lastVersionEpoch = "";

    MemoryChannel(ChannelName name, Namespace namespace, InstantSource clock, RandomGenerator random, Memory memory) {
        this.memory = memory;
        this.name = name;
        this.clock = clock;
        retention = namespace.retention();
        epoch = retention.keeps() ? Long.toString(random.nextLong() >>> 1, Character.MAX_RADIX) : "";
    }

    ChannelName name() {
        return name;
    }

    void open(Listener listener) {
        if (ring.last() == 0) {
            lastMillis = now();
        }
        this.listener = listener;
    }

    private Listener listener() {
        Listener open = listener;
        if (open == null) {
            throw new IllegalStateException("channel " + name + " has been closed");
        }
        return open;
    }

    private Position top() {
        return new Position(epoch, ring.last());
    }

    private long now() {
        return latestMillis = Math.max(latestMillis, clock.millis());
    }

    @Override
    public void publish(Draft draft, Answer<Outcome> answer) {
        boolean keep = retention.keeps() && !draft.skipHistory();
        if (draft.version() > 0 && !keep) {
            answer.failed(HubError.NO_VERSIONS);
            return;
        }
        long now = now();
        trim(now, FEW);
        String key = draft.idempotencyKey();
        if (key != null) {
            Keys known = keys == null ? keys = new Keys() : keys;
            Keys.Used before = known.get(key);
            if (before != null) {
                if (before.isOf(draft)) {
                    answer.succeeded(new Outcome(before.outcome().position(), true));
                } else {
                    answer.failed(HubError.KEY_REUSED);
                }
                return;
            }
            if (known.isFull(now)) {
                answer.failed(HubError.TOO_MANY_REQUESTS);
                return;
            }
        }
        if (draft.isOutdatedBy(lastVersion, lastVersionEpoch)) {
            answer.succeeded(Outcome.outdated(top()));
            return;
        }
        if (draft.version() > 0) {
            lastVersion = draft.version();
            lastVersionEpoch = draft.versionEpoch();
        }
        lastMillis = now;
        Publication publication = new Publication(
                keep ? ring.last() + 1 : 0, now, draft.payload(), draft.publisher(), draft.tags(), draft.delta());
        if (keep) {
            ring.add(publication);
            if (!retention.unlimited() && ring.size() > retention.size()) {
                ring.removeFirst();
            }
            count();
            while (memory.isOver() && ring.size() > 1) {
                ring.removeFirst();
                count();
            }
        }
        Outcome outcome = new Outcome(keep ? top() : null, false);
        if (key != null && keys != null) {
            keys.put(key, new Keys.Used(draft.payload(), outcome, now + Keys.LEAST.toMillis()));
        }
        listener().onPublication(publication);
        answer.succeeded(outcome);
    }

    /// The time up to which publications are too old.
    private long cutoff(long now) {
        Duration age = retention.age();
        return age == null ? Long.MIN_VALUE : now - age.toMillis();
    }

    private void count() {
        memory.add(ring.bytes() - counted);
        counted = ring.bytes();
    }

    /// Forgets what is too old; some of it, so that nobody waits for much of it.
    private void trim(long now, int atMost) {
        long cutoff = cutoff(now);
        if (ring.size() > 0 && ring.get(ring.last()).timeMillis() <= cutoff) {
            ring.clear(ring.last() + 1);
        }
        for (int i = 0; i < atMost && ring.size() > 0 && ring.get(ring.first()).timeMillis() <= cutoff; i++) {
            ring.removeFirst();
        }
        count();
        if (keys != null) {
            keys.expire(now, ring.first());
        }
    }

    @Override
    public void interest(boolean wanted, Answer<Position> answer) {
        answer.succeeded(top());
    }

    @Override
    public void history(HistoryQuery query, Answer<HistoryPage> answer) {
        long now = now();
        trim(now, FEW);
        answer.succeeded(ring.page(query, top(), ring.firstAfter(cutoff(now))));
    }

    @Override
    public void removeHistory(Answer<Position> answer) {
        ring.clear(ring.last() + 1);
        count();
        answer.succeeded(top());
    }

    @Override
    public void enter(ClientInfo info) {
        present.put(info.client(), info);
    }

    @Override
    public void leave(ClientInfo info) {
        present.remove(info.client());
    }

    @Override
    public void joined(ClientInfo info) {
        listener().onJoin(info);
    }

    @Override
    public void left(ClientInfo info) {
        listener().onLeave(info);
    }

    @Override
    public void presence(Answer<Map<String, ClientInfo>> answer) {
        answer.succeeded(Map.copyOf(present));
    }

    /// The engine keeps what is remembered, whether or not the channel is open.
    @Override
    public boolean isIdle() {
        return present.isEmpty();
    }

    @Override
    public void close() {
        listener = null;
    }

    /// Whether nothing is remembered of it any more.
    boolean isForgotten() {
        long now = now();
        trim(now, MANY);
        if (listener != null || !present.isEmpty() || ring.size() > 0 || (keys != null && !keys.isEmpty())) {
            return false;
        }
        if (!retention.keeps()) {
            return true;
        }
        // of one that nobody ever published on there is only an epoch to remember, which is not worth for ever
        Duration meta = ring.last() == 0 ? UNUSED : retention.metaAge();
        return meta != null && lastMillis + meta.toMillis() < now;
    }
}
