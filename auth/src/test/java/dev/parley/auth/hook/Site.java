package dev.parley.auth.hook;

import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ConnectRequest;
import dev.parley.hub.Draft;
import dev.parley.hub.Grant;
import dev.parley.hub.Hub;
import dev.parley.hub.HubOptions;
import dev.parley.hub.Namespace;
import dev.parley.hub.NamespaceRules;
import dev.parley.hub.Namespaces;
import dev.parley.hub.Payload;
import dev.parley.hub.Retention;
import dev.parley.hub.Session;
import dev.parley.hub.SubscribeRequest;
import dev.parley.hub.UserId;
import dev.parley.hub.memory.MemoryEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// A backend, its hooks, and a hub that asks them. Rules let anonymous users connect and do nothing; what has a token is
/// who the token says.
final class Site implements AutoCloseable {

    static final Namespace CHAT = Namespace.named("chat").remembering(new Retention(10, Duration.ofMinutes(1), null));

    /// Clients may read its history; its channels are letters.
    static final Namespace OPEN = new Namespace(
            "open",
            true,
            true,
            false,
            new Retention(10, Duration.ofMinutes(1), null),
            Namespace.Feature.OFF,
            Namespace.Feature.OFF,
            Namespace.RecoveryMode.STREAM,
            Set.of(
                    Namespace.Allow.HISTORY_FOR_CLIENT,
                    Namespace.Allow.SUBSCRIBE_FOR_CLIENT,
                    Namespace.Allow.PUBLISH_FOR_CLIENT),
            false,
            false,
            false,
            false,
            Pattern.compile("^[a-z]+$"),
            false,
            Payload.Kind.JSON);

    /// Its channels may be those of single users.
    static final Namespace OWN = Namespace.named("own").allowing(Namespace.Allow.USER_LIMITED_CHANNELS);

    /// A channel of the server's own.
    static final ChannelName RESERVED = new ChannelName("@all");

    static final Namespaces NAMESPACES = new Namespaces(
            Namespaces.Syntax.DEFAULT,
            Namespace.named(""),
            List.of(CHAT, OPEN, OWN),
            Map.of(RESERVED, Namespace.named("").withPresence()));

    final BackendServer backend = new BackendServer();
    final FakeTiming timing = new FakeTiming();
    final TestLoop loop = new TestLoop();

    Hooks hooks;
    HookDecisions decisions;
    private Hub hub;
    private int clients;

    Site() {
        use(HookPlan.NONE);
    }

    HookOptions hook(String name) {
        return HookOptions.to(name, backend.address("/" + name)).withTimeout(Duration.ofSeconds(20));
    }

    void use(HookPlan plan) {
        if (hooks != null) {
            hooks.close();
        }
        hooks = new Hooks(plan, timing);
        decisions = new HookDecisions(
                hooks,
                new NamespaceRules(NAMESPACES, true, false, new Tokens()),
                NAMESPACES,
                (channel, namespace) -> namespace.channelPattern() == null
                        || namespace
                                .channelPattern()
                                .matcher(NAMESPACES.rest(channel))
                                .find());
        MemoryEngine engine = new MemoryEngine(() -> Instant.ofEpochSecond(timing.seconds()), new Random(2));
        engine.start((_, _) -> {});
        hub = new Hub(
                HubOptions.DEFAULT,
                NAMESPACES,
                engine,
                decisions,
                List.of(loop),
                () -> Instant.ofEpochSecond(timing.seconds()));
    }

    // ---- what clients do

    static ConnectRequest anonymous() {
        return new ConnectRequest("c", "", null, "", "", Map.of(), "192.0.2.7");
    }

    ConnectRequest request(String token, Map<String, String> headers, Map<String, String> httpHeaders) {
        return new ConnectRequest(
                "client-" + ++clients, token, null, "", "", headers, httpHeaders, "websocket", "192.0.2.7");
    }

    Got<Grant.Session> connecting(ConnectRequest request) {
        return on(got -> decisions.connecting(request, got));
    }

    /// A client that has connected.
    TestClient connected(ConnectRequest request) {
        TestClient client = new TestClient(hub, loop, request.client());
        Got<Session.Connected> got = new Got<>();
        loop.run(() -> client.session.connect(request, Map.of(), got));
        got.value();
        return client;
    }

    /// A client that has connected with a token.
    TestClient ann() {
        return connected(request("ann", Map.of(), Map.of()));
    }

    Got<Grant.Subscription> subscribing(TestClient client, SubscribeRequest request) {
        Namespace namespace = NAMESPACES.of(request.channel());
        return on(got -> decisions.subscribing(client.session, request, namespace, got));
    }

    Got<Grant.Subscription> subscribing(TestClient client, String channel) {
        return subscribing(client, SubscribeRequest.to(new ChannelName(channel)));
    }

    Got<Draft> publishing(TestClient client, String channel, Payload payload) {
        ChannelName name = new ChannelName(channel);
        return on(
                got -> decisions.publishing(client.session, name, NAMESPACES.of(name), false, Draft.of(payload), got));
    }

    Got<Payload> calling(TestClient client, String method, Payload data) {
        return on(got -> decisions.calling(client.session, method, data, got));
    }

    <T> Got<T> on(Consumer<Answer<T>> asks) {
        Got<T> got = new Got<>();
        loop.run(() -> asks.accept(got));
        return got;
    }

    HookFigures figures(String hook) {
        return hooks.figures().stream()
                .filter(each -> each.hook().equals(hook))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        hooks.close();
        loop.close();
        backend.close();
    }

    /// The token is the name.
    private static final class Tokens implements NamespaceRules.Tokens {

        static final Grant.Subscription BY_TOKEN =
                new Grant.Subscription(Payload.json("\"by token\""), null, 0, false, false);

        @Override
        public void connecting(ConnectRequest request, Answer<Grant.Session> answer) {
            answer.succeeded(new Grant.Session(new UserId(request.token()), null, null, Map.of(), 0));
        }

        @Override
        public void refreshing(Session session, String token, Answer<Grant.Session> answer) {
            answer.succeeded(new Grant.Session(new UserId(token), null, null, Map.of(), 0));
        }

        @Override
        public void subscribing(Session session, SubscribeRequest request, Answer<Grant.Subscription> answer) {
            answer.succeeded(BY_TOKEN);
        }

        @Override
        public void refreshing(Session session, ChannelName channel, String token, Answer<Grant.Subscription> answer) {
            answer.succeeded(BY_TOKEN);
        }
    }
}
