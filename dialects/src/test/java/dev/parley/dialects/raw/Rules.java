package dev.parley.dialects.raw;

import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ConnectRequest;
import dev.parley.hub.Decisions;
import dev.parley.hub.Draft;
import dev.parley.hub.Grant;
import dev.parley.hub.Namespace;
import dev.parley.hub.NamespaceRules;
import dev.parley.hub.Namespaces;
import dev.parley.hub.Payload;
import dev.parley.hub.Session;
import dev.parley.hub.SubscribeRequest;

/// The namespaces' rules, for a test to lay its own over.
class Rules implements Decisions {

    private final NamespaceRules rules;

    Rules(Namespaces namespaces) {
        rules = new NamespaceRules(namespaces, true, false, NamespaceRules.Tokens.NONE);
    }

    @Override
    public void connecting(ConnectRequest request, Answer<Grant.Session> answer) {
        rules.connecting(request, answer);
    }

    @Override
    public void refreshing(Session session, String token, Answer<Grant.Session> answer) {
        rules.refreshing(session, token, answer);
    }

    @Override
    public void subscribing(
            Session session, SubscribeRequest request, Namespace namespace, Answer<Grant.Subscription> answer) {
        rules.subscribing(session, request, namespace, answer);
    }

    @Override
    public void refreshing(Session session, ChannelName channel, String token, Answer<Grant.Subscription> answer) {
        rules.refreshing(session, channel, token, answer);
    }

    @Override
    public void publishing(
            Session session,
            ChannelName channel,
            Namespace namespace,
            boolean subscribed,
            Draft draft,
            Answer<Draft> answer) {
        rules.publishing(session, channel, namespace, subscribed, draft, answer);
    }

    @Override
    public boolean mayReadPresence(Session session, ChannelName channel, Namespace namespace, boolean subscribed) {
        return rules.mayReadPresence(session, channel, namespace, subscribed);
    }

    @Override
    public boolean mayReadHistory(Session session, ChannelName channel, Namespace namespace, boolean subscribed) {
        return rules.mayReadHistory(session, channel, namespace, subscribed);
    }

    @Override
    public void calling(Session session, String method, Payload data, Answer<Payload> answer) {
        rules.calling(session, method, data, answer);
    }

    @Override
    public void sending(Session session, Payload data) {
        rules.sending(session, data);
    }
}
