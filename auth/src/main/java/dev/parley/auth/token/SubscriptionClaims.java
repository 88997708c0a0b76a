package dev.parley.auth.token;

import dev.parley.hub.Payload;
import org.jspecify.annotations.Nullable;

/// What a token says of one subscription.
///
/// @param info what others see of the subscriber: JSON (`info`) or binary (`b64info`, which wins), or null
/// @param data what the client is told: JSON (`data`) or binary (`b64data`, which wins), or null
public record SubscriptionClaims(
        @Nullable Payload info, @Nullable Payload data, Overrides overrides) {

    /// Where the token overrules the channel's namespace; null where it does not.
    public record Overrides(
            @Nullable Boolean presence,
            @Nullable Boolean joinLeave,
            @Nullable Boolean forcePushJoinLeave,
            @Nullable Boolean forceRecovery,
            @Nullable Boolean forcePositioning) {

        public static final Overrides NONE = new Overrides(null, null, null, null, null);
    }
}
