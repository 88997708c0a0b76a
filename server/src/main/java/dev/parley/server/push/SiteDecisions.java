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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What holds for every session, whoever let it in: it hears what is said to its user and to all, it gets first what waits
/// for it, and it goes when its user is blocked or its token revoked. A node that is cut off from the others lets nobody in, for
/// it does not hear who is to be kept out. Everything else is decided as `others` do.
public final class SiteDecisions implements Decisions {

    private static final Logger LOG = LoggerFactory.getLogger(SiteDecisions.class);

    private static final TagFilter EVERYTHING = new TagFilter.And(List.of());

    private static final HubError CUT_OFF =
            HubError.STORAGE.saying("storage is not available: this node does not hear the others; try again");

    /// Kept pushes that are read at once.
    private static final int PAGE = 100;

    private final Decisions others;
    private final UserChannels channels;
    private final String separator;
    private final Inbox inbox;
    private final InboxRpc rpc;
    private final Revocations revocations;

    /// @param separator what stands between the users of a channel that several share
    public SiteDecisions(
            Decisions others, UserChannels channels, String separator, Inbox inbox, Revocations revocations) {
        this.separator = separator;
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
                if (!revocations.isCurrent()) {
                    answer.failed(CUT_OFF);
                } else if (!isWelcome(grant)) {
                    answer.failed(HubError.ending(Disconnect.FORCE_NO_RECONNECT));
                } else {
                    answer.succeeded(withItsChannels(grant));
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
        boolean byToken = credentials.byToken();
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
        others.welcoming(session, connected, new Answer<>() {
            @Override
            public void succeeded(List<Welcome> theirs) {
                welcome(session, connected, theirs, answer);
            }

            @Override
            public void failed(HubError error) {
                answer.failed(error);
            }
        });
    }

    private void welcome(
            Session session, Session.Connected connected, List<Welcome> theirs, Answer<List<Welcome>> answer) {
        UserId user = session.user();
        ChannelName own = channels.of(user);
        Subscribed subscribed = own == null ? null : connected.channels().get(own);
        if (own == null || subscribed == null || !inbox.mayHave(user)) {
            answer.succeeded(theirs);
            return;
        }
        if (subscribed.position() == null) {
            // what happens meanwhile can't be read again: it is heard at once, and what waits comes beside it
            answer.succeeded(with(
                    theirs,
                    new Welcome(
                            own,
                            List.of(),
                            EVERYTHING,
                            next -> new Waiting(session, own, List.of(), Long.MAX_VALUE).page(0, next))));
            return;
        }
        inbox.newest(user, new Store.Done<>() {
            @Override
            public void done(Long newest) {
                if (newest == 0) {
                    answer.succeeded(theirs);
                    return;
                }
                new Waiting(session, own, subscribed.publications(), newest).page(0, new Answer<>() {
                    @Override
                    public void succeeded(Welcome first) {
                        answer.succeeded(with(theirs, first));
                    }

                    @Override
                    public void failed(HubError error) {
                        answer.failed(error);
                    }
                });
            }

            @Override
            public void failed(IOException why) {
                comeAgain(session, why);
                answer.failed(HubError.STORAGE);
            }
        });
    }

    /// Who stayed would not hear of it before the next time.
    private static void comeAgain(Session session, IOException why) {
        LOG.warn("what waits for user {} can't be read: {}", session.user(), why.getMessage());
        session.disconnect(Disconnect.INSUFFICIENT_STATE);
    }

    private static List<Welcome> with(List<Welcome> theirs, Welcome ours) {
        List<Welcome> all = new ArrayList<>(theirs);
        all.add(ours);
        return all;
    }

    /// What waits for a user up to the newest message: whatever is kept later comes by itself.
    private final class Waiting {
        private final Session session;
        private final ChannelName own;
        private final Set<Long> said = new HashSet<>();
        private final long newest;

        Waiting(Session session, ChannelName own, List<Publication> inReply, long newest) {
            this.session = session;
            this.own = own;
            this.newest = newest;
            for (Publication publication : inReply) {
                String id = publication.tags().get(Pushes.ID_TAG);
                if (id != null && id.matches("[0-9]{1,18}")) {
                    said.add(Long.valueOf(id));
                }
            }
        }

        void page(long after, Answer<Welcome> answer) {
            inbox.unacknowledged(session.user(), after, PAGE, new Store.Done<>() {
                @Override
                public void done(List<Kept> kept) {
                    long last = kept.isEmpty() ? newest : kept.getLast().id();
                    List<Publication> publications = kept.stream()
                            .filter(each -> each.id() <= newest && !said.contains(each.id()))
                            .map(SiteDecisions::publication)
                            .toList();
                    TagFilter upToNewest = new TagFilter.Compare(
                            Pushes.ID_TAG, Operator.LESS_OR_EQUAL, Long.toString(newest), List.of());
                    answer.succeeded(new Welcome(
                            own,
                            publications,
                            new TagFilter.Not(upToNewest),
                            last >= newest ? null : next -> page(last, next)));
                }

                @Override
                public void failed(IOException why) {
                    comeAgain(session, why);
                    answer.failed(HubError.STORAGE);
                }
            });
        }
    }

    private static Publication publication(Kept kept) {
        return new Publication(
                0, kept.timeMillis(), kept.payload(), null, Map.copyOf(Pushes.tagged(kept.tags(), kept.id())), false);
    }

    /// Whether a channel is another user's own, whatever rules it has. Where several users share a channel by its name, the
    /// rules decide.
    private boolean isAnothers(UserId user, ChannelName channel) {
        String prefix = channels.prefix();
        if (prefix == null || prefix.isEmpty() || !channel.value().startsWith(prefix)) {
            return false;
        }
        boolean shared = !separator.isEmpty() && channel.value().indexOf(separator, prefix.length()) >= 0;
        return !shared && !channel.equals(channels.of(user));
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
        if (request.token().isEmpty() && isAnothers(session.user(), request.channel())) {
            answer.failed(HubError.PERMISSION_DENIED);
            return;
        }
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
        if (isAnothers(session.user(), channel)) {
            answer.failed(HubError.PERMISSION_DENIED);
            return;
        }
        others.publishing(session, channel, namespace, subscribed, draft, answer);
    }

    @Override
    public boolean mayReadPresence(Session session, ChannelName channel, Namespace namespace, boolean subscribed) {
        return !isAnothers(session.user(), channel) && others.mayReadPresence(session, channel, namespace, subscribed);
    }

    @Override
    public boolean mayReadHistory(Session session, ChannelName channel, Namespace namespace, boolean subscribed) {
        return !isAnothers(session.user(), channel) && others.mayReadHistory(session, channel, namespace, subscribed);
    }

    @Override
    public void sending(Session session, Payload data) {
        others.sending(session, data);
    }
}
