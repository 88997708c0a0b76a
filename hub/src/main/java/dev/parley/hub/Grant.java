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
    /// @param credentials what only the site knows
    record Session(
            UserId user,
            @Nullable Payload info,
            @Nullable Payload data,
            Map<ChannelName, Subscription> channels,
            long expiresAtSeconds,
            Credentials credentials)
            implements Grant {

        public static final Session ANONYMOUS = new Session(UserId.ANONYMOUS, null, null, Map.of(), 0);

        public Session {
            channels = Map.copyOf(channels);
        }

        public Session(
                UserId user,
                @Nullable Payload info,
                @Nullable Payload data,
                Map<ChannelName, Subscription> channels,
                long expiresAtSeconds) {
            this(user, info, data, channels, expiresAtSeconds, Credentials.NONE);
        }

        public Session with(Map<ChannelName, Subscription> all) {
            return new Session(user, info, data, all, expiresAtSeconds, credentials);
        }

        public Session with(Credentials known) {
            return new Session(user, info, data, channels, expiresAtSeconds, known);
        }
    }

    /// A subscription may be.
    ///
    /// @param info JSON that others see of it, or null
    /// @param data JSON that the client is told, or null
    /// @param expiresAtSeconds when it ends unless refreshed, in seconds since 1970; 0 for never
    /// @param overrides what holds for it instead of what client and namespace say
    /// @param renewedByServer whether the backend is asked when its time has come, instead of the client
    record Subscription(
            @Nullable Payload info,
            @Nullable Payload data,
            long expiresAtSeconds,
            Overrides overrides,
            boolean renewedByServer)
            implements Grant {

        public static final Subscription PLAIN = new Subscription(null, null, 0, false, false);

        public Subscription(
                @Nullable Payload info,
                @Nullable Payload data,
                long expiresAtSeconds,
                boolean positioned,
                boolean recoverable) {
            this(info, data, expiresAtSeconds, Overrides.of(positioned, recoverable), false);
        }

        public Subscription with(Overrides others) {
            return new Subscription(info, data, expiresAtSeconds, others, renewedByServer);
        }
    }

    /// What the site says of one subscription, whatever client and namespace say; null where it says nothing.
    ///
    /// @param presence whether it is among those who are present
    /// @param joinLeave whether its coming and going are told
    /// @param pushJoinLeave whether it is told of comings and goings
    /// @param positioned whether it is told of gaps
    /// @param recoverable whether it gets what it missed
    record Overrides(
            @Nullable Boolean presence,
            @Nullable Boolean joinLeave,
            @Nullable Boolean pushJoinLeave,
            @Nullable Boolean positioned,
            @Nullable Boolean recoverable) {

        public static final Overrides NONE = new Overrides(null, null, null, null, null);

        static Overrides of(boolean positioned, boolean recoverable) {
            return positioned || recoverable
                    ? new Overrides(null, null, null, positioned ? true : null, recoverable ? true : null)
                    : NONE;
        }

        /// The same, where what it does not say is as `client` asks.
        Overrides or(boolean clientPositioned, boolean clientRecoverable) {
            return new Overrides(
                    presence,
                    joinLeave,
                    pushJoinLeave,
                    positioned == null && clientPositioned ? Boolean.TRUE : positioned,
                    recoverable == null && clientRecoverable ? Boolean.TRUE : recoverable);
        }
    }
}
