package dev.parley.server.push;

import dev.parley.auth.token.Revocations;
import dev.parley.events.Inbox;
import dev.parley.events.Kept;
import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ConnectRequest;
import dev.parley.hub.Credentials;
import dev.parley.hub.Decisions;
import dev.parley.hub.Disconnect;
import dev.parley.hub.Draft;
import dev.parley.hub.Grant;
import dev.parley.hub.HubError;
import dev.parley.hub.Namespace;
import dev.parley.hub.Payload;
import dev.parley.hub.Publication;
import dev.parley.hub.Session;
import dev.parley.hub.SubscribeRequest;
import dev.parley.hub.Subscribed;
import dev.parley.hub.TagFilter;
import dev.parley.hub.TagFilter.Compare.Operator;
import dev.parley.hub.UserId;
import dev.parley.store.Store;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What holds for every session, whoever let it in: it hears what is said to its user and to all, it gets first what waits
/// for it, and it goes when its user is blocked or its token revoked. Everything else is decided as `others` do.
public final class SiteDecisions implements Decisions {

    private static final Logger LOG = LoggerFactory.getLogger(SiteDecisions.class);

    /// Kept pushes that a session gets at once; it asks for more with `inbox.list`.
    private static final int FIRST = Inbox.MAX_AT_ONCE;

    private final Decisions others;
    private final UserChannels channels;
    private final Inbox inbox;
    private final InboxRpc rpc;
    private final Revocations revocations;

    public SiteDecisions(Decisions others, UserChannels channels, Inbox inbox, Revocations revocations) {
        this.others = others;
        this.channels = channels;
        this.inbox = inbox;
        this.revocations = revocations;
        rpc = new InboxRpc(inbox);
    }

    @Override
    public void connecting(ConnectRequest request, Answer<Grant.Session> answer) {
        others.connecting(request, new Answer<>() {
            @Override
            public void succeeded(Grant.Session grant) {
                if (isWelcome(grant)) {
                    answer.succeeded(withItsChannels(grant));
                } else {
                    answer.failed(HubError.ending(Disconnect.FORCE_NO_RECONNECT));
                }
            }

            @Override
            public void failed(HubError error) {
                answer.failed(error);
            }
        });
    }

    /// A grant, and beside it the channels on which the site reaches every session.
    public Grant.Session withItsChannels(Grant.Session grant) {
        Map<ChannelName, Grant.Subscription> all = new HashMap<>(grant.channels());
        all.putIfAbsent(UserChannels.ALL, Grant.Subscription.PLAIN);
        ChannelName own = channels.of(grant.user());
        if (own != null) {
            all.putIfAbsent(own, Grant.Subscription.PLAIN);
        }
        return grant.with(all);
    }

    /// Whether who would be granted this is neither blocked nor comes with what was taken back.
    public boolean isWelcome(Grant.Session grant) {
        return isWelcome(grant.user(), grant.credentials());
    }

    private boolean isWelcome(UserId user, Credentials credentials) {
        String id = user.value();
        boolean byToken = !credentials.tokenId().isEmpty() || credentials.issuedAtSeconds() > 0;
        return !(!id.isEmpty() && revocations.isBlocked(id))
                && !(byToken && revocations.isRevoked(credentials.tokenId()))
                && !(byToken && revocations.isInvalid(id, credentials.issuedAtSeconds()));
    }

    @Override
    public boolean mayStay(Session session) {
        return isWelcome(session.user(), session.credentials()) && others.mayStay(session);
    }

    /// What waits for the user comes before what happens now; again and again until it is acknowledged, for nobody knows what a
    /// connection that broke has taken along. What is in the reply already is not said twice.
    @Override
    public void welcoming(Session session, Session.Connected connected, Answer<List<Welcome>> answer) {
        ChannelName own = channels.of(session.user());
        Subscribed subscribed = own == null ? null : connected.channels().get(own);
        if (own == null || subscribed == null || !inbox.mayHave(session.user())) {
            answer.succeeded(List.of());
            return;
        }
        inbox.unacknowledged(session.user(), FIRST, new Store.Done<>() {
            @Override
            public void done(List<Kept> kept) {
                List<Kept> others = kept.stream()
                        .filter(each -> !isAmong(subscribed.publications(), each))
                        .toList();
                answer.succeeded(others.isEmpty() ? List.of() : List.of(first(own, others)));
            }

            @Override
            public void failed(IOException why) {
                LOG.warn("what waits for user {} can't be read: {}", session.user(), why.getMessage());
                answer.failed(HubError.STORAGE);
            }
        });
    }

    private static boolean isAmong(List<Publication> publications, Kept kept) {
        String id = Long.toString(kept.id());
        return publications.stream()
                .anyMatch(publication -> id.equals(publication.tags().get(Pushes.ID_TAG)));
    }

    private static Welcome first(ChannelName own, List<Kept> kept) {
        List<Publication> publications = kept.stream()
                .map(each -> new Publication(
                        0,
                        each.timeMillis(),
                        each.payload(),
                        null,
                        Map.copyOf(Pushes.tagged(each.tags(), each.id())),
                        false))
                .toList();
        List<String> ids = kept.stream().map(each -> Long.toString(each.id())).toList();
        return new Welcome(own, publications, new TagFilter.Compare(Pushes.ID_TAG, Operator.NOT_IN, "", ids));
    }

    @Override
    public void calling(Session session, String method, Payload data, Answer<Payload> answer) {
        if (!rpc.call(session.user(), method, data, answer)) {
            others.calling(session, method, data, answer);
        }
    }

    @Override
    public void refreshing(Session session, String token, Answer<Grant.Session> answer) {
        others.refreshing(session, token, answer);
    }

    @Override
    public void subscribing(
            Session session, SubscribeRequest request, Namespace namespace, Answer<Grant.Subscription> answer) {
        others.subscribing(session, request, namespace, answer);
    }

    @Override
    public void refreshing(Session session, ChannelName channel, String token, Answer<Grant.Subscription> answer) {
        others.refreshing(session, channel, token, answer);
    }

    @Override
    public void publishing(
            Session session,
            ChannelName channel,
            Namespace namespace,
            boolean subscribed,
            Draft draft,
            Answer<Draft> answer) {
        others.publishing(session, channel, namespace, subscribed, draft, answer);
    }

    @Override
    public boolean mayReadPresence(Session session, ChannelName channel, Namespace namespace, boolean subscribed) {
        return others.mayReadPresence(session, channel, namespace, subscribed);
    }

    @Override
    public boolean mayReadHistory(Session session, ChannelName channel, Namespace namespace, boolean subscribed) {
        return others.mayReadHistory(session, channel, namespace, subscribed);
    }

    @Override
    public void sending(Session session, Payload data) {
        others.sending(session, data);
    }
}
