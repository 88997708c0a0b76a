package dev.parley.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/// Does to this node's sessions what was ordered. Any thread; one caller's orders are done in their order.
final class Orders {

    private final Hub hub;

    Orders(Hub hub) {
        this.hub = hub;
    }

    /// @param done told once, on any thread, how many sessions it was about: when each has come to that
    void obey(Order order, IntConsumer done) {
        switch (order) {
            case Order.Disconnect(UserId user, String client, Set<String> spared, Disconnect why) -> {
                List<Session> all = sessions(user, client);
                all.removeIf(session -> spared.contains(session.client()));
                all.forEach(session -> session.disconnect(why));
                done.accept(all.size());
            }
            case Order.Subscribe(
                    UserId user,
                    String client,
                    ChannelName channel,
                    Grant.Subscription grant,
                    var since) -> {
                List<Session> all = sessions(user, client);
                AtomicInteger left = new AtomicInteger(all.size() + 1);
                Runnable one = () -> {
                    if (left.decrementAndGet() == 0) {
                        done.accept(all.size());
                    }
                };
                for (Session session : all) {
                    session.join(channel, grant, since, one);
                }
                one.run();
            }
            case Order.Unsubscribe(UserId user, String client, ChannelName channel, Unsubscribe why) -> {
                List<Session> all = sessions(user, client);
                all.forEach(session -> session.leave(channel, why));
                done.accept(all.size());
            }
            case Order.Refresh(UserId user, String client, long expiresAt, var info) -> {
                List<Session> all = sessions(user, client);
                for (Session session : all) {
                    if (info != null) {
                        session.known(info);
                    }
                    session.refreshed(expiresAt);
                }
                done.accept(all.size());
            }
        }
    }

    private List<Session> sessions(UserId user, String client) {
        List<Session> all = new ArrayList<>(hub.sessions(user));
        if (!client.isEmpty()) {
            all.removeIf(session -> !session.client().equals(client));
        }
        return all;
    }
}
