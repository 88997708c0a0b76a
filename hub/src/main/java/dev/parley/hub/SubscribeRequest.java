package dev.parley.hub;

import org.jspecify.annotations.Nullable;

/// What a client asks for when it subscribes.
///
/// @param since the position from which it wants what it missed; null when it does not ask to recover
/// @param positioned whether it wants to be told of gaps, where the namespace leaves that to it
/// @param recoverable whether it wants to be able to recover, where the namespace leaves that to it
/// @param joinLeave whether it wants to hear of comings and goings
/// @param delta whether it can take fossil deltas
/// @param filter which publications it wants; null for all
/// @param token what proves its right, or empty
/// @param data what it has to say with it, or null
public record SubscribeRequest(
        ChannelName channel,
        @Nullable Position since,
        boolean positioned,
        boolean recoverable,
        boolean joinLeave,
        boolean delta,
        @Nullable TagFilter filter,
        String token,
        @Nullable Payload data) {

    public static SubscribeRequest to(ChannelName channel) {
        return new SubscribeRequest(channel, null, false, false, false, false, null, "", null);
    }

    public SubscribeRequest since(Position position) {
        return new SubscribeRequest(channel, position, positioned, recoverable, joinLeave, delta, filter, token, data);
    }
}
