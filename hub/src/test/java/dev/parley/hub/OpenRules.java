package dev.parley.hub;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;

/// Decisions of the tests: everybody may everything, and the token is the name.
public class OpenRules implements Decisions {

    public final Map<ChannelName, Grant.Subscription> channels = new HashMap<>();
    public long sessionExpiresAt;
    public long subscriptionExpiresAt;

    @Override
    public void connecting(ConnectRequest request, Answer<Grant.Session> answer) {
        answer.succeeded(new Grant.Session(new UserId(request.token()), null, null, channels, sessionExpiresAt));
    }

    @Override
    public void refreshing(Session session, String token, Answer<Grant.Session> answer) {
        until(token, answer, at -> new Grant.Session(session.user(), null, null, Map.of(), at));
    }

    @Override
    public void subscribing(
            Session session, SubscribeRequest request, Namespace namespace, Answer<Grant.Subscription> answer) {
        answer.succeeded(new Grant.Subscription(null, null, subscriptionExpiresAt, false, false));
    }

    @Override
    public void refreshing(Session session, ChannelName channel, String token, Answer<Grant.Subscription> answer) {
        until(token, answer, at -> new Grant.Subscription(null, null, at, false, false));
    }

    @Override
    public void publishing(
            Session session,
            ChannelName channel,
            Namespace namespace,
            boolean subscribed,
            Draft draft,
            Answer<Draft> answer) {
        answer.succeeded(draft);
    }

    @Override
    public boolean mayReadPresence(Session session, ChannelName channel, Namespace namespace, boolean subscribed) {
        return true;
    }

    @Override
    public boolean mayReadHistory(Session session, ChannelName channel, Namespace namespace, boolean subscribed) {
        return true;
    }

    @Override
    public void calling(Session session, String method, Payload data, Answer<Payload> answer) {
        answer.succeeded(data);
    }

    @Override
    public void sending(Session session, Payload data) {}

    /// The token is the time.
    private static <T> void until(String token, Answer<T> answer, LongFunction<T> made) {
        if (token.matches("[0-9]{1,12}")) {
            answer.succeeded(made.apply(Long.parseLong(token)));
        } else {
            answer.failed(HubError.BAD_REQUEST);
        }
    }
}
