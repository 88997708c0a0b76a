package dev.parley.auth.token;

import dev.parley.hub.ChannelName;
import dev.parley.hub.UserId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What proven claims say, and whether they say it now and for this purpose.
final class TokenReader {

    private static final int MAX_CHANNELS = 1_000;

    private final String userIdClaim;
    private final long skewSeconds;

    TokenReader(String userIdClaim, long skewSeconds) {
        this.userIdClaim = userIdClaim;
        this.skewSeconds = skewSeconds;
    }

    ConnectionToken connection(Claims claims, long now) throws TokenException {
        Life life = life(claims, now);
        if (claims.has("channel")) {
            throw new TokenException(
                    TokenException.Kind.WRONG_PURPOSE,
                    "a token with a channel is for a subscription; connecting takes one without");
        }
        List<ChannelName> channels = new ArrayList<>();
        for (String name : claims.strings("channels", MAX_CHANNELS)) {
            channels.add(claims.channel("channels", name));
        }
        Map<ChannelName, SubscriptionClaims> subs = new LinkedHashMap<>();
        for (Map.Entry<ChannelName, Claims> one :
                claims.byChannel("subs", MAX_CHANNELS).entrySet()) {
            subs.put(one.getKey(), subscriptionClaims(one.getValue()));
        }
        return new ConnectionToken(
                user(claims),
                claims.payload("info", "b64info"),
                claims.jsonObject("meta"),
                channels,
                subs,
                life.end,
                life.exp,
                life.issued,
                claims.string("jti"));
    }

    SubscriptionToken subscription(Claims claims, long now) throws TokenException {
        Life life = life(claims, now);
        String channel = claims.string("channel");
        if (channel == null || channel.isEmpty()) {
            throw new TokenException(
                    TokenException.Kind.WRONG_PURPOSE,
                    "a token without a channel is for a connection; subscribing takes one with the channel");
        }
        String client = claims.string("client");
        return new SubscriptionToken(
                user(claims),
                claims.channel("channel", channel),
                subscriptionClaims(claims),
                client == null || client.isEmpty() ? null : client,
                life.end,
                life.exp,
                life.issued,
                claims.string("jti"));
    }

    private UserId user(Claims claims) throws TokenException {
        String user = claims.string(userIdClaim);
        try {
            return user == null ? UserId.ANONYMOUS : new UserId(user);
        } catch (IllegalArgumentException bad) {
            throw claims.wrong(userIdClaim, "can't be a user's id: " + bad.getMessage());
        }
    }

    private static SubscriptionClaims subscriptionClaims(Claims claims) throws TokenException {
        Claims override = claims.object("override");
        return new SubscriptionClaims(
                claims.payload("info", "b64info"),
                claims.payload("data", "b64data"),
                new SubscriptionClaims.Overrides(
                        value(override, "presence"),
                        value(override, "join_leave"),
                        value(override, "force_push_join_leave"),
                        value(override, "force_recovery"),
                        value(override, "force_positioning")));
    }

    private static @Nullable Boolean value(Claims override, String name) throws TokenException {
        return override.object(name).flag("value");
    }

    // ---- times

    /// @param end of what the token opens; 0 for never
    /// @param exp of the token itself; 0 for never
    private record Life(long end, long exp, long issued) {}

    private Life life(Claims claims, long now) throws TokenException {
        Long exp = claims.seconds("exp");
        Long notBefore = claims.seconds("nbf");
        Long issued = claims.seconds("iat");
        Long expireAt = claims.seconds("expire_at");
        if (exp != null) {
            checkEnd("exp", exp, now);
        }
        if (notBefore != null && now + skewSeconds < notBefore) {
            throw new TokenException(
                    TokenException.Kind.NOT_YET_VALID, "the token is not valid yet (nbf): do the clocks differ?");
        }
        if (expireAt != null && expireAt != 0) {
            checkEnd("expire_at", expireAt, now);
        }
        long until = exp == null ? 0 : exp;
        return new Life(expireAt == null ? until : expireAt, until, issued == null ? 0 : issued);
    }

    private void checkEnd(String claim, long end, long now) throws TokenException {
        if (now >= end + skewSeconds) {
            throw new TokenException(
                    TokenException.Kind.EXPIRED, "the token has expired (" + claim + "): a new one is needed");
        }
    }
}
