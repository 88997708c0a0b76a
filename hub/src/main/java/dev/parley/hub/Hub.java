package dev.parley.hub;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The heart of a node: all channels and sessions. Any thread, unless a method says otherwise; answers come on the calling
/// loop, or, when the caller is no loop, on the channel's home loop (don't block there).
///
/// Each channel is at home on one loop, by the hash of its name: the only place where its order is decided. Sessions live on
/// the loop of their link. What crosses from one to the other is a task.
public final class Hub implements AutoCloseable {

    private final HubOptions options;
    private final Namespaces namespaces;
    private final Decisions decisions;
    private final Observer observer;
    private final InstantSource clock;
    private final Cluster cluster;
    private final Shard[] shards;
    private final Refusals refusals = new Refusals();

    private final Map<String, Session> open = new ConcurrentHashMap<>();
    private final Map<String, Session> connected = new ConcurrentHashMap<>();
    private final Map<UserId, Set<Session>> byUser = new ConcurrentHashMap<>();

    /// The same, of which nobody hears what happens.
    ///
    /// @param engine of one node; has been started; stays the caller's to close
    /// @param loops all event loops, by index
    public Hub(
            HubOptions options,
            Namespaces namespaces,
            Engine engine,
            Decisions decisions,
            List<? extends Loop> loops,
            InstantSource clock) {
        this(options, namespaces, engine, decisions, Observer.NOBODY, loops, clock);
    }

    /// For an engine of one node.
    public Hub(
            HubOptions options,
            Namespaces namespaces,
            Engine engine,
            Decisions decisions,
            Observer observer,
            List<? extends Loop> loops,
            InstantSource clock) {
        this(options, namespaces, new Cluster(engine, clock), decisions, observer, loops, clock);
    }

    /// @param cluster hears what the engine's other nodes say
    public Hub(
            HubOptions options,
            Namespaces namespaces,
            Cluster cluster,
            Decisions decisions,
            Observer observer,
            List<? extends Loop> loops,
            InstantSource clock) {
        this.options = options;
        this.namespaces = namespaces;
        this.decisions = decisions;
        this.observer = observer;
        this.clock = clock;
        this.cluster = cluster;
        shards = new Shard[loops.size()];
        for (Loop loop : loops) {
            shards[loop.index()] = new Shard(loop, cluster.engine(), options, observer, loops.size());
        }
        cluster.opened(this);
    }

    public Namespaces namespaces() {
        return namespaces;
    }

    public HubOptions options() {
        return options;
    }

    Decisions decisions() {
        return decisions;
    }

    Observer observer() {
        return observer;
    }

    public InstantSource clock() {
        return clock;
    }

    /// All nodes.
    public Cluster cluster() {
        return cluster;
    }

    Loop firstLoop() {
        return shards[0].loop;
    }

    // ---- sessions

    /// Decides on a client that has no link yet: what is granted is for [Session#connect].
    ///
    /// @param answer on any thread
    public void admit(ConnectRequest request, Answer<Grant.Session> answer) {
        decisions.connecting(request, new Answer<>() {
            @Override
            public void succeeded(Grant.Session grant) {
                answer.succeeded(grant);
            }

            @Override
            public void failed(HubError error) {
                refusals.onConnecting.accept(error);
                answer.failed(error);
            }
        });
    }

    /// A new session on the link's loop, which is the calling thread.
    ///
    /// @param client a new id, unique for ever (a UUID)
    public Session open(String client, Link link, Dialect dialect) {
        Session session = new Session(this, shards[link.loop().index()], client, link, dialect);
        open.put(client, session);
        return session;
    }

    /// @return false when its user has as many sessions as may be, and it is none of them
    boolean connected(Session session) {
        if (!session.user().isAnonymous() && !joinsItsUser(session)) {
            return false;
        }
        connected.put(session.client(), session);
        return true;
    }

    private boolean joinsItsUser(Session session) {
        int limit = options.userConnectionLimit();
        Set<Session> all = byUser.compute(session.user(), (_, before) -> {
            Set<Session> sessions = before == null ? ConcurrentHashMap.newKeySet(1) : before;
            if (limit == 0 || sessions.size() < limit) {
                sessions.add(session);
            }
            if (before == null) {
                observer.onOnline(session.user());
            }
            return sessions;
        });
        return all.contains(session);
    }

    void disconnected(Session session) {
        connected.remove(session.client());
        byUser.computeIfPresent(session.user(), (_, all) -> {
            all.remove(session);
            if (!all.isEmpty()) {
                return all;
            }
            observer.onOffline(session.user());
            return null;
        });
    }

    void forget(Session session) {
        open.remove(session.client());
    }

    /// All sessions of this node, those that have not connected yet among them.
    public Collection<Session> everybody() {
        return Collections.unmodifiableCollection(open.values());
    }

    /// Sessions that have connected to this node.
    public Collection<Session> sessions() {
        return Collections.unmodifiableCollection(connected.values());
    }

    /// The sessions that a user has on this node.
    public Collection<Session> sessions(UserId user) {
        return Collections.unmodifiableCollection(byUser.getOrDefault(user, Set.of()));
    }

    /// The session with that id, or null when it is not connected here.
    public @Nullable Session session(String client) {
        return connected.get(client);
    }

    /// How many users are connected to this node, those without an id not counted.
    public int users() {
        return byUser.size();
    }

    /// Who is connected to this node, in the order of the sessions' ids: a page of it. Takes time in proportion to the number of sessions:
    /// not for loops.
    ///
    /// @param user null for everybody
    /// @param after the id of the last session of the page before; empty for the first page
    /// @param limit most connections
    /// @param answer on a loop, or at once when there are none
    public void connections(@Nullable UserId user, String after, int limit, Answer<List<Connection>> answer) {
        PriorityQueue<Session> page =
                new PriorityQueue<>(Comparator.comparing(Session::client).reversed());
        for (Session session : user == null ? connected.values() : sessions(user)) {
            if (session.client().compareTo(after) > 0) {
                page.add(session);
                if (page.size() > limit) {
                    page.remove();
                }
            }
        }
        Map<Shard, List<Session>> asked = new HashMap<>();
        for (Session session : page) {
            asked.computeIfAbsent(session.shard, _ -> new ArrayList<>()).add(session);
        }
        if (asked.isEmpty()) {
            answer.succeeded(List.of());
            return;
        }
        Queue<Connection> found = new ConcurrentLinkedQueue<>();
        AtomicInteger left = new AtomicInteger(asked.size());
        asked.forEach((shard, sessions) -> shard.run(() -> {
            for (Session session : sessions) {
                if (session.isConnected()) {
                    found.add(Connection.of(session));
                }
            }
            if (left.decrementAndGet() == 0) {
                answer.succeeded(found.stream()
                        .sorted(Comparator.comparing(Connection::client))
                        .toList());
            }
        }));
    }

    /// The channels that have subscribers here, with their number. Takes time in proportion to their number: not for loops.
    public Map<ChannelName, Integer> channels(Predicate<ChannelName> which) {
        Map<ChannelName, Integer> all = new HashMap<>();
        for (Shard shard : shards) {
            shard.forEachAudience((channel, size) -> {
                if (size > 0 && which.test(channel)) {
                    all.merge(channel, size, Integer::sum);
                }
            });
        }
        return all;
    }

    // ---- what is done to sessions on all nodes

    /// Subscribes all sessions that the user has now, by the server's will.
    public void subscribe(UserId user, ChannelName channel, Grant.Subscription grant) {
        subscribe(user, channel, grant, () -> {});
    }

    /// The same.
    ///
    /// @param then called once, on any thread, when each of them has come to that: see [Session#join]; or when a node does
    ///     not answer, which is in the log
    public void subscribe(UserId user, ChannelName channel, Grant.Subscription grant, Runnable then) {
        cluster.order(new Order.Subscribe(user, "", channel, grant, null), then);
    }

    /// Ends the subscriptions that the user's sessions have to a channel.
    public void unsubscribe(UserId user, ChannelName channel, Unsubscribe why) {
        unsubscribe(user, channel, why, () -> {});
    }

    /// The same.
    ///
    /// @param then called once, on any thread, when nothing that is published from now on reaches them; or when a node does
    ///     not answer, which is in the log
    public void unsubscribe(UserId user, ChannelName channel, Unsubscribe why, Runnable then) {
        cluster.order(new Order.Unsubscribe(user, "", channel, why), then);
    }

    public void disconnect(UserId user, Disconnect why) {
        cluster.order(new Order.Disconnect(user, "", Set.of(), why), () -> {});
    }

    // ---- this node's figures

    /// Publications that were taken so far.
    public long published() {
        long all = 0;
        for (Shard shard : shards) {
            all += shard.published;
        }
        return all;
    }

    /// What clients were refused so far.
    public Refusals refusals() {
        return refusals;
    }

    // ---- channels

    /// Publishes as the site: no permissions.
    public void publish(ChannelName channel, Draft draft, Answer<Published> answer) {
        Answer<Published> back = back(answer);
        withNamespace(channel, back, namespace -> at(channel, namespace, home -> home.publish(draft, back)));
    }

    public void history(ChannelName channel, HistoryQuery query, Answer<HistoryPage> answer) {
        Answer<HistoryPage> back = back(answer);
        withNamespace(channel, back, namespace -> {
            if (namespace.retention().keeps()) {
                at(channel, namespace, home -> home.history(query, back));
            } else {
                back.failed(HubError.NOT_AVAILABLE);
            }
        });
    }

    public void removeHistory(ChannelName channel, Answer<Position> answer) {
        Answer<Position> back = back(answer);
        withNamespace(channel, back, namespace -> at(channel, namespace, home -> home.removeHistory(back)));
    }

    public void presence(ChannelName channel, Answer<Map<String, ClientInfo>> answer) {
        Answer<Map<String, ClientInfo>> back = back(answer);
        withNamespace(channel, back, namespace -> {
            if (namespace.presence()) {
                at(channel, namespace, home -> home.presence(back));
            } else {
                back.failed(HubError.NOT_AVAILABLE);
            }
        });
    }

    private void withNamespace(ChannelName channel, Answer<?> answer, Consumer<Namespace> then) {
        Namespace namespace = namespaces.of(channel);
        if (namespace == null) {
            answer.failed(HubError.UNKNOWN_CHANNEL);
        } else {
            then.accept(namespace);
        }
    }

    /// Does something with a channel at its home.
    void at(ChannelName channel, Namespace namespace, Consumer<Home> what) {
        Shard lane = lane(channel);
        lane.run(() -> what.accept(lane.home(channel, namespace)));
    }

    /// The same, unless the channel is not in memory.
    void ifAtHome(ChannelName channel, Consumer<Home> what) {
        Shard lane = lane(channel);
        lane.run(() -> {
            Home home = lane.existing(channel);
            if (home != null) {
                what.accept(home);
            }
        });
    }

    private Shard lane(ChannelName channel) {
        int hash = channel.value().hashCode();
        hash ^= hash >>> 16;
        return shards[Math.floorMod(hash * 0x9E3779B9, shards.length)];
    }

    /// An answer that comes back to the calling loop.
    private <T> Answer<T> back(Answer<T> answer) {
        for (Shard shard : shards) {
            if (shard.loop.inLoop()) {
                return new Answer<>() {
                    @Override
                    public void succeeded(T value) {
                        shard.run(() -> answer.succeeded(value));
                    }

                    @Override
                    public void failed(HubError error) {
                        shard.run(() -> answer.failed(error));
                    }
                };
            }
        }
        return answer;
    }

    /// Ends all sessions with [Disconnect#SHUTDOWN]; the engine is the caller's to close.
    @Override
    public void close() {
        new ArrayList<>(open.values()).forEach(session -> session.disconnect(Disconnect.SHUTDOWN));
        cluster.closed();
    }
}
