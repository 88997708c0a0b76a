package dev.parley.chat;

import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Namespace;
import dev.parley.hub.Observer;
import dev.parley.hub.Order;

/// What the chat hears of the hub: who is here, and whom other nodes let into rooms and take out of them.
record HubObserver(Attendance attendance, Memberships memberships) implements Observer {

    @Override
    public void onSubscribed(ClientInfo who, ChannelName channel, Namespace namespace) {
        attendance.onSubscribed(who, channel, namespace);
    }

    @Override
    public void onUnsubscribed(ClientInfo who, ChannelName channel, Namespace namespace) {
        attendance.onUnsubscribed(who, channel, namespace);
    }

    @Override
    public void onOrder(Order order) {
        switch (order) {
            case Order.Subscribe subscribe -> memberships.changed(subscribe.user(), subscribe.channel(), true);
            case Order.Unsubscribe unsubscribe -> memberships.changed(unsubscribe.user(), unsubscribe.channel(), false);
            case Order.Disconnect _, Order.Refresh _ -> {}
        }
    }
}
