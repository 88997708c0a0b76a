package dev.parley.embed;

import dev.parley.dialects.raw.RawDialect;
import dev.parley.dialects.raw.RawRequest;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Hub;
import dev.parley.hub.Loop;
import dev.parley.hub.Namespace;
import dev.parley.net.http.HttpResponse;
import dev.parley.websocket.Admission;
import dev.parley.websocket.UpgradeRequest;
import dev.parley.websocket.WebSocketHandler;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Serves bare clients on a path such as `/raw/{channel}`: to be given to a server both as handler and as admission.
///
/// Refused before the upgrade: 400 for a name or a parameter that can't be, 404 for a channel whose namespace is not
/// configured, 401 or 403 for who may not come in, 403 for a channel where bare clients are not let in. WebSocket pings stay on: a bare client has no others.
public final class RawHandler implements WebSocketHandler, Admission {

    /// Lets bare clients in where the namespace says so.
    public static final BiPredicate<ChannelName, Namespace> WHERE_THE_NAMESPACE_SAYS =
            (_, namespace) -> namespace.raw();

    private final Hub hub;
    private final BareAdmission admission;
    private final DialectHandler connections;
    private final Function<UpgradeRequest, RawRequest> reader;
    private final BiPredicate<ChannelName, Namespace> lets;

    /// @param loops those of the server's network, as the hub has them
    /// @param lets whether bare clients may use a channel at all; what each may do there is the hub's decision
    public RawHandler(Hub hub, List<? extends Loop> loops, BiPredicate<ChannelName, Namespace> lets) {
        this(hub, loops, RawHandler::read, lets, CarriedHeaders.NONE);
    }

    /// The same for a path of another form.
    ///
    /// @param reader what a request asks for; throws IllegalArgumentException with a sentence that says what is wrong
    /// @param carried headers that the backend is to see
    public RawHandler(
            Hub hub,
            List<? extends Loop> loops,
            Function<UpgradeRequest, RawRequest> reader,
            BiPredicate<ChannelName, Namespace> lets,
            CarriedHeaders carried) {
        this.hub = hub;
        admission = new BareAdmission(hub, carried);
        connections = new DialectHandler(loops, (ws, link) -> {
            BareAdmission.Admitted admitted = BareAdmission.of(ws.request());
            return new RawDialect(hub, link, reader.apply(ws.request()), admitted.client(), admitted.grant());
        });
        this.reader = reader;
        this.lets = lets;
    }

    /// What a request asks for whose path has `{channel}`.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is wrong
    public static RawRequest read(UpgradeRequest request) {
        return on(request.parameter("channel"), request);
    }

    /// What a request asks for on a path that means one channel, whatever the path is.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is wrong
    public static RawRequest on(ChannelName channel, UpgradeRequest request) {
        return on(channel.value(), request);
    }

    private static RawRequest on(String channel, UpgradeRequest request) {
        return RawRequest.of(
                channel,
                request.query("envelope"),
                request.query("history"),
                request.query("since"),
                BareAdmission.token(request));
    }

    @Override
    public void decide(UpgradeRequest request, Decision decision) {
        HttpResponse refusal = refusal(request);
        if (refusal == null) {
            admission.judge("raw", request, decision);
        } else {
            decision.refuse(refusal);
        }
    }

    private @Nullable HttpResponse refusal(UpgradeRequest request) {
        RawRequest wanted;
        try {
            wanted = reader.apply(request);
        } catch (IllegalArgumentException wrong) {
            return HttpResponse.text(400, String.valueOf(wrong.getMessage()));
        }
        ChannelName channel = wanted.channel();
        if (hub.namespaces().isTooLong(channel)) {
            return HttpResponse.text(
                    400,
                    "a channel's name has at most " + hub.namespaces().syntax().maxLength() + " bytes here");
        }
        Namespace namespace = hub.namespaces().of(channel);
        if (namespace == null) {
            return HttpResponse.text(404, "unknown channel");
        }
        return lets.test(channel, namespace)
                ? null
                : HttpResponse.text(403, "bare WebSockets may not use this channel; its namespace needs raw: true");
    }

    @Override
    public WebSocketHandler handlerFor(UpgradeRequest request) {
        return connections.handlerFor(request);
    }
}
