package dev.parley.hub;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a session, or a subscription, was granted.
public sealed interface Grant {

    /// A session may be.
    ///
    /// @param user who it is
    /// @param info JSON that others see of it, or null
    /// @param data JSON that it is told, or null
    /// @param channels to which it is subscribed by the server at once
    /// @param expiresAtSeconds when it ends unless refreshed, in seconds since 1970; 0 for never
    record Session(
            UserId user,
            @Nullable Payload info,
            @Nullable Payload data,
            Map<ChannelName, Subscription> channels,
            long expiresAtSeconds)
            implements Grant {

        public static final Session ANONYMOUS = new Session(UserId.ANONYMOUS, null, null, Map.of(), 0);

        public Session {
            channels = Map.copyOf(channels);
        }
    }

    /// A subscription may be.
    ///
    /// @param info JSON that others see of it, or null
    /// @param data JSON that the client is told, or null
    /// @param expiresAtSeconds when it ends unless refreshed, in seconds since 1970; 0 for never
    /// @param positioned asked for by the site, whatever client and namespace say
    /// @param recoverable asked for by the site, whatever client and namespace say
    record Subscription(
            @Nullable Payload info,
            @Nullable Payload data,
            long expiresAtSeconds,
            boolean positioned,
            boolean recoverable)
            implements Grant {

        public static final Subscription PLAIN = new Subscription(null, null, 0, false, false);
    }
}
