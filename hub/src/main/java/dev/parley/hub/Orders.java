package dev.parley.hub;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/// Does to this node's sessions what was ordered. Any thread; one caller's orders are done in their order.
final class Orders {

    private final Hub hub;

    Orders(Hub hub) {
        this.hub = hub;
    }

    /// @param done told once, on any thread, how many sessions it was about: when each has come to that
    void obey(Order order, IntConsumer done) {
        switch (order) {
            case Order.Disconnect(UserId user, String client, Set<String> spared, Disconnect why) ->
                disconnect(sessions(user, client), session -> !spared.contains(session.client()), why, done);
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
            case Order.DisconnectToken(String id, Disconnect why) ->
                disconnect(
                        hub.sessions(),
                        session -> session.credentials().tokenId().equals(id),
                        why,
                        done);
            case Order.DisconnectIssuedBefore(UserId user, long seconds, Disconnect why) ->
                disconnect(
                        hub.sessions(user),
                        session -> session.credentials().byToken()
                                && session.credentials().issuedAtSeconds() < seconds,
                        why,
                        done);
        }
    }

    private static void disconnect(
            Collection<Session> sessions, Predicate<Session> whether, Disconnect why, IntConsumer done) {
        int count = 0;
        for (Session session : sessions) {
            if (whether.test(session)) {
                session.disconnect(why);
                count++;
            }
        }
        done.accept(count);
    }

    private List<Session> sessions(UserId user, String client) {
        List<Session> all = new ArrayList<>(hub.sessions(user));
        if (!client.isEmpty()) {
            all.removeIf(session -> !session.client().equals(client));
        }
        return all;
    }
}
