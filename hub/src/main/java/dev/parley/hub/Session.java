package dev.parley.hub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One client of the hub. Lives on one loop, on which everything here is called and answered, unless it says otherwise.
///
/// A dialect opens it with [Hub#open], has it [#connect] before anything else, and tells it once when its link has
/// [#closed]. A session that does not connect within [HubOptions#staleAfter] is disconnected. Once a session is over,
/// answers that are still under way don't come.
///
/// What is under way is counted: past [HubOptions#pendingLimit] the link is not read from.
public final class Session {

    /// What a session is told when it has connected.
    ///
    /// @param channels its server-side subscriptions, by channel
    /// @param ttlSeconds how long it lives unless refreshed; 0 for ever
    public record Connected(Grant.Session grant, Map<ChannelName, Subscribed> channels, long ttlSeconds) {}

    /// How many are there.
    public record PresenceStats(int clients, int users) {}

    private enum State {
        NEW,
        CONNECTING,
        CONNECTED,
        OVER
    }

    final Shard shard;

    private final Hub hub;
    private final String client;
    private final Link link;
    private final Dialect dialect;
    private final Subscribing subscribing;

    // Written on the loop, once.
    private volatile UserId user = UserId.ANONYMOUS;

    private State state = State.NEW;
    private @Nullable Payload info;

    /// What it is to others, once that is settled.
    private volatile @Nullable ClientInfo self;

    private int pending;
    private boolean paused;
    private Loop.@Nullable Timer timer;

    final Map<ChannelName, Subscription> subscriptions = new HashMap<>(2);

    /// Whether a page for one of them is being read: one at a time, so that together they don't fill the link.
    boolean readingPage;

    /// Subscriptions that go on when the link is writable.
    private @Nullable List<Subscription> waiting;

    Session(Hub hub, Shard shard, String client, Link link, Dialect dialect) {
        this.hub = hub;
        this.shard = shard;
        this.client = client;
        this.link = link;
        this.dialect = dialect;
        subscribing = new Subscribing(hub, this);
        timer = shard.loop.schedule(hub.options().staleAfter().toMillis(), () -> disconnect(Disconnect.STALE));
    }

    /// Its id. Any thread.
    public String client() {
        return client;
    }

    /// Who it is; anonymous before it has connected. Any thread.
    public UserId user() {
        return user;
    }

    /// Any thread; its methods are for the loop.
    public Link link() {
        return link;
    }

    public boolean isConnected() {
        return state == State.CONNECTED;
    }

    boolean isOver() {
        return state == State.OVER;
    }

    Dialect dialect() {
        return dialect;
    }

    // ---- connect and refresh

    /// Says who it is. Connecting twice fails with [HubError#BAD_REQUEST].
    ///
    /// @param recover server-side subscriptions that the client had, with what it asks of them again
    public void connect(ConnectRequest request, Map<ChannelName, SubscribeRequest> recover, Answer<Connected> answer) {
        if (state != State.NEW) {
            answer.failed(HubError.BAD_REQUEST);
            return;
        }
        state = State.CONNECTING;
        Answer<Connected> once = new Pending<>(this, answer);
        hub.decisions().connecting(request, new Then<>(once, grant -> shard.run(() -> granted(grant, recover, once))));
    }

    private void granted(Grant.Session grant, Map<ChannelName, SubscribeRequest> recover, Answer<Connected> answer) {
        if (state != State.CONNECTING) {
            return;
        }
        long now = hub.clock().millis() / 1000;
        if (grant.expiresAtSeconds() > 0 && grant.expiresAtSeconds() <= now) {
            answer.failed(HubError.EXPIRED);
            return;
        }
        state = State.CONNECTED;
        user = grant.user();
        info = grant.info();
        cancelTimer();
        long ttl = expiresAt(grant.expiresAtSeconds());
        hub.connected(this);
        subscribeAll(grant, recover, ttl, answer);
    }

    /// @return the seconds that it lives from now; 0 for ever
    private long expiresAt(long seconds) {
        cancelTimer();
        if (seconds == 0) {
            return 0;
        }
        long left = Math.max(1, seconds - hub.clock().millis() / 1000);
        timer = shard.loop.schedule(
                left * 1000 + hub.options().expiredCloseDelay().toMillis(), () -> disconnect(Disconnect.EXPIRED));
        return left;
    }

    /// The server's own subscriptions; the answer comes when all are there. One that fails is left out.
    private void subscribeAll(
            Grant.Session grant, Map<ChannelName, SubscribeRequest> recover, long ttl, Answer<Connected> answer) {
        Map<ChannelName, Subscribed> begun = new LinkedHashMap<>();
        Set<ChannelName> open = new HashSet<>(grant.channels().keySet());
        if (open.isEmpty()) {
            answer.succeeded(new Connected(grant, begun, ttl));
            return;
        }
        for (Map.Entry<ChannelName, Grant.Subscription> entry : grant.channels().entrySet()) {
            ChannelName channel = entry.getKey();
            SubscribeRequest request = recover.getOrDefault(channel, SubscribeRequest.to(channel));
            subscribing.byServer(request, entry.getValue(), true, new Answer<>() {
                @Override
                public void succeeded(Subscribed subscribed) {
                    begun.put(channel, subscribed);
                    ended();
                }

                @Override
                public void failed(HubError error) {
                    ended();
                }

                private void ended() {
                    if (open.remove(channel) && open.isEmpty()) {
                        answer.succeeded(new Connected(grant, begun, ttl));
                        List.copyOf(subscriptions.values()).stream()
                                .filter(subscription -> subscription.held)
                                .forEach(subscribing::goLive);
                    }
                }
            });
        }
    }

    /// @param answer gets the seconds that it lives now; 0 for ever
    public void refresh(String token, Answer<Long> answer) {
        Answer<Long> once = new Pending<>(this, answer);
        hub.decisions()
                .refreshing(
                        this,
                        token,
                        new Then<>(
                                once,
                                until -> shard.run(() -> {
                                    if (state == State.CONNECTED) {
                                        once.succeeded(expiresAt(until));
                                    }
                                })));
    }

    /// The same for a subscription.
    public void refresh(ChannelName channel, String token, Answer<Long> answer) {
        Answer<Long> once = new Pending<>(this, answer);
        if (!isSubscribed(channel)) {
            once.failed(HubError.BAD_REQUEST);
            return;
        }
        hub.decisions()
                .refreshing(
                        this,
                        channel,
                        token,
                        new Then<>(
                                once,
                                until -> shard.run(() -> {
                                    Subscription subscription = subscriptions.get(channel);
                                    if (subscription == null) {
                                        once.failed(HubError.BAD_REQUEST);
                                    } else {
                                        once.succeeded(subscribing.expiresAt(subscription, until));
                                    }
                                })));
    }

    // ---- subscriptions

    public void subscribe(SubscribeRequest request, Answer<Subscribed> answer) {
        Answer<Subscribed> once = new Pending<>(this, answer);
        if (state != State.CONNECTED) {
            once.failed(HubError.UNAUTHORIZED);
            return;
        }
        subscribing.byClient(request, once);
    }

    /// Does nothing when it is not subscribed.
    public void unsubscribe(ChannelName channel) {
        Subscription subscription = subscriptions.get(channel);
        if (subscription != null) {
            subscribing.end(subscription);
        }
    }

    /// Whether its subscription to the channel has begun.
    public boolean isSubscribed(ChannelName channel) {
        Subscription subscription = subscriptions.get(channel);
        return subscription != null && subscription.state != Subscription.State.STARTING;
    }

    /// The server ends a subscription; its dialect tells the client.
    void unsubscribed(Subscription subscription, Unsubscribe why) {
        if (subscription.state == Subscription.State.ENDED) {
            return;
        }
        if (subscription.serverSide && why.equals(Unsubscribe.INSUFFICIENT_STATE)) {
            // a client can't subscribe again by itself where it did not subscribe; it comes back and recovers
            disconnect(Disconnect.INSUFFICIENT_STATE);
        } else {
            subscribing.end(subscription);
            dialect.onUnsubscribed(subscription.channel(), why);
        }
    }

    /// The server subscribes it; its dialect tells the client.
    void subscribeByServer(ChannelName channel, Grant.Subscription grant) {
        if (state != State.CONNECTED || subscriptions.containsKey(channel)) {
            return;
        }
        subscribing.byServer(SubscribeRequest.to(channel), grant, false, new Answer<>() {
            @Override
            public void succeeded(Subscribed subscribed) {
                dialect.onSubscribed(channel, subscribed);
            }

            @Override
            public void failed(HubError error) {}
        });
    }

    void waits(Subscription subscription) {
        List<Subscription> list = waiting;
        if (list == null) {
            waiting = list = new ArrayList<>(1);
        }
        if (!list.contains(subscription)) {
            list.add(subscription);
        }
    }

    /// The link's queue has drained: what was held back for it goes on.
    public void writable() {
        List<Subscription> list = waiting;
        if (list != null) {
            waiting = null;
            for (Subscription subscription : list) {
                subscribing.goOn(subscription);
            }
        }
    }

    // ---- commands

    /// Publishes as this client; permissions are checked here.
    public void publish(ChannelName channel, Draft draft, Answer<Published> answer) {
        Answer<Published> once = new Pending<>(this, answer);
        Namespace namespace = namespace(channel, once);
        if (namespace == null) {
            return;
        }
        if (namespace.dataFormat() != null
                && namespace.dataFormat() != draft.payload().kind()) {
            once.failed(HubError.BAD_REQUEST);
            return;
        }
        Subscription subscription = subscriptions.get(channel);
        boolean subscribed = subscription != null && subscription.state != Subscription.State.STARTING;
        Draft by = draft.by(info(subscription == null ? null : subscription.grant.info()))
                .withDelta(draft.delta() || namespace.deltaPublish());
        hub.decisions()
                .publishing(
                        this,
                        channel,
                        namespace,
                        subscribed,
                        by,
                        new Then<>(once, allowed -> hub.at(channel, namespace, home -> home.publish(allowed, once))));
    }

    public void presence(ChannelName channel, Answer<Map<String, ClientInfo>> answer) {
        Answer<Map<String, ClientInfo>> once = new Pending<>(this, answer);
        Namespace namespace = namespace(channel, once);
        if (namespace == null) {
            return;
        }
        if (!namespace.presence()) {
            once.failed(HubError.NOT_AVAILABLE);
        } else if (!hub.decisions().mayReadPresence(this, channel, namespace, isSubscribed(channel))) {
            once.failed(HubError.PERMISSION_DENIED);
        } else {
            hub.at(channel, namespace, home -> home.presence(once));
        }
    }

    public void presenceStats(ChannelName channel, Answer<PresenceStats> answer) {
        presence(channel, new Then<>(answer, present -> {
            Set<UserId> users = new HashSet<>();
            present.values().forEach(one -> users.add(one.user()));
            answer.succeeded(new PresenceStats(present.size(), users.size()));
        }));
    }

    /// A page of at most [HubOptions#historyPageLimit]; a query that asks for more gets that many.
    public void history(ChannelName channel, HistoryQuery query, Answer<HistoryPage> answer) {
        Answer<HistoryPage> once = new Pending<>(this, answer);
        Namespace namespace = namespace(channel, once);
        if (namespace == null) {
            return;
        }
        if (!namespace.retention().keeps()) {
            once.failed(HubError.NOT_AVAILABLE);
        } else if (!hub.decisions().mayReadHistory(this, channel, namespace, isSubscribed(channel))) {
            once.failed(HubError.PERMISSION_DENIED);
        } else {
            int limit = Math.min(query.limit(), hub.options().historyPageLimit());
            HistoryQuery bounded = new HistoryQuery(query.since(), limit, query.reverse(), query.maxBytes());
            hub.at(channel, namespace, home -> home.history(bounded, once));
        }
    }

    public void call(String method, Payload data, Answer<Payload> answer) {
        hub.decisions().calling(this, method, data, new Pending<>(this, answer));
    }

    public void send(Payload data) {
        hub.decisions().sending(this, data);
    }

    private @Nullable Namespace namespace(ChannelName channel, Answer<?> answer) {
        if (state != State.CONNECTED) {
            answer.failed(HubError.UNAUTHORIZED);
            return null;
        }
        Namespace namespace = hub.namespaces().of(channel);
        if (namespace == null) {
            answer.failed(HubError.UNKNOWN_CHANNEL);
        } else if (hub.namespaces().isTooLong(channel)) {
            answer.failed(HubError.BAD_REQUEST);
            return null;
        }
        return namespace;
    }

    // ---- what is under way

    void began() {
        if (++pending >= hub.options().pendingLimit() && !paused && state != State.OVER) {
            paused = true;
            link.pauseReading();
        }
    }

    /// @return whether anybody still waits for the answer
    boolean finished() {
        pending--;
        if (paused && pending <= hub.options().pendingLimit() / 2) {
            paused = false;
            if (state != State.OVER) {
                link.resumeReading();
            }
        }
        return state != State.OVER;
    }

    /// Whether the link is not read from because too much is under way. On the loop.
    public boolean isReadingPaused() {
        return paused;
    }

    // ---- the end

    /// The link has gone. Any number of times.
    public void closed() {
        if (state == State.OVER) {
            return;
        }
        boolean wasConnected = state == State.CONNECTED;
        state = State.OVER;
        cancelTimer();
        waiting = null;
        for (Subscription subscription : List.copyOf(subscriptions.values())) {
            subscribing.end(subscription);
        }
        if (wasConnected) {
            hub.disconnected(this);
        }
        hub.forget(this);
    }

    /// Ends it: its dialect tells the client why. Any thread.
    public void disconnect(Disconnect why) {
        shard.run(() -> {
            if (state != State.OVER) {
                closed();
                dialect.onDisconnect(why);
            }
        });
    }

    /// Says something to this client, on no channel. Any thread.
    public void tell(Payload payload) {
        shard.run(() -> {
            if (state == State.CONNECTED) {
                dialect.onMessage(payload);
            }
        });
    }

    /// Lets it live until then. Any thread.
    ///
    /// @param expiresAtSeconds in seconds since 1970; 0 for ever
    public void refreshed(long expiresAtSeconds) {
        shard.run(() -> {
            if (state == State.CONNECTED) {
                dialect.onRefreshed(expiresAt(expiresAtSeconds));
            }
        });
    }

    private void cancelTimer() {
        Loop.Timer set = timer;
        if (set != null) {
            timer = null;
            set.cancel();
        }
    }

    /// What this session is to others on channels where the site said nothing of its own.
    public ClientInfo info(@Nullable Payload channelInfo) {
        if (channelInfo != null) {
            return new ClientInfo(user, client, info, channelInfo);
        }
        ClientInfo known = self;
        if (known == null) {
            known = new ClientInfo(user, client, info, null);
            if (state == State.CONNECTED) {
                self = known;
            }
        }
        return known;
    }

    @Override
    public String toString() {
        return "session " + client + (user.isAnonymous() ? "" : " of " + user);
    }
}
