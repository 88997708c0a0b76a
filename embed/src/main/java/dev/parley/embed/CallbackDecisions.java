package dev.parley.embed;

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
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The program's callbacks over the rules. What has no callback goes straight to the rules, on the loop.
final class CallbackDecisions implements Decisions {

    private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);

    private final Callbacks callbacks;
    private final Decisions rules;
    private final Residents residents;
    private final CallbackThreads threads;

    CallbackDecisions(Callbacks callbacks, Decisions rules, Residents residents, CallbackThreads threads) {
        this.callbacks = callbacks;
        this.rules = rules;
        this.residents = residents;
        this.threads = threads;
    }

    @Override
    public void connecting(ConnectRequest request, Answer<Grant.Session> answer) {
        Grant.Session resident = residents.grant(request.client());
        Callbacks.Connecting callback = callbacks.connecting();
        if (resident != null) {
            answer.succeeded(resident);
        } else if (callback == null) {
            rules.connecting(request, answer);
        } else {
            threads.run(() -> decide(
                    "connecting", () -> callback.connecting(request), () -> rules.connecting(request, answer), answer));
        }
    }

    @Override
    public void subscribing(
            Session session, SubscribeRequest request, Namespace namespace, Answer<Grant.Subscription> answer) {
        Callbacks.Subscribing callback = callbacks.subscribing();
        if (callback == null) {
            rules.subscribing(session, request, namespace, answer);
        } else {
            threads.runInOrder(
                    session,
                    () -> decide(
                            "subscribing",
                            () -> callback.subscribing(session, request),
                            () -> rules.subscribing(session, request, namespace, answer),
                            answer));
        }
    }

    @Override
    public void publishing(
            Session session,
            ChannelName channel,
            Namespace namespace,
            boolean subscribed,
            Draft draft,
            Answer<Draft> answer) {
        Callbacks.Publishing callback = callbacks.publishing();
        if (callback == null) {
            rules.publishing(session, channel, namespace, subscribed, draft, answer);
        } else {
            threads.runInOrder(
                    session,
                    () -> decide(
                            "publishing",
                            () -> callback.publishing(session, channel, draft),
                            () -> rules.publishing(session, channel, namespace, subscribed, draft, answer),
                            answer));
        }
    }

    @Override
    public void calling(Session session, String method, Payload data, Answer<Payload> answer) {
        Callbacks.Method callback = callbacks.methods().get(method);
        if (callback == null) {
            rules.calling(session, method, data, answer);
        } else {
            threads.run(() -> decide(
                    method,
                    () -> callback.call(session, data),
                    () -> {
                        LOG.error("the method {} answered null", method);
                        answer.failed(HubError.INTERNAL);
                    },
                    answer));
        }
    }

    @Override
    public void sending(Session session, Payload data) {
        Callbacks.Sending callback = callbacks.sending();
        if (callback == null) {
            rules.sending(session, data);
            return;
        }
        threads.runInOrder(session, () -> {
            try {
                callback.sending(session, data);
            } catch (Throwable thrown) {
                threw("sending", thrown);
            }
        });
    }

    private <T> void decide(String what, Callable<@Nullable T> callback, Runnable rules, Answer<T> answer) {
        T decided;
        try {
            decided = callback.call();
        } catch (HubException refused) {
            answer.failed(refused.error());
            return;
        } catch (Throwable thrown) {
            threw(what, thrown);
            answer.failed(HubError.INTERNAL);
            return;
        }
        if (decided == null) {
            rules.run();
        } else {
            answer.succeeded(decided);
        }
    }

    private static void threw(String what, Throwable thrown) {
        LOG.error("the callback for {} threw", what, thrown);
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- the rules' alone

    @Override
    public void refreshing(Session session, String token, Answer<Grant.Session> answer) {
        rules.refreshing(session, token, answer);
    }

    @Override
    public void refreshing(Session session, ChannelName channel, String token, Answer<Grant.Subscription> answer) {
        rules.refreshing(session, channel, token, answer);
    }

    @Override
    public boolean mayReadPresence(Session session, ChannelName channel, Namespace namespace, boolean subscribed) {
        return rules.mayReadPresence(session, channel, namespace, subscribed);
    }

    @Override
    public boolean mayReadHistory(Session session, ChannelName channel, Namespace namespace, boolean subscribed) {
        return rules.mayReadHistory(session, channel, namespace, subscribed);
    }
}
