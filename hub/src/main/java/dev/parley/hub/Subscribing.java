package dev.parley.hub;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a session's subscriptions begin, catch up and end. On the session's loop only.
///
/// A subscription begins in three steps: may it be; where is the stream, and what was missed (on the channel's lane, in one
/// hop); the reply, and from then on what happens. What does not fit into the reply is read page by page, as the client
/// reads: history itself is the buffer, so nothing is held for a slow client, and live publications simply wait behind.
final class Subscribing {

    /// Bytes of payload read at once behind the reply.
    private static final int PAGE_BYTES = 64 * 1024;

    /// Publications read at once.
    private static final int PAGE_LIMIT = 1_000;

    /// After what a read is tried again that did not succeed for the moment.
    private static final long RETRY_MILLIS = 500;

    private final Hub hub;
    private final Session session;

    /// Subscriptions that the client has asked for: the limit is theirs. On the loop.
    private int asked;

    /// Whether the client was told to ask once more with another token. centrifuge-java before 0.6 then asks twice, and takes
    /// it for the end of its subscription when the second request is refused for good.
    private boolean mayAskTwice;

    Subscribing(Hub hub, Session session) {
        this.hub = hub;
        this.session = session;
    }

    // ---- beginning

    void byClient(SubscribeRequest request, Answer<Subscribed> answer) {
        Namespace namespace = hub.namespaces().of(request.channel());
        HubError refusal = refusal(request, namespace);
        if (refusal != null || namespace == null) {
            answer.failed(refusal == null ? HubError.UNKNOWN_CHANNEL : refusal);
            return;
        }
        Subscription subscription = reserve(request, namespace);
        asked++;
        hub.decisions().subscribing(session, request, namespace, new Answer<>() {
            @Override
            public void succeeded(Grant.Subscription grant) {
                session.shard.run(() -> begin(subscription, grant, answer));
            }

            @Override
            public void failed(HubError error) {
                session.shard.run(() -> {
                    end(subscription);
                    mayAskTwice |= error.temporary() && error.code() == HubError.TOKEN_EXPIRED.code();
                    answer.failed(error);
                });
            }
        });
    }

    /// @param held whether nothing is to be said on it before [#goLive]
    void byServer(SubscribeRequest request, Grant.Subscription grant, boolean held, Answer<Subscribed> answer) {
        Namespace namespace = hub.namespaces().of(request.channel());
        if (namespace == null || session.subscriptions.containsKey(request.channel())) {
            answer.failed(namespace == null ? HubError.UNKNOWN_CHANNEL : HubError.ALREADY_SUBSCRIBED);
            return;
        }
        Subscription subscription = reserve(request, namespace);
        subscription.serverSide = true;
        subscription.held = held;
        begin(subscription, grant, answer);
    }

    private @Nullable HubError refusal(SubscribeRequest request, @Nullable Namespace namespace) {
        if (namespace == null) {
            return HubError.UNKNOWN_CHANNEL;
        }
        Subscription present = session.subscriptions.get(request.channel());
        if (present != null) {
            return mayAskTwice && !present.serverSide ? HubError.SUBSCRIBED_MEANWHILE : HubError.ALREADY_SUBSCRIBED;
        }
        if (asked >= hub.options().channelLimit()) {
            return HubError.LIMIT_EXCEEDED;
        }
        boolean filters = request.filter() != null;
        if (hub.namespaces().isTooLong(request.channel())) {
            return HubError.BAD_REQUEST;
        }
        return filters && (request.delta() || !namespace.tagsFilter()) ? HubError.BAD_REQUEST : null;
    }

    /// From now on the channel counts as the session's.
    private Subscription reserve(SubscribeRequest request, Namespace namespace) {
        Audience audience = session.shard.audience(request.channel(), namespace);
        boolean delta = request.delta() && namespace.delta();
        boolean joinLeave = namespace.joinLeave()
                && (namespace.forcePushJoinLeave()
                        || (request.joinLeave()
                                && hub.decisions().mayReadPresence(session, request.channel(), namespace, true)));
        Subscription subscription =
                new Subscription(session, audience, request, session.dialect().encoder(delta), joinLeave);
        audience.began();
        session.subscriptions.put(request.channel(), subscription);
        return subscription;
    }

    private void begin(Subscription subscription, Grant.Subscription grant, Answer<Subscribed> answer) {
        if (subscription.state == Subscription.State.ENDED) {
            answer.failed(HubError.BAD_REQUEST);
            return;
        }
        Namespace namespace = subscription.audience.namespace;
        SubscribeRequest request = subscription.request;
        subscription.grant = grant;
        Grant.Overrides overrides = grant.overrides();
        subscription.joinLeave = Subscription.or(overrides.pushJoinLeave(), subscription.joinLeave);
        subscription.recoverable = namespace.positioned()
                && Subscription.or(overrides.recoverable(), wanted(namespace.recovery(), request.recoverable()));
        subscription.positioned = namespace.positioned()
                && (subscription.recoverable
                        || Subscription.or(
                                overrides.positioned(), wanted(namespace.positioning(), request.positioned())));
        HistoryQuery query = queryOf(subscription);
        hub.at(
                subscription.channel(),
                namespace,
                home -> home.subscribe(subscription, query, new Answer<>() {
                    @Override
                    public void succeeded(Home.Start start) {
                        session.shard.run(() -> started(subscription, start, answer));
                    }

                    @Override
                    public void failed(HubError error) {
                        session.shard.run(() -> {
                            end(subscription);
                            answer.failed(error);
                        });
                    }
                }));
    }

    private static boolean wanted(Namespace.Feature feature, boolean asked) {
        return switch (feature) {
            case OFF -> false;
            case ALLOWED -> asked;
            case FORCED -> true;
        };
    }

    private @Nullable HistoryQuery queryOf(Subscription subscription) {
        Position since = subscription.request.since();
        if (since == null || !subscription.recoverable) {
            return null;
        }
        return switch (subscription.audience.namespace.recoveryMode()) {
            case STREAM -> HistoryQuery.after(since, PAGE_LIMIT, hub.options().recoveryPageBytes());
            case CACHE -> HistoryQuery.newest(1);
        };
    }

    private void started(Subscription subscription, Home.Start start, Answer<Subscribed> answer) {
        if (subscription.state != Subscription.State.STARTING) {
            answer.failed(HubError.BAD_REQUEST);
            return;
        }
        subscription.audience.told(start.top());
        Position since = subscription.request.since();
        HistoryPage page = start.page();
        Position at = start.top();
        boolean recovered = false;
        List<Publication> missed = List.of();
        if (page != null && since != null) {
            boolean stream = subscription.audience.namespace.recoveryMode() == Namespace.RecoveryMode.STREAM;
            recovered = stream
                    ? page.complete() && within(since, page.top())
                    : !page.publications().isEmpty();
            if (recovered) {
                // a client that has enough to read gets all of it behind the reply
                boolean later = stream && !session.link().isWritable();
                missed = later ? List.of() : page.publications();
                at = later ? since : stream ? endOf(page, since) : page.top();
                if (!stream && at.equals(since)) {
                    missed = List.of(); // it has the newest
                }
            }
        }
        List<Publication> wanted = wantedOf(subscription, missed);
        subscription.last = wanted.isEmpty() ? null : wanted.getLast();
        long ttl = expiresAt(subscription, subscription.grant.expiresAtSeconds());
        answer.succeeded(new Subscribed(
                subscription.positioned ? at : null,
                subscription.positioned,
                subscription.recoverable,
                since != null && subscription.recoverable,
                recovered,
                wanted,
                subscription.delta,
                subscription.grant.data(),
                ttl));
        if (subscription.state != Subscription.State.STARTING) {
            return; // the reply did not fit, and took the session with it
        }
        subscription.reached = at;
        if (!subscription.held) {
            goLive(subscription);
        }
    }

    /// The client knows that it is subscribed: now what happens may be said, and the others may know.
    void goLive(Subscription subscription) {
        subscription.held = false;
        if (subscription.state != Subscription.State.STARTING || subscription.reached == null) {
            return;
        }
        goLiveOrOn(subscription);
        if (subscription.state != Subscription.State.ENDED) {
            subscription.begun = true;
            hub.observer().onSubscribed(subscription.info(), subscription.channel(), subscription.audience.namespace);
        }
        if (subscription.state != Subscription.State.ENDED && subscription.isTold()) {
            subscription.announced = true;
            hub.at(subscription.channel(), subscription.audience.namespace, home -> home.joined(subscription));
        }
    }

    /// Whether no more was missed than the site lets a client recover.
    private boolean within(Position since, Position top) {
        int limit = hub.options().recoveryLimit();
        return limit == 0 || top.offset() - since.offset() <= limit;
    }

    private static Position endOf(HistoryPage page, Position since) {
        return page.publications().isEmpty()
                ? since
                : new Position(page.top().epoch(), page.publications().getLast().offset());
    }

    private static List<Publication> wantedOf(Subscription subscription, List<Publication> all) {
        if (subscription.filter == null) {
            return all;
        }
        List<Publication> wanted = new ArrayList<>(all.size());
        for (Publication publication : all) {
            if (subscription.wants(publication)) {
                wanted.add(publication);
            }
        }
        return wanted;
    }

    // ---- catching up

    private void goLiveOrOn(Subscription subscription) {
        Position reached = subscription.reached;
        if (reached == null || reached.offset() >= subscription.audience.arrived) {
            subscription.reached = null;
            subscription.last = null;
            subscription.audience.goLive(subscription, reached == null ? 0 : reached.offset());
        } else {
            subscription.state = Subscription.State.CATCHING_UP;
            readOn(subscription, reached);
        }
    }

    private void readOn(Subscription subscription, Position reached) {
        if (session.readingPage || !session.link().isWritable()) {
            session.waits(subscription);
            return;
        }
        session.readingPage = true;
        HistoryQuery query = HistoryQuery.after(reached, PAGE_LIMIT, PAGE_BYTES);
        hub.at(
                subscription.channel(),
                subscription.audience.namespace,
                home -> home.history(query, new Answer<>() {
                    @Override
                    public void succeeded(HistoryPage page) {
                        session.shard.run(() -> read(subscription, page));
                    }

                    @Override
                    public void failed(HubError error) {
                        session.shard.run(() -> notRead(subscription, error));
                    }
                }));
    }

    /// What may come right is tried again; what can't is told.
    private void notRead(Subscription subscription, HubError error) {
        session.readingPage = false;
        if (error.temporary()) {
            session.shard.loop.schedule(RETRY_MILLIS, () -> goOn(subscription));
        } else if (subscription.state == Subscription.State.CATCHING_UP) {
            session.unsubscribed(subscription, Unsubscribe.INSUFFICIENT_STATE);
        }
        session.writable();
    }

    private void read(Subscription subscription, HistoryPage page) {
        session.readingPage = false;
        take(subscription, page);
        session.writable(); // the next one's turn, if there is room
    }

    private void take(Subscription subscription, HistoryPage page) {
        Position reached = subscription.reached;
        if (subscription.state != Subscription.State.CATCHING_UP || reached == null) {
            return;
        }
        if (!page.complete()) {
            session.unsubscribed(subscription, Unsubscribe.INSUFFICIENT_STATE);
            return;
        }
        for (Publication publication : page.publications()) {
            if (subscription.wants(publication)) {
                Publication base = subscription.delta ? subscription.last : null;
                Message message = subscription.encoder.publication(subscription.channel(), publication, base);
                if (message != null) {
                    session.link().send(message);
                }
                subscription.last = publication;
            }
            if (subscription.state != Subscription.State.CATCHING_UP) {
                return; // its link refused, and took the session with it
            }
        }
        if (page.publications().isEmpty()) {
            // nothing is missing up to the top, whatever has arrived meanwhile
            subscription.reached = page.top();
            subscription.audience.goLive(subscription, page.top().offset());
            return;
        }
        subscription.reached = endOf(page, reached);
        goLiveOrOn(subscription);
    }

    /// The link is writable again.
    void goOn(Subscription subscription) {
        if (subscription.state == Subscription.State.CATCHING_UP) {
            Position reached = subscription.reached;
            if (reached != null) {
                readOn(subscription, reached);
            }
        } else if (subscription.state == Subscription.State.LIVE) {
            Publication newest = subscription.newest;
            subscription.newest = null;
            if (newest != null) {
                Message message = subscription.encoder.publication(subscription.channel(), newest, null);
                if (message != null) {
                    session.link().send(message);
                }
            }
        }
    }

    // ---- ending

    /// @return the seconds that it lives from now; 0 for ever
    long expiresAt(Subscription subscription, long seconds) {
        subscription.cancelExpiry();
        if (seconds == 0) {
            return 0;
        }
        long left = Math.max(1, seconds - hub.clock().millis() / 1000);
        if (subscription.grant.renewedByServer()) {
            subscription.expiry = session.shard.loop.schedule(left * 1000, () -> renew(subscription));
            return 0;
        }
        long grace = hub.options().expiredSubscriptionCloseDelay().toMillis();
        subscription.expiry = session.shard.loop.schedule(left * 1000 + grace, () -> expired(subscription));
        return left;
    }

    private void expired(Subscription subscription) {
        if (subscription.serverSide) {
            session.disconnect(Disconnect.SUBSCRIPTION_EXPIRED);
        } else {
            session.unsubscribed(subscription, Unsubscribe.EXPIRED);
        }
    }

    /// Its time has come, and the backend says whether it goes on.
    private void renew(Subscription subscription) {
        subscription.expiry = null;
        hub.decisions().refreshing(session, subscription.channel(), "", new Pending<>(session, new Answer<>() {
            @Override
            public void succeeded(Grant.Subscription grant) {
                if (subscription.state != Subscription.State.ENDED) {
                    expiresAt(subscription, grant.expiresAtSeconds());
                }
            }

            @Override
            public void failed(HubError error) {
                if (subscription.state != Subscription.State.ENDED) {
                    expired(subscription);
                }
            }
        }));
    }

    /// Ends a subscription without telling the client. Once.
    void end(Subscription subscription) {
        if (subscription.state == Subscription.State.ENDED) {
            return;
        }
        subscription.state = Subscription.State.ENDED;
        subscription.newest = null;
        subscription.cancelExpiry();
        session.subscriptions.remove(subscription.channel(), subscription);
        if (!subscription.serverSide) {
            asked--;
        }
        boolean last = session.shard.ended(subscription);
        if (subscription.begun) {
            hub.observer().onUnsubscribed(subscription.info(), subscription.channel(), subscription.audience.namespace);
        }
        boolean announced = subscription.announced;
        hub.ifAtHome(subscription.channel(), home -> home.unsubscribe(subscription, announced, last));
    }
}
