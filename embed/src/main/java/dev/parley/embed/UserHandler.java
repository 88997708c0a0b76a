package dev.parley.embed;

import dev.parley.dialects.raw.UserDialect;
import dev.parley.dialects.raw.UserRequest;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Grant;
import dev.parley.hub.Hub;
import dev.parley.hub.Loop;
import dev.parley.hub.UserId;
import dev.parley.net.http.HttpResponse;
import dev.parley.websocket.Admission;
import dev.parley.websocket.UpgradeRequest;
import dev.parley.websocket.WebSocketHandler;
import dev.parley.websocket.WebSocketOptions;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Serves bare clients that are users, on a path such as `/user`: to be given to a server as handler and as admission, with
/// [#options]. Who they are is judged at the upgrade: 401 or 403.
public final class UserHandler implements WebSocketHandler, Admission {

    private final BareAdmission admission;
    private final DialectHandler connections;
    private final Function<UpgradeRequest, Grant.@Nullable Session> named;

    /// @param loops those of the server's network, as the hub has them
    /// @param carried headers that the backend is to see
    /// @param own the channel of a user, or null when users have none
    /// @param named who a client is that proves nothing, by its request; null: it has to. For development
    public UserHandler(
            Hub hub,
            List<? extends Loop> loops,
            CarriedHeaders carried,
            Function<UserId, @Nullable ChannelName> own,
            Function<UpgradeRequest, Grant.@Nullable Session> named) {
        admission = new BareAdmission(hub, carried);
        this.named = named;
        connections = new DialectHandler(loops, (ws, link) -> {
            BareAdmission.Admitted admitted = BareAdmission.of(ws.request());
            return new UserDialect(
                    hub,
                    link,
                    read(ws.request()),
                    admitted.client(),
                    admitted.grant(),
                    own.apply(admitted.grant().user()));
        });
    }

    /// A subprotocol beside which a token may be offered.
    public static WebSocketOptions options(WebSocketOptions connections) {
        return connections.withSubprotocols(BareAdmission.SUBPROTOCOL);
    }

    private static UserRequest read(UpgradeRequest request) {
        return UserRequest.of(request.query("envelope"), request.query("since"));
    }

    @Override
    public void decide(UpgradeRequest request, Decision decision) {
        try {
            read(request);
        } catch (IllegalArgumentException wrong) {
            decision.refuse(HttpResponse.text(400, wrong.getMessage() + "\n"));
            return;
        }
        Grant.Session grant = BareAdmission.token(request).isEmpty() ? named.apply(request) : null;
        if (grant == null) {
            admission.judge("user", request, decision);
        } else {
            decision.accept(new BareAdmission.Admitted(UUID.randomUUID().toString(), grant));
        }
    }

    @Override
    public WebSocketHandler handlerFor(UpgradeRequest request) {
        return connections.handlerFor(request);
    }
}
