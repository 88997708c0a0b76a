package dev.parley.auth;

import dev.parley.auth.token.ConnectionToken;
import dev.parley.auth.token.Revocations;
import dev.parley.auth.token.SubscriptionClaims;
import dev.parley.auth.token.SubscriptionToken;
import dev.parley.auth.token.TokenException;
import dev.parley.auth.token.TokenVerifier;
import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ConnectRequest;
import dev.parley.hub.Credentials;
import dev.parley.hub.Disconnect;
import dev.parley.hub.Grant;
import dev.parley.hub.HubError;
import dev.parley.hub.NamespaceRules;
import dev.parley.hub.Payload;
import dev.parley.hub.Session;
import dev.parley.hub.SubscribeRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What tokens grant. Signatures are checked on threads of their own, never on a loop.
public final class Tokens implements NamespaceRules.Tokens {

    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

    /// Tokens that are being checked; more are told to come again.
    private static final int MOST = 10_000;

    /// The same error, but the client asks again, with another token.
    private static final HubError EXPIRED =
            new HubError(HubError.TOKEN_EXPIRED.code(), HubError.TOKEN_EXPIRED.message(), true);

    private final TokenVerifier connections;
    private final TokenVerifier subscriptions;
    private final Revocations revocations;
    private final Duration skew;
    private final boolean named;
    private final AtomicInteger busy = new AtomicInteger();
    private final LongAdder good = new LongAdder();
    private final LongAdder bad = new LongAdder();

    /// @param subscriptions the same as `connections`, unless the site signs these with other keys
    /// @param skew how far clocks may differ: sessions live that much longer than their tokens
    /// @param named whether connection tokens must name a user
    public Tokens(
            TokenVerifier connections,
            TokenVerifier subscriptions,
            Revocations revocations,
            Duration skew,
            boolean named) {
        this.connections = connections;
        this.subscriptions = subscriptions;
        this.revocations = revocations;
        this.skew = skew;
        this.named = named;
    }

    /// Tokens that were good, so far.
    public long good() {
        return good.sum();
    }

    /// Tokens that were not.
    public long bad() {
        return bad.sum();
    }

    /// Key sets that were fetched, so far.
    public long keySetsFetched() {
        return connections.keySetsFetched() + (subscriptions == connections ? 0 : subscriptions.keySetsFetched());
    }

    /// How often one could not be.
    public long keySetsNotFetched() {
        return connections.keySetsNotFetched() + (subscriptions == connections ? 0 : subscriptions.keySetsNotFetched());
    }

    // ---- connections

    @Override
    public void connecting(ConnectRequest request, Answer<Grant.Session> answer) {
        check(answer, HubError.TOKEN_EXPIRED, () -> {
            ConnectionToken token = connection(request.token());
            if (named && token.user().isAnonymous()) {
                throw new Refused(HubError.PERMISSION_DENIED.saying("permission denied: the token names no user"));
            }
            return grant(token, Map.of());
        });
    }

    @Override
    public void refreshing(Session session, String token, Answer<Grant.Session> answer) {
        check(answer, EXPIRED, () -> {
            ConnectionToken another = connection(token);
            if (!another.user().equals(session.user())) {
                throw new TokenException(TokenException.Kind.WRONG_PURPOSE, "a refresh token of another user");
            }
            return grant(another, session.credentials().headers());
        });
    }

    private ConnectionToken connection(String jwt) throws TokenException, Refused {
        ConnectionToken token = connections.connection(jwt);
        checkRevoked(token.id(), token.user().value(), token.issuedAtSeconds());
        return token;
    }

    /// Another token would not help a user who is blocked.
    private void checkRevoked(@Nullable String id, String user, long issuedAt) throws TokenException, Refused {
        if (!user.isEmpty() && revocations.isBlocked(user)) {
            throw new Refused(HubError.ending(Disconnect.FORCE_NO_RECONNECT));
        }
        if ((id != null && revocations.isRevoked(id)) || (!user.isEmpty() && revocations.isInvalid(user, issuedAt))) {
            throw new TokenException(TokenException.Kind.REVOKED, "the token was revoked");
        }
    }

    private Grant.Session grant(ConnectionToken token, Map<String, String> headers) throws TokenException {
        Map<ChannelName, Grant.Subscription> channels = new HashMap<>();
        token.channels().forEach(channel -> channels.put(channel, Grant.Subscription.PLAIN));
        for (Map.Entry<ChannelName, SubscriptionClaims> entry : token.subs().entrySet()) {
            channels.put(entry.getKey(), grant(entry.getValue(), 0));
        }
        String id = token.id();
        return new Grant.Session(
                token.user(),
                json("b64info", token.info()),
                null,
                channels,
                later(token.expiresAtSeconds()),
                new Credentials(token.meta(), id == null ? "" : id, token.issuedAtSeconds(), headers, false, true));
    }

    private long later(long seconds) {
        return seconds == 0 ? 0 : seconds + skew.toSeconds();
    }

    // ---- subscriptions

    @Override
    public void subscribing(Session session, SubscribeRequest request, Answer<Grant.Subscription> answer) {
        // SDKs ask again after any 109, except centrifuge-java 0.4, which does so only when it is temporary.
        check(answer, EXPIRED, () -> subscription(session, request.channel(), request.token()));
    }

    @Override
    public void refreshing(Session session, ChannelName channel, String token, Answer<Grant.Subscription> answer) {
        check(answer, EXPIRED, () -> subscription(session, channel, token));
    }

    private Grant.Subscription subscription(Session session, ChannelName channel, String jwt)
            throws TokenException, Refused {
        SubscriptionToken token = subscriptions.subscription(jwt);
        checkRevoked(token.id(), token.user().value(), token.issuedAtSeconds());
        String client = token.client();
        if (!token.channel().equals(channel)
                || !token.user().equals(session.user())
                || (client != null && !client.equals(session.client()))) {
            LOG.debug("a subscription token for another channel, user or client");
            throw new Refused(HubError.PERMISSION_DENIED);
        }
        return grant(token.claims(), later(token.expiresAtSeconds()));
    }

    private static Grant.Subscription grant(SubscriptionClaims claims, long expiresAt) throws TokenException {
        SubscriptionClaims.Overrides said = claims.overrides();
        return new Grant.Subscription(
                json("b64info", claims.info()),
                json("b64data", claims.data()),
                expiresAt,
                new Grant.Overrides(
                        said.presence(),
                        said.joinLeave(),
                        said.forcePushJoinLeave(),
                        said.forcePositioning(),
                        said.forceRecovery()),
                false);
    }

    private static @Nullable Payload json(String claim, @Nullable Payload given) throws TokenException {
        if (given == null || given.kind() == Payload.Kind.JSON) {
            return given;
        }
        try {
            return Payload.json(given.bytes());
        } catch (IllegalArgumentException notJson) {
            throw new TokenException(TokenException.Kind.MALFORMED, claim + " must be JSON in base64");
        }
    }

    // ---- checking

    /// A token that is good, but not for this.
    private static final class Refused extends Exception {
        private final HubError error;

        Refused(HubError error) {
            super(error.message(), null, false, false);
            this.error = error;
        }
    }

    @FunctionalInterface
    private interface Check<T> {
        T grant() throws TokenException, Refused;
    }

    private <T> void check(Answer<T> answer, HubError whenExpired, Check<T> check) {
        if (busy.incrementAndGet() > MOST) {
            busy.decrementAndGet();
            answer.failed(HubError.TOO_MANY_REQUESTS);
            return;
        }
        Thread.startVirtualThread(() -> {
            try {
                T granted = check.grant();
                good.increment();
                answer.succeeded(granted);
            } catch (Refused refused) {
                bad.increment();
                answer.failed(refused.error);
            } catch (TokenException wrong) {
                bad.increment();
                LOG.debug("a token was not taken: {}", wrong.getMessage());
                answer.failed(error(wrong, whenExpired));
            } catch (RuntimeException broken) {
                LOG.error("a token could not be checked", broken);
                answer.failed(HubError.INTERNAL);
            } finally {
                busy.decrementAndGet();
            }
        });
    }

    private static HubError error(TokenException wrong, HubError whenExpired) {
        return switch (wrong.kind()) {
            case EXPIRED -> whenExpired;
            case UNAVAILABLE -> HubError.INTERNAL;
            case MALFORMED,
                    ALGORITHM,
                    SIGNATURE,
                    UNKNOWN_KEY,
                    NOT_YET_VALID,
                    AUDIENCE,
                    ISSUER,
                    WRONG_PURPOSE,
                    REVOKED -> HubError.ending(Disconnect.INVALID_TOKEN);
        };
    }
}
