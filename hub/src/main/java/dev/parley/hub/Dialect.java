package dev.parley.hub;

/// What a session's language does with what the hub has to say to that client alone. On the session's loop.
public interface Dialect {

    /// For a subscription: how its channel's happenings are said.
    Encoder encoder(boolean delta);

    /// The server has subscribed the session to a channel.
    void onSubscribed(ChannelName channel, Subscribed subscribed);

    /// The server has ended a subscription.
    void onUnsubscribed(ChannelName channel, Unsubscribe why);

    /// The site says something to this client, on no channel.
    void onMessage(Payload payload);

    /// The connection lives longer than was said, or for ever (`ttlSeconds` 0).
    void onRefreshed(long ttlSeconds);

    /// The server ends the session: tell the client, then close the link.
    void onDisconnect(Disconnect why);

    /// The link's outgoing queue is full: as [#onDisconnect] with [Disconnect#SLOW], unless the dialect has other words.
    default void onSlow() {
        onDisconnect(Disconnect.SLOW);
    }
}
