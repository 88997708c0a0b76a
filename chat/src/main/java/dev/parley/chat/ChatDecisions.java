package dev.parley.chat;

import dev.parley.chat.people.ChatSessions;
import dev.parley.chat.people.Person;
import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ConnectRequest;
import dev.parley.hub.Decisions;
import dev.parley.hub.Disconnect;
import dev.parley.hub.Draft;
import dev.parley.hub.Grant;
import dev.parley.hub.HubError;
import dev.parley.hub.Namespace;
import dev.parley.hub.Payload;
import dev.parley.hub.Session;
import dev.parley.hub.SubscribeRequest;
import java.util.List;

/// The chat's part in what is decided; everything else is decided as `others` do.
///
/// Ids of the chat's own come with its tokens only, never with what the site says. Whoever has a user id hears their rooms from the moment they connect. Clients do nothing with the chat's channels
/// themselves: no subscription, publication, history or presence.
public final class ChatDecisions implements Decisions {

    private static final HubError RESERVED = HubError.PERMISSION_DENIED.saying("permission denied: ids that begin with "
            + Person.GUEST_PREFIX + " and " + Person.ACCOUNT_PREFIX + " are the chat's own");

    private final Decisions others;
    private final Chat chat;

    public ChatDecisions(Decisions others, Chat chat) {
        this.others = others;
        this.chat = chat;
    }

    @Override
    public void connecting(ConnectRequest request, Answer<Grant.Session> answer) {
        Answer<Grant.Session> let = new Answer<>() {
            @Override
            public void succeeded(Grant.Session grant) {
                chat.arriving(request, grant, answer);
            }

            @Override
            public void failed(HubError error) {
                answer.failed(error);
            }
        };
        if (ChatSessions.isToken(request.token())) {
            chat.admit(request.token(), let);
        } else {
            others.connecting(request, new Answer<>() {
                @Override
                public void succeeded(Grant.Session grant) {
                    if (Person.isReserved(grant.user().value())) {
                        answer.failed(RESERVED);
                    } else {
                        let.succeeded(grant);
                    }
                }

                @Override
                public void failed(HubError error) {
                    let.failed(error);
                }
            });
        }
    }

    @Override
    public boolean mayStay(Session session) {
        return chat.mayStay(session) && others.mayStay(session);
    }

    @Override
    public void welcoming(Session session, Session.Connected connected, Answer<List<Welcome>> answer) {
        chat.arrived(session, connected, () -> others.welcoming(session, connected, answer));
    }

    @Override
    public void refreshing(Session session, String token, Answer<Grant.Session> answer) {
        if (!ChatSessions.isToken(token)) {
            others.refreshing(session, token, answer);
            return;
        }
        chat.admit(token, new Answer<>() {
            @Override
            public void succeeded(Grant.Session grant) {
                if (grant.user().equals(session.user())) {
                    answer.succeeded(grant);
                } else {
                    answer.failed(HubError.ending(Disconnect.INVALID_TOKEN));
                }
            }

            @Override
            public void failed(HubError error) {
                answer.failed(error);
            }
        });
    }

    @Override
    public void subscribing(
            Session session, SubscribeRequest request, Namespace namespace, Answer<Grant.Subscription> answer) {
        if (ChatChannels.isChat(namespace)) {
            answer.failed(HubError.PERMISSION_DENIED.saying(
                    "permission denied: the chat subscribes you to the rooms that you are in; call chat.enter"));
        } else {
            others.subscribing(session, request, namespace, answer);
        }
    }

    @Override
    public void refreshing(Session session, ChannelName channel, String token, Answer<Grant.Subscription> answer) {
        others.refreshing(session, channel, token, answer);
    }

    @Override
    public void publishing(
            Session session,
            ChannelName channel,
            Namespace namespace,
            boolean subscribed,
            Draft draft,
            Answer<Draft> answer) {
        if (ChatChannels.isChat(namespace)) {
            answer.failed(HubError.PERMISSION_DENIED.saying("permission denied: call chat.send"));
        } else {
            others.publishing(session, channel, namespace, subscribed, draft, answer);
        }
    }

    @Override
    public boolean mayReadPresence(Session session, ChannelName channel, Namespace namespace, boolean subscribed) {
        return !ChatChannels.isChat(namespace) && others.mayReadPresence(session, channel, namespace, subscribed);
    }

    @Override
    public boolean mayReadHistory(Session session, ChannelName channel, Namespace namespace, boolean subscribed) {
        return !ChatChannels.isChat(namespace) && others.mayReadHistory(session, channel, namespace, subscribed);
    }

    @Override
    public void calling(Session session, String method, Payload data, Answer<Payload> answer) {
        if (Chat.isMethod(method)) {
            chat.call(session, method, data, answer);
        } else {
            others.calling(session, method, data, answer);
        }
    }

    @Override
    public void sending(Session session, Payload data) {
        others.sending(session, data);
    }
}
