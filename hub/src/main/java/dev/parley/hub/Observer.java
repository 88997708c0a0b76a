package dev.parley.hub;

import org.jspecify.annotations.Nullable;

/// Hears who comes and goes and what is published, on this node. Called on loops unless it is said otherwise, for one user
/// or one channel in the order in which things happen; must not block.
public interface Observer {

    /// A user's first session has connected.
    default void onOnline(UserId user) {}

    /// A user's last session has gone.
    default void onOffline(UserId user) {}

    /// A channel has got its first subscriber.
    default void onOccupied(ChannelName channel, Namespace namespace) {}

    /// A channel has lost its last subscriber.
    default void onVacated(ChannelName channel, Namespace namespace) {}

    /// A session is subscribed, and has been told.
    default void onSubscribed(ClientInfo who, ChannelName channel, Namespace namespace) {}

    default void onUnsubscribed(ClientInfo who, ChannelName channel, Namespace namespace) {}

    /// Whether it wants to hear what is published there. Asked once for each channel that comes into memory.
    default boolean wantsPublications(ChannelName channel, Namespace namespace) {
        return false;
    }

    /// Why something may not be published there now, or null: what it could not take should not happen. Only where it wants
    /// publications.
    default @Nullable HubError refusesPublication(ChannelName channel, Draft draft) {
        return null;
    }

    /// A draft was taken. Its publisher is answered when `taken` has, or told the error.
    ///
    /// @param position its place, or null where it has none
    default void onPublished(ChannelName channel, Draft draft, @Nullable Position position, Answer<Draft> taken) {
        taken.succeeded(draft);
    }

    /// Another node has had something done to sessions of all nodes: called before it is done to this one's. On any thread.
    default void onOrder(Order order) {}

    Observer NOBODY = new Observer() {};
}
