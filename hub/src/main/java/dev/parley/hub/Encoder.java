package dev.parley.hub;

import org.jspecify.annotations.Nullable;

/// How a dialect says to many clients what happens on a channel. Each dialect has a few, each one object: subscriptions with
/// the same encoder get the same bytes. Pure; any thread.
public interface Encoder {

    /// @param base what the subscriber has got right before, when it may be said as the difference to that; else null
    /// @return null when clients of this kind are not told
    @Nullable Message publication(ChannelName channel, Publication publication, @Nullable Publication base);

    @Nullable Message join(ChannelName channel, ClientInfo info);

    @Nullable Message leave(ChannelName channel, ClientInfo info);

    /// Whether it makes use of `base`.
    boolean takesDeltas();
}
