package dev.parley.hub;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is to be done to sessions, on whatever node they are: see [Cluster#order]. Doing it twice is doing it once.
///
/// Where an order names a `client`, it is about that session only, and only if it is the user's; empty for all that the user
/// has when the order arrives.
public sealed interface Order {

    /// Ends sessions.
    ///
    /// @param spared sessions that stay
    record Disconnect(UserId user, String client, Set<String> spared, dev.parley.hub.Disconnect why) implements Order {
        public Disconnect {
            spared = Set.copyOf(spared);
        }
    }

    /// Subscribes them: see [Session#join].
    ///
    /// @param since the position from which they get what was published, or null
    record Subscribe(
            UserId user,
            String client,
            ChannelName channel,
            Grant.Subscription grant,
            @Nullable Position since) implements Order {}

    /// Ends their subscription: see [Session#leave].
    record Unsubscribe(UserId user, String client, ChannelName channel, dev.parley.hub.Unsubscribe why)
            implements Order {}

    /// Lets them live until then: see [Session#refreshed].
    ///
    /// @param expiresAtSeconds in seconds since 1970; 0 for ever
    /// @param info what others see of them from now on; null to leave that as it is
    record Refresh(
            UserId user,
            String client,
            long expiresAtSeconds,
            @Nullable Payload info) implements Order {}
}
