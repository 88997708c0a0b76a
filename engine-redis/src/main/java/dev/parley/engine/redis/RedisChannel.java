package dev.parley.engine.redis;

import static dev.parley.redis.Script.bytes;

import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Draft;
import dev.parley.hub.EngineChannel;
import dev.parley.hub.HistoryPage;
import dev.parley.hub.HistoryQuery;
import dev.parley.hub.HubError;
import dev.parley.hub.Loop;
import dev.parley.hub.Namespace;
import dev.parley.hub.Position;
import dev.parley.hub.Publication;
import dev.parley.hub.Retention;
import dev.parley.redis.Head;
import dev.parley.redis.Lane;
import dev.parley.redis.Problem;
import dev.parley.redis.Redis;
import dev.parley.redis.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A channel as one node sees it. On its lane only. What it does is done by its parts: [Publishing], [Hearing] and the
/// [Attendance] of its bucket.
final class RedisChannel implements EngineChannel {

    private static final Logger LOG = LoggerFactory.getLogger(RedisChannel.class);

    /// How long a channel is known that nobody has published on.
    static final Duration UNUSED = Duration.ofDays(1);

    private final RedisEngine engine;
    private final Redis redis;
    private final ChannelName name;
    private final Retention retention;
    private final Loop home;
    private final Lane lane;
    private final Keys keys;
    private final Listener listener;
    private final Hearing hearing;
    private final Publishing publishing;
    private final Attendance attendance;

    /// By client: who leaves in this turn, and whether the others are told.
    private final Map<String, Leaving> leaving = new LinkedHashMap<>(2);

    private record Leaving(ClientInfo info, boolean told) {}

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
        attendance = engine.attendances(home).of(keys.bucket());
        hearing = new Hearing(engine, this, lane, listener, retention.keeps());
        publishing = new Publishing(engine, this, namespace, lane, listener, hearing);
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

    static Position nowhere() {
        return new Position("", 0);
    }

    private byte[] now() {
        return bytes(engine.clock().millis());
    }

    /// The age of entries in ms, 0 for no bound.
    static byte[] age(Retention retention) {
        Duration age = retention.age();
        return bytes(age == null ? 0 : age.toMillis());
    }

    // ---- publishing

    @Override
    public void publish(Draft draft, Answer<Outcome> answer) {
        publishing.publish(draft, answer);
    }

    // ---- hearing

    @Override
    public void interest(boolean wanted, Answer<Position> answer) {
        if (wanted) {
            hearing.open(answer);
        } else {
            Position at = hearing.top();
            hearing.shut();
            answer.succeeded(retention.keeps() ? at : nowhere());
        }
    }

    /// Compares what was told with what Redis had a moment ago.
    ///
    /// @param top null when Redis does not know the channel
    /// @param atOnce whether nothing can be on its way, since listening has just begun anew
    void compare(@Nullable Place top, boolean atOnce) {
        hearing.compare(top, atOnce);
    }

    // ---- reading

    interface Read {
        /// @param time of the publication at the page's top
        void done(@Nullable HistoryPage page, long time, @Nullable HubError error);
    }

    @Override
    public void history(HistoryQuery query, Answer<HistoryPage> answer) {
        if (!retention.keeps()) {
            Position since = query.since();
            answer.succeeded(new HistoryPage(List.of(), nowhere(), since == null || since.equals(nowhere())));
            return;
        }
        read(query, "", (page, _, error) -> {
            if (page == null) {
                answer.failed(error == null ? HubError.INTERNAL : error);
            } else {
                answer.succeeded(page);
            }
        });
    }

    /// @param time of the publication that the page is to follow, where it is known that it was told
    void read(HistoryQuery query, String time, Read then) {
        Position since = query.since();
        byte[][] args = {
            now(),
            bytes(engine.newEpoch()),
            bytes(UNUSED.toMillis()),
            age(retention),
            bytes(since == null ? "" : since.epoch()),
            bytes(since == null ? "" : Long.toString(since.offset())),
            bytes(query.limit()),
            bytes(query.reverse() ? "1" : "0"),
            bytes(query.maxBytes()),
            bytes(hearing.seen().epoch()),
            bytes(hearing.seen().offset()),
            bytes(time)
        };
        underWay++;
        lane.run(keys.bucket(), Scripts.HISTORY, new byte[][] {keys.meta(), keys.log()}, args, (reply, problem) -> {
            underWay--;
            if (problem != null) {
                then.done(null, 0, Problem.of(problem));
            } else {
                Reply said = Reply.of(reply);
                then.done(page(said), said.whole(4), null);
            }
        });
    }

    /// What is damaged can't be followed on.
    private HistoryPage page(Reply reply) {
        Position top = new Position(reply.text(0), reply.whole(1));
        Reply entries = reply.list(3);
        List<Publication> publications = new ArrayList<>(entries.size() / 4);
        try {
            for (int i = 0; i < entries.size(); i += 4) {
                publications.add(Head.publication(
                        entries.whole(i), entries.whole(i + 1), entries.bytes(i + 2), entries.bytes(i + 3)));
            }
        } catch (IOException damaged) {
            LOG.error("the history of channel {} can't be read: {}", name, damaged.getMessage());
            return new HistoryPage(List.of(), top, false);
        }
        return new HistoryPage(publications, top, reply.whole(2) == 1);
    }

    @Override
    public void removeHistory(Answer<Position> answer) {
        if (!retention.keeps()) {
            answer.succeeded(nowhere());
            return;
        }
        byte[][] args = {
            now(),
            bytes(engine.newEpoch()),
            bytes(UNUSED.toMillis()),
            age(retention),
            keys.keys(),
            bytes(Publishing.LEAST.toMillis())
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
        if (leaving.containsKey(info.client())) {
            letLeave(); // it comes again in the same turn
        }
        attendance.enter(this, info);
    }

    /// Leaves at the end of the turn, so that this and that the others are told are one step.
    @Override
    public void leave(ClientInfo info) {
        if (leaving.isEmpty()) {
            home.atEndOfTurn(this::letLeave);
        }
        leaving.put(info.client(), new Leaving(info, false));
    }

    private void letLeave() {
        List<Leaving> all = List.copyOf(leaving.values());
        leaving.clear();
        all.forEach(each -> attendance.leave(this, each.info(), each.told()));
    }

    @Override
    public void joined(ClientInfo info) {
        listener.onJoin(info);
        tell(Message.joined(redis.node(), info));
    }

    @Override
    public void left(ClientInfo info) {
        listener.onLeave(info);
        if (leaving.replace(info.client(), new Leaving(info, true)) == null) {
            tell(Message.left(redis.node(), info));
        }
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
            all.putAll(attendance.on(name));
            answer.succeeded(all);
        });
    }

    /// Somebody on another node; who is on this one is known here.
    private void add(Map<String, ClientInfo> all, byte[] client, byte[] who) {
        try {
            if (Message.read(who) instanceof Message.Joined(String node, ClientInfo info)
                    && !node.equals(redis.node())
                    && !redis.isGone(node)) {
                all.put(new String(client, StandardCharsets.UTF_8), info);
            }
        } catch (IOException strange) {
            LOG.warn("who is on channel {}: {}", name, strange.getMessage());
        }
    }

    @Override
    public boolean isIdle() {
        return underWay == 0
                && publishing.isIdle()
                && leaving.isEmpty()
                && attendance.on(name).isEmpty()
                && hearing.isIdle();
    }

    @Override
    public void close() {
        hearing.shut();
    }

    @Override
    public String toString() {
        return "channel " + name + " in Redis";
    }
}
