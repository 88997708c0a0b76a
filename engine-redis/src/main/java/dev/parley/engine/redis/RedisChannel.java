package dev.parley.engine.redis;

import static dev.parley.redis.Script.bytes;

import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Draft;
import dev.parley.hub.EngineChannel;
import dev.parley.hub.Extra;
import dev.parley.hub.HistoryPage;
import dev.parley.hub.HistoryQuery;
import dev.parley.hub.HubError;
import dev.parley.hub.Loop;
import dev.parley.hub.Namespace;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.Publication;
import dev.parley.hub.Retention;
import dev.parley.redis.Events;
import dev.parley.redis.Head;
import dev.parley.redis.Hearer;
import dev.parley.redis.Lane;
import dev.parley.redis.Problem;
import dev.parley.redis.Redis;
import dev.parley.redis.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A channel as one node sees it. On its lane only, but for what a [Hearer] is told.
///
/// What is published comes back twice where somebody here listens: with the answer of the script, and as a message. Whichever
/// is first is told ([Arrivals]). A gap is filled from the history; where that can't be, the listener is told of a break.
///
/// Redis may have forgotten what this node has seen of it: after a restart without all of its log, or when a replica takes
/// over that had not heard everything. So each script is told the highest offset that was seen, and gives the channel a new
/// epoch when its own top is lower.
final class RedisChannel implements EngineChannel, Hearer {

    private static final Logger LOG = LoggerFactory.getLogger(RedisChannel.class);

    /// How long idempotency keys live at least.
    private static final Duration LEAST = Duration.ofMinutes(5);

    /// How long a channel is known that nobody has published on.
    private static final Duration UNUSED = Duration.ofDays(1);

    /// Publications, and bytes of them, that are read at once to fill a gap.
    private static final int FILL = 1_000;

    private static final long FILL_BYTES = 1 << 20;

    /// How long a message may take over publish/subscribe before it is looked for.
    private static final long ON_ITS_WAY_MILLIS = 100;

    private enum Ear {
        CLOSED,
        OPENING,
        OPEN
    }

    private final RedisEngine engine;
    private final Redis redis;
    private final ChannelName name;
    private final Retention retention;
    private final Loop home;
    private final Lane lane;
    private final Keys keys;
    private final Listener listener;
    private final boolean told;

    // ---- on the lane only

    private final Arrivals arrivals = new Arrivals();
    private final Map<String, ClientInfo> present = new LinkedHashMap<>(2);

    /// By the offset that has to be told first.
    private final TreeMap<Long, Runnable> waiting = new TreeMap<>();

    /// What has no offset, and came while there was a gap.
    private final ArrayDeque<Runnable> behindGap = new ArrayDeque<>(2);

    private Ear ear = Ear.CLOSED;
    private @Nullable Answer<Position> opening;
    private boolean knowing; // whether Redis was asked where the channel is, since the ear is open
    private boolean asking;
    private boolean askAgain;
    private String seenEpoch = "";
    private long seen;
    private int underWay;

    RedisChannel(RedisEngine engine, ChannelName name, Namespace namespace, Loop home, Listener listener) {
        this.engine = engine;
        this.name = name;
        this.retention = namespace.retention();
        this.home = home;
        this.redis = engine.redis();
        this.lane = redis.lane(home);
        this.keys = Keys.of(redis, name);
        this.listener = listener;
        told = engine.events().publications().test(namespace);
    }

    ChannelName name() {
        return name;
    }

    Loop home() {
        return home;
    }

    Keys keys() {
        return keys;
    }

    private static Position nowhere() {
        return new Position("", 0);
    }

    private byte[] now() {
        return bytes(engine.clock().millis());
    }

    private byte[] age() {
        Duration age = retention.age();
        return bytes(age == null ? 0 : age.toMillis());
    }

    private void saw(Position position) {
        if (!position.epoch().equals(seenEpoch)) {
            seenEpoch = position.epoch();
            seen = position.offset();
        } else {
            seen = Math.max(seen, position.offset());
        }
    }

    // ---- publishing

    @Override
    public void publish(Draft draft, Answer<Outcome> answer) {
        boolean kept = retention.keeps() && !draft.skipHistory();
        if (draft.version() > 0 && !kept) {
            answer.failed(HubError.NO_VERSIONS);
            return;
        }
        String key = draft.idempotencyKey();
        Duration meta = retention.metaAge();
        byte[] head = Head.of(draft.payload(), draft.delta(), Extra.encode(draft.publisher(), draft.tags()));
        byte[][] args = withEvent(!kept, new byte[][] {
            keys.ears(),
            now(),
            head,
            draft.payload().toByteArray(),
            bytes(engine.newEpoch()),
            bytes(seenEpoch),
            bytes(seen),
            bytes(kept ? "keep" : retention.keeps() ? "pass" : "bare"),
            bytes(retention.unlimited() ? 0 : retention.size()),
            age(),
            bytes(meta == null ? 0 : meta.toMillis()),
            bytes(key == null ? "" : digest(draft.payload())),
            keys.keys(),
            bytes(key == null ? "" : key),
            bytes(draft.version() == 0 ? "" : String.format("%019d", draft.version())),
            bytes(draft.versionEpoch()),
            bytes(redis.node()),
            bytes(LEAST.toMillis()),
            redis.publishCommand()
        });
        underWay++;
        lane.run(keys.bucket(), Scripts.PUBLISH, touched(key), args, (reply, problem) -> {
            underWay--;
            if (problem != null) {
                answer.failed(Problem.of(problem));
            } else {
                published(draft, Reply.of(reply), answer);
            }
        });
    }

    /// The keys of a publish. Those that it does not need are named by what it does: while a Cluster moves a slot, it refuses
    /// what asks for a key that is not there.
    private byte[][] touched(@Nullable String key) {
        byte[] meta = keys.meta();
        byte[] log = retention.keeps() ? keys.log() : meta;
        byte[] used = key == null ? meta : keys.key(key);
        return told ? new byte[][] {meta, log, used, Events.stream(keys.bucket())} : new byte[][] {meta, log, used};
    }

    /// With what the script needs to write an event down too, where the backend is told.
    ///
    /// @param needsId whether the event has no id by its place
    private byte[][] withEvent(boolean needsId, byte[][] args) {
        if (!told) {
            return args;
        }
        byte[][] all = Arrays.copyOf(args, args.length + 4);
        all[args.length] = bytes(engine.events().limit());
        all[args.length + 1] = Events.word(keys.bucket());
        all[args.length + 2] = bytes("c:" + name);
        all[args.length + 3] = bytes(needsId ? UUID.randomUUID().toString() : "");
        return all;
    }

    private static String digest(Payload payload) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update((byte) payload.kind().ordinal());
            sha.update(payload.bytes());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(sha.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void published(Draft draft, Reply reply, Answer<Outcome> answer) {
        Position position = new Position(reply.text(2), reply.whole(1));
        if (retention.keeps()) {
            saw(position);
        }
        switch (reply.text(0)) {
            case "reused" -> answer.failed(HubError.KEY_REUSED);
            case "repeated" ->
                whenTold(position, () -> answer.succeeded(new Outcome(position.offset() == 0 ? null : position, true)));
            case "full" ->
                answer.failed(HubError.STORAGE.saying(
                        HubError.STORAGE.message() + ": too many events wait for the backend (events.capacity)"));
            case "outdated" -> whenTold(position, () -> answer.succeeded(Outcome.outdated(position)));
            case "published" -> {
                Publication publication = new Publication(
                        position.offset(),
                        reply.whole(3),
                        draft.payload(),
                        draft.publisher(),
                        draft.tags(),
                        draft.delta());
                if (position.offset() == 0) {
                    passing(() -> {
                        listener.onPublication(publication);
                        answer.succeeded(new Outcome(null, false));
                    });
                } else {
                    arrive(position.epoch(), publication);
                    whenTold(position, () -> answer.succeeded(new Outcome(position, false)));
                }
            }
            default -> answer.failed(HubError.INTERNAL);
        }
    }

    // ---- in order

    /// A publication with a position, by whichever way.
    private void arrive(String epoch, Publication publication) {
        if (ear == Ear.CLOSED) {
            listener.onPublication(publication); // nobody listens, and there is nothing to be in order with
        } else if (!knowing) {
            askWhereItIs(); // what it is behind will be known, and that this has happened
        } else if (epoch.equals(arrivals.top().epoch())) {
            told(arrivals.take(publication));
            if (arrivals.hasGap()) {
                askWhereItIs();
            }
        } else {
            askWhereItIs();
        }
    }

    private void told(List<Publication> ready) {
        for (Publication publication : ready) {
            listener.onPublication(publication);
            while (!waiting.isEmpty() && waiting.firstKey() <= publication.offset()) {
                waiting.pollFirstEntry().getValue().run();
            }
        }
        if (!arrivals.hasGap()) {
            letPass();
        }
    }

    /// What has no offset is told in its place among what this node has published.
    private void passing(Runnable task) {
        if (arrivals.hasGap() && ear != Ear.CLOSED) {
            behindGap.add(task);
        } else {
            task.run();
        }
    }

    private void letPass() {
        for (Runnable next = behindGap.poll(); next != null; next = behindGap.poll()) {
            next.run();
        }
    }

    /// Runs it after everything up to there was told; at once where nobody listens.
    private void whenTold(Position position, Runnable then) {
        boolean open = ear == Ear.OPEN && knowing;
        if (!retention.keeps() || ear == Ear.CLOSED || (open && !isAhead(position))) {
            then.run();
        } else {
            waiting.merge(position.offset(), then, (first, second) -> () -> {
                first.run();
                second.run();
            });
        }
    }

    private boolean isAhead(Position position) {
        Position top = arrivals.top();
        return !position.epoch().equals(top.epoch()) || position.offset() > top.offset();
    }

    private void runAll() {
        List<Runnable> all = new ArrayList<>(waiting.values());
        waiting.clear();
        all.forEach(Runnable::run);
        letPass();
    }

    // ---- where Redis is

    /// Asks for the channel's position, after which it is known what is missing.
    private void askWhereItIs() {
        if (ear != Ear.OPEN) {
            return;
        }
        if (asking) {
            askAgain = true;
            return;
        }
        asking = true;
        askAgain = false;
        lane.run(keys.bucket(), Scripts.OPEN, new byte[][] {keys.meta(), keys.log()}, openArgs(), (reply, problem) -> {
            asking = false;
            if (problem != null) {
                failedOpening(Problem.of(problem));
                return;
            }
            Reply said = Reply.of(reply);
            itIsAt(new Position(said.text(0), said.whole(1)));
            if (askAgain) {
                askWhereItIs();
            }
        });
    }

    private byte[][] openArgs() {
        return new byte[][] {now(), bytes(engine.newEpoch()), bytes(seenEpoch), bytes(seen), bytes(UNUSED.toMillis())};
    }

    private void failedOpening(HubError error) {
        Answer<Position> asked = opening;
        if (asked != null) {
            opening = null;
            shut();
            asked.failed(error);
        }
    }

    private void itIsAt(Position position) {
        saw(position);
        if (ear != Ear.OPEN) {
            return;
        }
        if (!knowing) {
            knowing = true;
            arrivals.startAt(position);
            Answer<Position> asked = opening;
            opening = null;
            if (asked != null) {
                asked.succeeded(position);
            }
            runUpTo(position);
        } else if (!position.epoch().equals(arrivals.top().epoch())) {
            broken(position);
        } else if (position.offset() > arrivals.top().offset()) {
            fill();
        }
    }

    private void runUpTo(Position position) {
        while (!waiting.isEmpty() && waiting.firstKey() <= position.offset()) {
            waiting.pollFirstEntry().getValue().run();
        }
        letPass();
    }

    private void broken(Position now) {
        arrivals.startAt(now);
        listener.onBreak(now);
        runAll();
    }

    /// Reads what is missing from the history.
    private void fill() {
        if (asking) {
            askAgain = true;
            return;
        }
        asking = true;
        Position from = arrivals.top();
        read(HistoryQuery.after(from, FILL, FILL_BYTES), (page, error) -> {
            asking = false;
            boolean again = askAgain;
            askAgain = false;
            if (page == null || ear != Ear.OPEN || !knowing) {
                return; // the next check asks again
            }
            if (!page.complete()) {
                broken(page.top());
                return;
            }
            List<Publication> ready = new ArrayList<>();
            for (Publication publication : page.publications()) {
                ready.addAll(arrivals.take(publication));
            }
            told(ready);
            if (arrivals.top().offset() < page.top().offset()) {
                fill();
            } else if (again || arrivals.hasGap()) {
                askWhereItIs();
            }
        });
    }

    /// Compares what was told with what Redis had a moment ago. What is ahead of it may still be on its way here, so only
    /// what is after a little while is a gap. On the lane.
    ///
    /// @param top null when Redis does not know the channel
    /// @param atOnce whether nothing can be on its way, since listening has just begun anew
    void compare(@Nullable Position top, boolean atOnce) {
        if (ear != Ear.OPEN || !knowing) {
            return;
        }
        Position told = arrivals.top();
        if (top == null || !top.epoch().equals(told.epoch()) || top.offset() < told.offset()) {
            askWhereItIs();
        } else if (top.offset() > told.offset() && atOnce) {
            askWhereItIs();
        } else if (top.offset() > told.offset()) {
            home.schedule(ON_ITS_WAY_MILLIS, () -> {
                if (arrivals.top().equals(told)) {
                    askWhereItIs();
                }
            });
        }
    }

    // ---- the ear

    @Override
    public void interest(boolean wanted, Answer<Position> answer) {
        if (!wanted) {
            Position at = arrivals.top();
            shut();
            answer.succeeded(retention.keeps() ? at : nowhere());
        } else if (ear == Ear.OPEN && (knowing || !retention.keeps())) {
            answer.succeeded(retention.keeps() ? arrivals.top() : nowhere());
        } else {
            opening = answer;
            ear = Ear.OPENING;
            redis.hear(keys.bucket(), keys.ears(), this);
            engine.giveUpUnlessOpen(this);
        }
    }

    /// Nobody has let it listen for too long. On the lane.
    void giveUp() {
        if (ear == Ear.OPENING) {
            failedOpening(Problem.of(Problem.away()));
        }
    }

    private void shut() {
        if (ear != Ear.CLOSED) {
            ear = Ear.CLOSED;
            knowing = false;
            engine.checks().remove(this);
            redis.unhear(keys.bucket(), keys.ears());
            arrivals.startAt(nowhere());
            runAll();
        }
    }

    @Override
    public void listens() {
        home.execute(() -> {
            if (ear == Ear.CLOSED) {
                return;
            }
            ear = Ear.OPEN;
            if (retention.keeps()) {
                engine.checks().add(this);
                if (knowing) {
                    engine.checks().soon(this);
                } else {
                    askWhereItIs();
                }
            } else {
                Answer<Position> asked = opening;
                opening = null;
                if (asked != null) {
                    asked.succeeded(nowhere());
                }
            }
        });
    }

    @Override
    public void hears(byte[] message) {
        Message heard;
        try {
            heard = Message.read(message);
        } catch (IOException strange) {
            LOG.warn("on channel {}: {}", name, strange.getMessage());
            return;
        }
        home.execute(() -> hear(heard));
    }

    private void hear(Message heard) {
        if (ear == Ear.CLOSED) {
            return;
        }
        String me = redis.node();
        switch (heard) {
            case Message.Published(String node, String epoch, Publication publication) -> {
                if (publication.offset() > 0) {
                    saw(new Position(epoch, publication.offset()));
                    arrive(epoch, publication);
                } else if (!node.equals(me)) {
                    passing(() -> listener.onPublication(publication));
                }
            }
            case Message.Joined(String node, ClientInfo info) -> {
                if (!node.equals(me)) {
                    listener.onJoin(info);
                }
            }
            case Message.Left(String node, ClientInfo info) -> {
                if (!node.equals(me)) {
                    listener.onLeave(info);
                }
            }
        }
    }

    // ---- reading

    private interface Read {
        void done(@Nullable HistoryPage page, @Nullable HubError error);
    }

    @Override
    public void history(HistoryQuery query, Answer<HistoryPage> answer) {
        if (!retention.keeps()) {
            Position since = query.since();
            answer.succeeded(new HistoryPage(List.of(), nowhere(), since == null || since.equals(nowhere())));
            return;
        }
        read(query, (page, error) -> {
            if (page == null) {
                answer.failed(error == null ? HubError.INTERNAL : error);
            } else {
                answer.succeeded(page);
            }
        });
    }

    private void read(HistoryQuery query, Read then) {
        Position since = query.since();
        byte[][] args = {
            now(),
            bytes(engine.newEpoch()),
            bytes(UNUSED.toMillis()),
            age(),
            bytes(since == null ? "" : since.epoch()),
            bytes(since == null ? "" : Long.toString(since.offset())),
            bytes(query.limit()),
            bytes(query.reverse() ? "1" : "0"),
            bytes(query.maxBytes())
        };
        underWay++;
        lane.run(keys.bucket(), Scripts.HISTORY, new byte[][] {keys.meta(), keys.log()}, args, (reply, problem) -> {
            underWay--;
            if (problem != null) {
                then.done(null, Problem.of(problem));
                return;
            }
            try {
                then.done(page(Reply.of(reply)), null);
            } catch (IOException damaged) {
                LOG.error("the history of channel {} can't be read: {}", name, damaged.getMessage());
                then.done(null, HubError.INTERNAL);
            }
        });
    }

    private static HistoryPage page(Reply reply) throws IOException {
        Reply entries = reply.list(3);
        List<Publication> publications = new ArrayList<>(entries.size() / 4);
        for (int i = 0; i < entries.size(); i += 4) {
            publications.add(Head.publication(
                    entries.whole(i), entries.whole(i + 1), entries.bytes(i + 2), entries.bytes(i + 3)));
        }
        return new HistoryPage(publications, new Position(reply.text(0), reply.whole(1)), reply.whole(2) == 1);
    }

    @Override
    public void removeHistory(Answer<Position> answer) {
        if (!retention.keeps()) {
            answer.succeeded(nowhere());
            return;
        }
        byte[][] args = {
            now(), bytes(engine.newEpoch()), bytes(UNUSED.toMillis()), age(), keys.keys(), bytes(LEAST.toMillis())
        };
        underWay++;
        lane.run(keys.bucket(), Scripts.REMOVE, new byte[][] {keys.meta(), keys.log()}, args, (reply, problem) -> {
            underWay--;
            if (problem != null) {
                answer.failed(Problem.of(problem));
            } else {
                Reply said = Reply.of(reply);
                answer.succeeded(new Position(said.text(0), said.whole(1)));
            }
        });
    }

    // ---- who is there

    @Override
    public void enter(ClientInfo info) {
        if (present.put(info.client(), info) == null && present.size() == 1) {
            engine.occupied(this);
        }
        sayPresent(info);
    }

    private void sayPresent(ClientInfo info) {
        byte[] client = bytes(info.client());
        byte[] who = Message.joined(redis.node(), info);
        lane.run(keys.bucket(), each -> each.hset(keys.present(), client, who), (_, _) -> {});
    }

    /// All of this node's, once more: the others took it for gone. On the lane.
    void enterAgain() {
        present.values().forEach(this::sayPresent);
    }

    @Override
    public void leave(ClientInfo info) {
        if (present.remove(info.client()) != null && present.isEmpty()) {
            engine.vacated(this);
        }
        byte[] client = bytes(info.client());
        lane.run(keys.bucket(), each -> each.hdel(keys.present(), client), (_, _) -> {});
    }

    @Override
    public void joined(ClientInfo info) {
        listener.onJoin(info);
        tell(Message.joined(redis.node(), info));
    }

    @Override
    public void left(ClientInfo info) {
        listener.onLeave(info);
        tell(Message.left(redis.node(), info));
    }

    private void tell(byte[] message) {
        lane.run(keys.bucket(), each -> redis.publish(each, keys.ears(), message), (_, _) -> {});
    }

    @Override
    public void presence(Answer<Map<String, ClientInfo>> answer) {
        underWay++;
        lane.run(keys.bucket(), each -> each.hgetall(keys.present()), (reply, problem) -> {
            underWay--;
            if (problem != null) {
                answer.failed(Problem.of(problem));
                return;
            }
            Map<String, ClientInfo> all = new LinkedHashMap<>();
            if (reply instanceof Map<?, ?> found) {
                found.forEach((client, who) -> add(all, (byte[]) client, (byte[]) who));
            }
            answer.succeeded(all);
        });
    }

    private void add(Map<String, ClientInfo> all, byte[] client, byte[] who) {
        try {
            if (Message.read(who) instanceof Message.Joined(String node, ClientInfo info) && redis.isThere(node)) {
                all.put(new String(client, StandardCharsets.UTF_8), info);
            }
        } catch (IOException strange) {
            LOG.warn("who is on channel {}: {}", name, strange.getMessage());
        }
    }

    @Override
    public boolean isIdle() {
        return underWay == 0 && present.isEmpty() && waiting.isEmpty();
    }

    @Override
    public void close() {
        shut();
    }

    @Override
    public String toString() {
        return "channel " + name + " in Redis";
    }
}
