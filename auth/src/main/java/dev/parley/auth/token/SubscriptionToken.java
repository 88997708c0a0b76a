package dev.parley.auth.token;

import dev.parley.hub.ChannelName;
import dev.parley.hub.UserId;
import org.jspecify.annotations.Nullable;

/// What a good token says of a subscription. It is good for this user and this channel only: the caller compares both, and
/// the client's id when there is one.
///
/// @param user empty when the token names nobody
/// @param client the only session that may use it, or null for any of the user's
/// @param expiresAtSeconds when the subscription ends unless it is refreshed (`expire_at`, or else `exp`), in seconds
///     since 1970; 0 for never. Up to the clock skew it may have passed
/// @param exp until when the token itself is good, in seconds since 1970; 0 for ever
/// @param issuedAtSeconds `iat`; 0 when the token does not say, for [Revocations#isInvalid]
/// @param id `jti`, for [Revocations#isRevoked], or null
public record SubscriptionToken(
        UserId user,
        ChannelName channel,
        SubscriptionClaims claims,
        @Nullable String client,
        long expiresAtSeconds,
        long exp,
        long issuedAtSeconds,
        @Nullable String id) {}
