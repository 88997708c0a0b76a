package dev.parley.server;

import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Draft;
import dev.parley.hub.HubError;
import dev.parley.hub.Namespace;
import dev.parley.hub.Observer;
import dev.parley.hub.Order;
import dev.parley.hub.Position;
import dev.parley.hub.UserId;
import org.jspecify.annotations.Nullable;

/// Two who hear of the hub, one after the other.
///
/// @param first hears of publications too
/// @param second hears who comes and goes
record Observers(Observer first, Observer second) implements Observer {

    @Override
    public void onOnline(UserId user) {
        first.onOnline(user);
        second.onOnline(user);
    }

    @Override
    public void onOffline(UserId user) {
        first.onOffline(user);
        second.onOffline(user);
    }

    @Override
    public void onOccupied(ChannelName channel, Namespace namespace) {
        first.onOccupied(channel, namespace);
        second.onOccupied(channel, namespace);
    }

    @Override
    public void onVacated(ChannelName channel, Namespace namespace) {
        first.onVacated(channel, namespace);
        second.onVacated(channel, namespace);
    }

    @Override
    public void onSubscribed(ClientInfo who, ChannelName channel, Namespace namespace) {
        first.onSubscribed(who, channel, namespace);
        second.onSubscribed(who, channel, namespace);
    }

    @Override
    public void onUnsubscribed(ClientInfo who, ChannelName channel, Namespace namespace) {
        first.onUnsubscribed(who, channel, namespace);
        second.onUnsubscribed(who, channel, namespace);
    }

    @Override
    public boolean wantsPublications(ChannelName channel, Namespace namespace) {
        return first.wantsPublications(channel, namespace);
    }

    @Override
    public @Nullable HubError refusesPublication(ChannelName channel, Draft draft) {
        return first.refusesPublication(channel, draft);
    }

    @Override
    public void onPublished(ChannelName channel, Draft draft, @Nullable Position position, Answer<Draft> taken) {
        first.onPublished(channel, draft, position, taken);
    }

    @Override
    public void onOrder(Order order) {
        first.onOrder(order);
        second.onOrder(order);
    }
}
