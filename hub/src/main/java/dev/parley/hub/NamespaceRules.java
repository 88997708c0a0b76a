package dev.parley.hub;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Decides by what the namespaces allow, and by tokens where there are any. The rules are the ecosystem's, by the names
/// of its options:
///
/// | to | it takes |
/// | --- | --- |
/// | subscribe | a token for the channel; or to be one of the users in the name of a user-limited channel (`allow_user_limited_channels`); or `allow_subscribe_for_client`, for whom has no user id also `allow_subscribe_for_anonymous`. Private channels (`$`) take a token |
/// | publish | `allow_publish_for_client`, or `allow_publish_for_subscriber` and a subscription; for whom has no user id also `allow_publish_for_anonymous` |
/// | read presence, history | the same with `allow_presence_…`, `allow_history_…` |
/// | hear of gaps, recover | that the namespace lets clients ask for it, or that they may read history once subscribed |
///
/// A channel that the namespace's pattern does not match is a bad request. Pure; any thread.
public final class NamespaceRules implements Decisions {

    /// Proofs that the site has signed. Answers as in [Decisions]: from any thread, exactly once.
    public interface Tokens {

        /// @param request with a token
        void connecting(ConnectRequest request, Answer<Grant.Session> answer);

        /// @param token of a connection, the session's own user's
        void refreshing(Session session, String token, Answer<Grant.Session> answer);

        /// @param request with a token
        void subscribing(Session session, SubscribeRequest request, Answer<Grant.Subscription> answer);

        /// @param token of a subscription to `channel`
        void refreshing(Session session, ChannelName channel, String token, Answer<Grant.Subscription> answer);

        /// No token proves anything.
        Tokens NONE = new Tokens() {
            @Override
            public void connecting(ConnectRequest request, Answer<Grant.Session> answer) {
                answer.failed(HubError.UNAUTHORIZED);
            }

            @Override
            public void refreshing(Session session, String token, Answer<Grant.Session> answer) {
                answer.failed(HubError.UNAUTHORIZED);
            }

            @Override
            public void subscribing(Session session, SubscribeRequest request, Answer<Grant.Subscription> answer) {
                answer.failed(HubError.PERMISSION_DENIED);
            }

            @Override
            public void refreshing(
                    Session session, ChannelName channel, String token, Answer<Grant.Subscription> answer) {
                answer.failed(HubError.PERMISSION_DENIED);
            }
        };
    }

    private final Namespaces namespaces;
    private final boolean anonymous;
    private final boolean insecure;
    private final Tokens tokens;
    private final Predicate<UserId> strangers;

    /// @param anonymous whether clients without a token may connect, as nobody in particular
    /// @param insecure whether everybody may do everything but subscribe to private channels: for development
    public NamespaceRules(Namespaces namespaces, boolean anonymous, boolean insecure, Tokens tokens) {
        this(namespaces, anonymous, insecure, tokens, UserId::isAnonymous);
    }

    /// The same where more than the anonymous are strangers.
    ///
    /// @param strangers who may do what the anonymous may, though they have an id; asked of those who have none as well
    public NamespaceRules(
            Namespaces namespaces, boolean anonymous, boolean insecure, Tokens tokens, Predicate<UserId> strangers) {
        this.namespaces = namespaces;
        this.anonymous = anonymous;
        this.insecure = insecure;
        this.tokens = tokens;
        this.strangers = strangers.or(UserId::isAnonymous);
    }

    // ---- the rules

    /// Why a user may not subscribe to a channel without a token, or null when they may.
    public @Nullable HubError refusesSubscribing(UserId user, ChannelName channel, Namespace namespace) {
        if (!matches(channel, namespace)) {
            return HubError.BAD_REQUEST;
        }
        if (namespaces.isPrivate(channel)) {
            return HubError.PERMISSION_DENIED;
        }
        boolean limited = isUserLimited(channel, namespace);
        boolean may = limited
                ? !user.isAnonymous() && isNamed(user, channel)
                : allows(
                        user, namespace, Namespace.Allow.SUBSCRIBE_FOR_CLIENT, Namespace.Allow.SUBSCRIBE_FOR_ANONYMOUS);
        return may || insecure ? null : HubError.PERMISSION_DENIED;
    }

    /// Why a user may not publish to a channel, or null when they may.
    public @Nullable HubError refusesPublishing(
            UserId user, ChannelName channel, Namespace namespace, boolean subscribed) {
        if (!matches(channel, namespace)) {
            return HubError.BAD_REQUEST;
        }
        boolean may = allows(
                user,
                namespace,
                subscribed,
                Namespace.Allow.PUBLISH_FOR_CLIENT,
                Namespace.Allow.PUBLISH_FOR_SUBSCRIBER,
                Namespace.Allow.PUBLISH_FOR_ANONYMOUS);
        return may || insecure ? null : HubError.PERMISSION_DENIED;
    }

    public boolean mayReadPresence(UserId user, ChannelName channel, Namespace namespace, boolean subscribed) {
        return matches(channel, namespace)
                && (insecure
                        || allows(
                                user,
                                namespace,
                                subscribed,
                                Namespace.Allow.PRESENCE_FOR_CLIENT,
                                Namespace.Allow.PRESENCE_FOR_SUBSCRIBER,
                                Namespace.Allow.PRESENCE_FOR_ANONYMOUS));
    }

    public boolean mayReadHistory(UserId user, ChannelName channel, Namespace namespace, boolean subscribed) {
        return matches(channel, namespace)
                && (insecure
                        || allows(
                                user,
                                namespace,
                                subscribed,
                                Namespace.Allow.HISTORY_FOR_CLIENT,
                                Namespace.Allow.HISTORY_FOR_SUBSCRIBER,
                                Namespace.Allow.HISTORY_FOR_ANONYMOUS));
    }

    private boolean allows(UserId user, Namespace namespace, Namespace.Allow forClient, Namespace.Allow forAnonymous) {
        return namespace.allows(forClient) && (!strangers.test(user) || namespace.allows(forAnonymous));
    }

    private boolean allows(
            UserId user,
            Namespace namespace,
            boolean subscribed,
            Namespace.Allow forClient,
            Namespace.Allow forSubscriber,
            Namespace.Allow forAnonymous) {
        boolean may = namespace.allows(forClient) || (subscribed && namespace.allows(forSubscriber));
        return may && (!strangers.test(user) || namespace.allows(forAnonymous));
    }

    /// Whether a channel's name is one that its namespace takes.
    public boolean matches(ChannelName channel, Namespace namespace) {
        return namespace.channelPattern() == null
                || namespace.channelPattern().matcher(namespaces.rest(channel)).find();
    }

    private boolean isUserLimited(ChannelName channel, Namespace namespace) {
        String boundary = namespaces.syntax().userBoundary();
        return namespace.allows(Namespace.Allow.USER_LIMITED_CHANNELS)
                && !boundary.isEmpty()
                && channel.value().contains(boundary);
    }

    /// Whether a user-limited channel's name has the user behind its last boundary.
    private boolean isNamed(UserId user, ChannelName channel) {
        String boundary = namespaces.syntax().userBoundary();
        String separator = namespaces.syntax().userSeparator();
        String name = channel.value();
        int start = name.lastIndexOf(boundary) + boundary.length();
        if (separator.isEmpty()) {
            return name.substring(start).equals(user.value());
        }
        while (start <= name.length()) {
            int next = name.indexOf(separator, start);
            int end = next < 0 ? name.length() : next;
            if (name.substring(start, end).equals(user.value())) {
                return true;
            }
            start = end + separator.length();
        }
        return false;
    }

    // ---- Decisions

    @Override
    public void connecting(ConnectRequest request, Answer<Grant.Session> answer) {
        if (!request.token().isEmpty()) {
            tokens.connecting(request, answer);
        } else if (anonymous || insecure) {
            answer.succeeded(Grant.Session.ANONYMOUS);
        } else {
            answer.failed(HubError.UNAUTHORIZED);
        }
    }

    @Override
    public void refreshing(Session session, String token, Answer<Grant.Session> answer) {
        tokens.refreshing(session, token, answer);
    }

    @Override
    public void subscribing(
            Session session, SubscribeRequest request, Namespace namespace, Answer<Grant.Subscription> answer) {
        if (request.token().isEmpty()) {
            HubError refusal = refusesSubscribing(session.user(), request.channel(), namespace);
            if (refusal == null) {
                answer.succeeded(withWhatWasAsked(Grant.Subscription.PLAIN, session, request, namespace));
            } else {
                answer.failed(refusal);
            }
        } else if (!matches(request.channel(), namespace)) {
            answer.failed(HubError.BAD_REQUEST);
        } else {
            tokens.subscribing(session, request, new Answer<>() {
                @Override
                public void succeeded(Grant.Subscription grant) {
                    answer.succeeded(withWhatWasAsked(grant, session, request, namespace));
                }

                @Override
                public void failed(HubError error) {
                    answer.failed(error);
                }
            });
        }
    }

    /// Whom history is open to may be told of gaps, and recover, without the namespace saying so.
    private Grant.Subscription withWhatWasAsked(
            Grant.Subscription grant, Session session, SubscribeRequest request, Namespace namespace) {
        if (!request.positioned() && !request.recoverable()) {
            return grant;
        }
        if (!mayReadHistory(session.user(), request.channel(), namespace, true)) {
            return grant;
        }
        return grant.with(grant.overrides().or(request.positioned(), request.recoverable()));
    }

    @Override
    public void refreshing(Session session, ChannelName channel, String token, Answer<Grant.Subscription> answer) {
        tokens.refreshing(session, channel, token, answer);
    }

    @Override
    public void publishing(
            Session session,
            ChannelName channel,
            Namespace namespace,
            boolean subscribed,
            Draft draft,
            Answer<Draft> answer) {
        HubError refusal = refusesPublishing(session.user(), channel, namespace, subscribed);
        if (refusal == null) {
            answer.succeeded(draft);
        } else {
            answer.failed(refusal);
        }
    }

    @Override
    public boolean mayReadPresence(Session session, ChannelName channel, Namespace namespace, boolean subscribed) {
        return mayReadPresence(session.user(), channel, namespace, subscribed);
    }

    @Override
    public boolean mayReadHistory(Session session, ChannelName channel, Namespace namespace, boolean subscribed) {
        return mayReadHistory(session.user(), channel, namespace, subscribed);
    }

    /// There are no methods here.
    @Override
    public void calling(Session session, String method, Payload data, Answer<Payload> answer) {
        answer.failed(HubError.METHOD_NOT_FOUND);
    }

    /// Nobody listens here.
    @Override
    public void sending(Session session, Payload data) {}
}
