package dev.parley.auth.token;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Payload;
import dev.parley.hub.UserId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a good token says of a connection.
///
/// @param user empty when the token names nobody
/// @param info what others see of the client: JSON (`info`) or binary (`b64info`, which wins), or null
/// @param meta a JSON object that the backend gets back and clients never see, or null
/// @param channels subscribed to by the server, as their namespaces say
/// @param subs the same, each with its own claims
/// @param expiresAtSeconds when the session ends unless it is refreshed (`expire_at`, or else `exp`), in seconds since
///     1970; 0 for never. Up to the clock skew it may have passed
/// @param exp until when the token itself is good, in seconds since 1970; 0 for ever
/// @param issuedAtSeconds `iat`; 0 when the token does not say, for [Revocations#isInvalid]
/// @param id `jti`, for [Revocations#isRevoked], or null
public record ConnectionToken(
        UserId user,
        @Nullable Payload info,
        @Nullable Payload meta,
        List<ChannelName> channels,
        Map<ChannelName, SubscriptionClaims> subs,
        long expiresAtSeconds,
        long exp,
        long issuedAtSeconds,
        @Nullable String id) {

    public ConnectionToken {
        channels = List.copyOf(channels);
        subs = Map.copyOf(subs);
    }
}
