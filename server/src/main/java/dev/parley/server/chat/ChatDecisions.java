package dev.parley.server.chat;

import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ConnectRequest;
import dev.parley.hub.Decisions;
import dev.parley.hub.Draft;
import dev.parley.hub.Grant;
import dev.parley.hub.HubError;
import dev.parley.hub.Namespace;
import dev.parley.hub.Payload;
import dev.parley.hub.Session;
import dev.parley.hub.SubscribeRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The chat's part in what is decided; everything else is decided as `others` do.
///
/// Whoever connects without a token and with a name is that name, where guests may come in: such a session may use the chat's rooms, and beyond them what anonymous clients may.
public final class ChatDecisions implements Decisions {

    private final Decisions others;
    private final @Nullable ChatEntrance entrance;
    private final ChatRpc rpc;

    /// @param entrance null when a name is not enough to come in
    public ChatDecisions(Decisions others, @Nullable ChatEntrance entrance, ChatRpc rpc) {
        this.others = others;
        this.entrance = entrance;
        this.rpc = rpc;
    }

    /// The same rooms, before others are asked anything but who comes in.
    public ChatDecisions before(Decisions asked) {
        return new ChatDecisions(asked, null, rpc);
    }

    @Override
    public void connecting(ConnectRequest request, Answer<Grant.Session> answer) {
        if (entrance != null && request.token().isEmpty() && ChatEntrance.hasName(request)) {
            entrance.connecting(request, answer);
        } else {
            others.connecting(request, answer);
        }
    }

    @Override
    public boolean mayStay(Session session) {
        return others.mayStay(session);
    }

    @Override
    public void welcoming(Session session, Session.Connected connected, Answer<List<Welcome>> answer) {
        others.welcoming(session, connected, answer);
    }

    @Override
    public void subscribing(
            Session session, SubscribeRequest request, Namespace namespace, Answer<Grant.Subscription> answer) {
        HubError problem = isChat(namespace) ? ChatEntrance.subscribing(session) : null;
        if (problem != null) {
            answer.failed(problem);
        } else {
            others.subscribing(session, request, namespace, answer);
        }
    }

    /// Nobody publishes to a room but through [ChatRpc].
    @Override
    public void publishing(
            Session session,
            ChannelName channel,
            Namespace namespace,
            boolean subscribed,
            Draft draft,
            Answer<Draft> answer) {
        if (isChat(namespace)) {
            answer.failed(HubError.PERMISSION_DENIED);
        } else {
            others.publishing(session, channel, namespace, subscribed, draft, answer);
        }
    }

    @Override
    public void calling(Session session, String method, Payload data, Answer<Payload> answer) {
        if (method.equals(ChatRpc.METHOD)) {
            rpc.call(session, data, answer);
        } else {
            others.calling(session, method, data, answer);
        }
    }

    @Override
    public void sending(Session session, Payload data) {
        others.sending(session, data);
    }

    @Override
    public void refreshing(Session session, String token, Answer<Grant.Session> answer) {
        others.refreshing(session, token, answer);
    }

    @Override
    public void refreshing(Session session, ChannelName channel, String token, Answer<Grant.Subscription> answer) {
        others.refreshing(session, channel, token, answer);
    }

    @Override
    public boolean mayReadPresence(Session session, ChannelName channel, Namespace namespace, boolean subscribed) {
        return others.mayReadPresence(session, channel, namespace, subscribed);
    }

    @Override
    public boolean mayReadHistory(Session session, ChannelName channel, Namespace namespace, boolean subscribed) {
        return others.mayReadHistory(session, channel, namespace, subscribed);
    }

    private static boolean isChat(Namespace namespace) {
        return namespace.name().equals(ChatNamespace.NAMESPACE.name());
    }
}
