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

    /// What software it is, as it says, and since when it has been connected.
    record ConnectedAs(String name, String version, String transport, long sinceMillis) {
        static final ConnectedAs NOBODY = new ConnectedAs("", "", "", 0);
    }

    /// How many are there.
    public record PresenceStats(int clients, int users) {}

    private enum State {
        NEW,
        CONNECTING,
        CONNECTED,
        OVER
    }

    /// How long a session that is to go waits for its answers, in milliseconds.
    private static final long ANSWERING_MILLIS = 5_000;

    final Shard shard;

    private final Hub hub;
    private final String client;
    private final Link link;
    private final Dialect dialect;
    private final Subscribing subscribing;

    // Written on the loop, once.
    private volatile UserId user = UserId.ANONYMOUS;

    private State state = State.NEW;
    private volatile Credentials credentials = Credentials.NONE;
    private volatile ConnectedAs connectedAs = ConnectedAs.NOBODY;
    private volatile @Nullable Payload info;

    /// What it is to others, once that is settled.
    private volatile @Nullable ClientInfo self;

    /// What is said before anything else on one channel.
    private @Nullable FirstWords firstWords;

    /// What the site has done to it since it is connected and before its client knows; null once it does.
    private @Nullable List<Runnable> early;

    private int pending;
    private boolean paused;

    /// Why it ends as soon as nothing is under way; null while it stays.
    private @Nullable Disconnect leaving;

    private Loop.@Nullable Timer timer;

    private final Rate.@Nullable Bucket rate;

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
        rate = hub.options().rate().bucket(hub.clock().millis());
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

    /// What the site knows of it. Any thread.
    public Credentials credentials() {
        return credentials;
    }

    /// What it came over: `websocket`, `tcp`, …; empty before it has asked to connect. Any thread.
    public String transport() {
        return connectedAs.transport();
    }

    ConnectedAs connectedAs() {
        return connectedAs;
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
        connectedAs = new ConnectedAs(
                request.name(),
                request.version(),
                request.transport(),
                hub.clock().millis());
        Answer<Connected> once = new Pending<>(this, answer, hub.refusals().onConnecting);
        hub.decisions().connecting(request, new Then<>(once, grant -> shard.run(() -> granted(grant, recover, once))));
    }

    /// The same for a client that was let in before it had a link.
    ///
    /// @param grant what [Hub#admit] answered
    public void connect(
            Grant.Session grant, String name, Map<ChannelName, SubscribeRequest> recover, Answer<Connected> answer) {
        if (state != State.NEW) {
            answer.failed(HubError.BAD_REQUEST);
            return;
        }
        state = State.CONNECTING;
        connectedAs = new ConnectedAs(name, "", "websocket", hub.clock().millis());
        granted(grant, recover, new Pending<>(this, answer, hub.refusals().onConnecting));
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
        user = grant.user();
        info = grant.info();
        credentials = grant.credentials();
        if (!hub.connected(this)) {
            answer.failed(HubError.ending(Disconnect.CONNECTION_LIMIT));
            return;
        }
        state = State.CONNECTED;
        early = new ArrayList<>(1);
        cancelTimer();
        long ttl = expiresAt(grant.expiresAtSeconds());
        if (!hub.decisions().mayStay(this)) {
            answer.failed(HubError.ending(Disconnect.FORCE_NO_RECONNECT));
            return;
        }
        subscribeAll(grant, recover, ttl, answer);
    }

    /// @return the seconds that it lives from now; 0 for ever
    private long expiresAt(long seconds) {
        cancelTimer();
        if (seconds == 0) {
            return 0;
        }
        long left = Math.max(1, seconds - hub.clock().millis() / 1000);
        if (credentials.renewedByServer()) {
            timer = shard.loop.schedule(left * 1000, this::renew);
            return 0;
        }
        timer = shard.loop.schedule(
                left * 1000 + hub.options().expiredCloseDelay().toMillis(), () -> disconnect(Disconnect.EXPIRED));
        return left;
    }

    /// Its time has come, and its backend says whether it goes on.
    private void renew() {
        timer = null;
        hub.decisions().refreshing(this, "", new Pending<>(this, new Answer<Grant.Session>() {
            @Override
            public void succeeded(Grant.Session grant) {
                renewed(grant);
            }

            @Override
            public void failed(HubError error) {
                disconnect(Disconnect.EXPIRED);
            }
        }));
    }

    /// @return the seconds that it lives now, 0 for ever; negative when it is over instead
    private long renewed(Grant.Session grant) {
        if (grant.info() != null) {
            info = grant.info();
            self = null;
        }
        credentials = grant.credentials();
        if (!hub.decisions().mayStay(this)) {
            disconnect(Disconnect.INVALID_TOKEN); // it was revoked in between
            return -1;
        }
        return expiresAt(grant.expiresAtSeconds());
    }

    /// The server's own subscriptions; the answer comes when all are there. One that can't be is left out; when one can't be for
    /// now only, the client has to come again, for it would never hear what is said there.
    private void subscribeAll(
            Grant.Session grant, Map<ChannelName, SubscribeRequest> recover, long ttl, Answer<Connected> answer) {
        Map<ChannelName, Subscribed> begun = new LinkedHashMap<>();
        Set<ChannelName> open = new HashSet<>(grant.channels().keySet());
        if (open.isEmpty()) {
            welcome(new Connected(grant, begun, ttl), answer);
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
                    if (error.temporary() && open.contains(channel)) {
                        open.clear(); // told once
                        answer.failed(error);
                    } else {
                        ended();
                    }
                }

                private void ended() {
                    if (open.remove(channel) && open.isEmpty()) {
                        welcome(new Connected(grant, begun, ttl), answer);
                    }
                }
            });
        }
    }

    /// The last step: the client is told, then what comes first on its channels, then what happens there.
    private void welcome(Connected connected, Answer<Connected> answer) {
        hub.decisions().welcoming(this, connected, new Answer<>() {
            @Override
            public void succeeded(List<Decisions.Welcome> first) {
                shard.run(() -> welcomed(connected, first, answer));
            }

            /// It is not told then; but it is here.
            @Override
            public void failed(HubError error) {
                shard.run(() -> welcomed(connected, List.of(), answer));
            }
        });
    }

    private void welcomed(Connected connected, List<Decisions.Welcome> first, Answer<Connected> answer) {
        connected.channels().keySet().removeIf(channel -> !subscriptions.containsKey(channel));
        answer.succeeded(connected);
        if (state != State.CONNECTED) {
            return;
        }
        Set<Subscription> later = new HashSet<>();
        for (Decisions.Welcome welcome : first) {
            Subscription subscription = subscriptions.get(welcome.channel());
            if (subscription != null) {
                // what has positions can be caught up with
                boolean waits = subscription.positioned && subscription.held;
                if (waits) {
                    later.add(subscription);
                }
                firstWords = new FirstWords(this, subscription, welcome, () -> {
                    if (waits) {
                        subscribing.goLive(subscription);
                    }
                });
                firstWords.goOn();
            }
        }
        for (Subscription subscription : List.copyOf(subscriptions.values())) {
            if (subscription.held && !later.contains(subscription)) {
                subscribing.goLive(subscription);
            }
        }
        List<Runnable> before = early;
        early = null;
        if (before != null) {
            before.forEach(Runnable::run);
        }
    }

    /// Runs what the site does to it: on its loop, and not before the client has been told that it is connected.
    private void whenWelcomed(Runnable what) {
        shard.run(() -> {
            List<Runnable> waits = early;
            if (state == State.CONNECTED && waits != null) {
                waits.add(what);
            } else {
                what.run();
            }
        });
    }

    /// @param answer gets the seconds that it lives now; 0 for ever
    public void refresh(String token, Answer<Long> answer) {
        Answer<Long> once = new Pending<>(this, answer);
        if (state != State.CONNECTED || token.isEmpty()) {
            once.failed(HubError.BAD_REQUEST);
            return;
        }
        hub.decisions()
                .refreshing(
                        this,
                        token,
                        new Then<>(
                                once,
                                grant -> shard.run(() -> {
                                    if (state == State.CONNECTED) {
                                        long ttl = renewed(grant);
                                        if (ttl >= 0) {
                                            once.succeeded(ttl);
                                        }
                                    }
                                })));
    }

    /// The same for a subscription.
    public void refresh(ChannelName channel, String token, Answer<Long> answer) {
        Answer<Long> once = new Pending<>(this, answer);
        if (!isSubscribed(channel) || token.isEmpty()) {
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
                                grant -> shard.run(() -> {
                                    Subscription subscription = subscriptions.get(channel);
                                    if (subscription == null) {
                                        once.failed(HubError.BAD_REQUEST);
                                    } else {
                                        once.succeeded(subscribing.expiresAt(subscription, grant.expiresAtSeconds()));
                                    }
                                })));
    }

    // ---- subscriptions

    public void subscribe(SubscribeRequest request, Answer<Subscribed> answer) {
        Answer<Subscribed> once = new Pending<>(this, answer, hub.refusals().onSubscribing);
        if (state != State.CONNECTED) {
            once.failed(HubError.UNAUTHORIZED);
            return;
        }
        if (isTooFast(once)) {
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

    /// The server subscribes it; its dialect tells the client. Any thread.
    ///
    /// @param since the position from which it gets what was published, or null
    public void join(ChannelName channel, Grant.Subscription grant, @Nullable Position since) {
        join(channel, grant, since, () -> {});
    }

    /// The same.
    ///
    /// @param then called once, on the loop: when it is subscribed, and hears whatever is published from now on; when it can't be;
    ///     and at once while its client waits to be told that it is connected
    public void join(ChannelName channel, Grant.Subscription grant, @Nullable Position since, Runnable then) {
        shard.run(() -> {
            List<Runnable> waits = early;
            if (state == State.CONNECTED && waits != null) {
                waits.add(() -> subscribeByServer(channel, grant, since, () -> {}));
                then.run();
            } else {
                subscribeByServer(channel, grant, since, then);
            }
        });
    }

    /// The server ends its subscription, if it has one; its dialect tells the client. Any thread.
    ///
    /// Where the client has not been told yet that it is connected, it is never told of the subscription at all, nor of
    /// anything that it would have recovered.
    public void leave(ChannelName channel, Unsubscribe why) {
        shard.run(() -> {
            Subscription untold = early == null ? null : subscriptions.get(channel);
            if (untold != null) {
                subscribing.end(untold);
            }
        });
        whenWelcomed(() -> {
            Subscription subscription = subscriptions.get(channel);
            if (subscription != null) {
                unsubscribed(subscription, why);
            }
        });
    }

    private void subscribeByServer(
            ChannelName channel, Grant.Subscription grant, @Nullable Position since, Runnable then) {
        if (state != State.CONNECTED || subscriptions.containsKey(channel)) {
            then.run();
            return;
        }
        SubscribeRequest request = SubscribeRequest.to(channel);
        subscribing.byServer(since == null ? request : request.since(since), grant, false, new Answer<>() {
            @Override
            public void succeeded(Subscribed subscribed) {
                dialect.onSubscribed(channel, subscribed);
                then.run();
            }

            @Override
            public void failed(HubError error) {
                then.run();
            }
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
        FirstWords words = firstWords;
        if (words != null) {
            words.goOn();
            if (words.isOver()) {
                firstWords = null;
            }
        }
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
        Answer<Published> once = new Pending<>(this, answer, hub.refusals().onPublishing);
        Namespace namespace = isTooFast(once) ? null : namespace(channel, once);
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
        Namespace namespace = isTooFast(once) ? null : namespace(channel, once);
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
        Namespace namespace = isTooFast(once) ? null : namespace(channel, once);
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
        Answer<Payload> once = new Pending<>(this, answer);
        if (state != State.CONNECTED) {
            once.failed(HubError.UNAUTHORIZED);
        } else if (!isTooFast(once)) {
            hub.decisions().calling(this, method, data, once);
        }
    }

    public void send(Payload data) {
        if (state == State.CONNECTED && !isTooFast(IGNORED)) {
            hub.decisions().sending(this, data);
        }
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

    /// Whether it has asked for more than it may: then it has been told, or, when it did not listen, disconnected.
    private boolean isTooFast(Answer<?> answer) {
        Rate.Bucket bucket = rate;
        if (bucket == null) {
            return false;
        }
        return switch (bucket.take(hub.clock().millis())) {
            case FINE -> false;
            case TOO_FAST -> {
                hub.refusals().tooFast();
                answer.failed(HubError.TOO_MANY_REQUESTS);
                yield true;
            }
            case HOPELESS -> {
                hub.refusals().hopeless();
                disconnect(Disconnect.TOO_MANY_REQUESTS);
                yield true;
            }
        };
    }

    private static final Answer<Payload> IGNORED = new Answer<>() {
        @Override
        public void succeeded(Payload value) {}

        @Override
        public void failed(HubError error) {}
    };

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
        if (paused && leaving == null && pending <= hub.options().pendingLimit() / 2) {
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

    /// The same once all that it has asked for is answered, at most 5 s from now; until then its link is not
    /// read from. Any thread.
    public void retire(Disconnect why) {
        shard.run(() -> {
            if (state == State.OVER || leaving != null) {
                return;
            }
            if (pending == 0) {
                disconnect(why);
                return;
            }
            leaving = why;
            if (!paused) {
                paused = true;
                link.pauseReading();
            }
            shard.loop.schedule(ANSWERING_MILLIS, () -> disconnect(why));
        });
    }

    /// One answer has been given. What was read behind it may ask for more in this turn.
    void answered() {
        Disconnect why = leaving;
        if (why != null) {
            shard.loop.execute(() -> {
                if (pending == 0) {
                    disconnect(why);
                }
            });
        }
    }

    /// Says something to this client, on no channel. Any thread.
    public void tell(Payload payload) {
        whenWelcomed(() -> {
            if (state == State.CONNECTED) {
                dialect.onMessage(payload);
            }
        });
    }

    /// Others see it as that from now on. Any thread.
    public void known(Payload connectionInfo) {
        shard.run(() -> {
            info = connectionInfo;
            self = null;
        });
    }

    /// Lets it live until then. Any thread.
    ///
    /// @param expiresAtSeconds in seconds since 1970; 0 for ever
    public void refreshed(long expiresAtSeconds) {
        whenWelcomed(() -> {
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
