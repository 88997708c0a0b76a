package dev.parley.auth.hook;

import dev.parley.auth.hook.HookOptions.WhenUnavailable;
import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ConnectRequest;
import dev.parley.hub.Credentials;
import dev.parley.hub.Decisions;
import dev.parley.hub.Draft;
import dev.parley.hub.Grant;
import dev.parley.hub.HubError;
import dev.parley.hub.Loop;
import dev.parley.hub.Namespace;
import dev.parley.hub.Namespaces;
import dev.parley.hub.Payload;
import dev.parley.hub.Session;
import dev.parley.hub.SubscribeRequest;
import dev.parley.hub.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/// Decides what the site's backend is asked for, and leaves the rest to others: what has no hook, what comes with a token,
/// and, where a hook says so, what its backend gives no answer to.
///
/// | asked | when | a result holds |
/// | --- | --- | --- |
/// | connect | a client comes without a token | `user`, `expire_at`, `info`, `data`, `channels`, `subs`, `meta` |
/// | refresh | a session's time has come | `expired`, `expire_at`, `info` |
/// | subscribe | a client subscribes without a token | `expire_at`, `info`, `data`, `override` |
/// | sub_refresh | a subscription's time has come | `expired`, `expire_at`, `info` |
/// | publish | a client publishes | `data`, `text`, `skip_history`, each in place of what was sent |
/// | rpc | a client calls a method | `data`, `text` |
///
/// Instead of a result a reply may hold an `error`, which the client gets, or a `disconnect`, which ends its session. A
/// reply with a field that can't be is believed in nothing: what was asked for is refused, and the log says which field.
///
/// Answers come from other threads, except when there are too many questions already.
public final class HookDecisions implements Decisions {

    private final Hooks hooks;
    private final Decisions others;
    private final Namespaces namespaces;
    private final BiPredicate<ChannelName, Namespace> fits;
    private final Duration patience;

    /// @param hooks stay the caller's to close
    /// @param others asked on a session's loop, except whether a client may connect: that from any thread
    /// @param fits whether a channel's name is one that its namespace takes; what is not is a bad request
    public HookDecisions(
            Hooks hooks, Decisions others, Namespaces namespaces, BiPredicate<ChannelName, Namespace> fits) {
        this(hooks, others, namespaces, fits, Renewal.PATIENCE);
    }

    /// @param patience how long a backend is asked again whether a session or subscription may go on; they live on meanwhile
    public HookDecisions(
            Hooks hooks,
            Decisions others,
            Namespaces namespaces,
            BiPredicate<ChannelName, Namespace> fits,
            Duration patience) {
        this.hooks = hooks;
        this.others = others;
        this.namespaces = namespaces;
        this.fits = fits;
        this.patience = patience;
    }

    // ---- sessions

    @Override
    public void connecting(ConnectRequest request, Answer<Grant.Session> answer) {
        String problem = Kept.problem(request, hooks.carriedHeaders());
        if (problem != null) {
            answer.failed(HubError.BAD_REQUEST.saying(problem));
            return;
        }
        Answer<Grant.Session> known = new Changed<>(answer, grant -> Kept.with(request, hooks.keptHeaders(), grant));
        Hook hook = hooks.connect();
        if (hook == null || !request.token().isEmpty()) {
            others.connecting(request, known);
            return;
        }
        boolean renewable = hooks.refresh() != null;
        hook.ask(
                Question.by(request).with(request.data()).end(),
                Kept.headers(request, hook.options()),
                result -> Results.connected(result, renewable),
                verdict -> decide(hook, verdict, known, () -> others.connecting(request, known)));
    }

    @Override
    public void refreshing(Session session, String token, Answer<Grant.Session> answer) {
        Credentials known = session.credentials();
        Hook hook = hooks.refresh();
        if (hook == null || !token.isEmpty()) {
            Map<String, String> headers = known.headers();
            others.refreshing(
                    session,
                    token,
                    headers.isEmpty() ? answer : new Changed<>(answer, grant -> Kept.with(headers, grant)));
            return;
        }
        UserId user = session.user();
        new Renewal<>(
                        hook,
                        Question.by(session, hook.options().includeMeta()).end(),
                        Kept.headers(session, hook.options()),
                        result -> Results.refreshed(
                                result, user, known, hook.timing().seconds()),
                        until -> new Grant.Session(user, null, null, Map.of(), until, known),
                        patience,
                        answer)
                .ask();
    }

    @Override
    public boolean mayStay(Session session) {
        return others.mayStay(session);
    }

    @Override
    public void welcoming(Session session, Session.Connected connected, Answer<List<Welcome>> answer) {
        others.welcoming(session, connected, answer);
    }

    // ---- subscriptions

    /// Private channels too: where there is a hook, it takes no token to subscribe to them. User-limited ones stay those of the
    /// users in their names.
    @Override
    public void subscribing(
            Session session, SubscribeRequest request, Namespace namespace, Answer<Grant.Subscription> answer) {
        Hook hook = request.token().isEmpty() && isTheSites(namespace) && !isUserLimited(request.channel(), namespace)
                ? hooks.subscribe(namespace.name())
                : null;
        if (hook == null) {
            others.subscribing(session, request, namespace, answer);
            return;
        }
        if (!fits.test(request.channel(), namespace)) {
            answer.failed(HubError.BAD_REQUEST);
            return;
        }
        Grant.Overrides asked = asked(session, request, namespace);
        boolean renewable = hooks.subRefresh(namespace.name()) != null;
        ask(
                hook,
                session,
                Question.by(session, hook.options().includeMeta())
                        .with("channel", request.channel().value())
                        .with(request.data()),
                result -> Results.subscribed(
                        result, asked, renewable, hook.timing().seconds()),
                answer,
                () -> others.subscribing(session, request, namespace, answer));
    }

    private boolean isUserLimited(ChannelName channel, Namespace namespace) {
        String boundary = namespaces.syntax().userBoundary();
        return namespace.allows(Namespace.Allow.USER_LIMITED_CHANNELS)
                && !boundary.isEmpty()
                && channel.value().contains(boundary);
    }

    /// Whether its rules are not those that the server reserved for single channels of its own, which have no name either.
    private boolean isTheSites(Namespace namespace) {
        return !namespace.name().isEmpty() || namespace.equals(namespaces.withoutPrefix());
    }

    /// Whom history is open to may be told of gaps, and recover, without the backend saying so.
    private Grant.Overrides asked(Session session, SubscribeRequest request, Namespace namespace) {
        boolean may = (request.positioned() || request.recoverable())
                && others.mayReadHistory(session, request.channel(), namespace, true);
        return new Grant.Overrides(
                null,
                null,
                null,
                may && request.positioned() ? Boolean.TRUE : null,
                may && request.recoverable() ? Boolean.TRUE : null);
    }

    @Override
    public void refreshing(Session session, ChannelName channel, String token, Answer<Grant.Subscription> answer) {
        Namespace namespace = token.isEmpty() ? namespaces.of(channel) : null;
        Hook hook = namespace == null || !isTheSites(namespace) ? null : hooks.subRefresh(namespace.name());
        if (hook == null) {
            others.refreshing(session, channel, token, answer);
            return;
        }
        new Renewal<>(
                        hook,
                        Question.by(session, hook.options().includeMeta())
                                .with("channel", channel.value())
                                .end(),
                        Kept.headers(session, hook.options()),
                        result -> Results.subRefreshed(result, hook.timing().seconds()),
                        until -> new Grant.Subscription(null, null, until, Grant.Overrides.NONE, true),
                        patience,
                        answer)
                .ask();
    }

    // ---- commands

    @Override
    public void publishing(
            Session session,
            ChannelName channel,
            Namespace namespace,
            boolean subscribed,
            Draft draft,
            Answer<Draft> answer) {
        Hook hook = isTheSites(namespace) ? hooks.publish(namespace.name()) : null;
        if (hook == null) {
            others.publishing(session, channel, namespace, subscribed, draft, answer);
            return;
        }
        if (!fits.test(channel, namespace)) {
            answer.failed(HubError.BAD_REQUEST);
            return;
        }
        ask(
                hook,
                session,
                Question.by(session, hook.options().includeMeta())
                        .with("channel", channel.value())
                        .with(draft.payload()),
                result -> Results.published(result, draft, namespace),
                answer,
                () -> others.publishing(session, channel, namespace, subscribed, draft, answer));
    }

    @Override
    public boolean mayReadPresence(Session session, ChannelName channel, Namespace namespace, boolean subscribed) {
        return others.mayReadPresence(session, channel, namespace, subscribed);
    }

    @Override
    public boolean mayReadHistory(Session session, ChannelName channel, Namespace namespace, boolean subscribed) {
        return others.mayReadHistory(session, channel, namespace, subscribed);
    }

    @Override
    public void calling(Session session, String method, Payload data, Answer<Payload> answer) {
        Hook hook = hooks.rpc(method);
        if (hook == null) {
            others.calling(session, method, data, answer);
            return;
        }
        ask(
                hook,
                session,
                Question.by(session, hook.options().includeMeta())
                        .with("method", method)
                        .with(data),
                result -> Results.called(result, data),
                answer,
                () -> others.calling(session, method, data, answer));
    }

    @Override
    public void sending(Session session, Payload data) {
        others.sending(session, data);
    }

    // ---- asking

    /// @param byRules runs on the session's loop
    private static <T> void ask(
            Hook hook, Session session, Question question, Hook.Reader<T> reader, Answer<T> answer, Runnable byRules) {
        Loop loop = session.link().loop();
        hook.ask(
                question.end(),
                Kept.headers(session, hook.options()),
                reader,
                verdict -> decide(hook, verdict, answer, () -> loop.execute(byRules)));
    }

    private static <T> void decide(Hook hook, Verdict<T> verdict, Answer<T> answer, Runnable byRules) {
        switch (verdict) {
            case Verdict.Allowed<T>(T value) -> answer.succeeded(value);
            case Verdict.Refused<T>(HubError why) -> answer.failed(why);
            case Verdict.Lied<T> _ -> answer.failed(HubError.INTERNAL);
            case Verdict.Unavailable<T> _
            when hook.options().whenUnavailable() == WhenUnavailable.RULES -> byRules.run();
            case Verdict.Unavailable<T> _ -> answer.failed(HubError.INTERNAL);
        }
    }
}
