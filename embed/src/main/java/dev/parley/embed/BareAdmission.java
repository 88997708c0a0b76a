package dev.parley.embed;

import dev.parley.hub.Answer;
import dev.parley.hub.ConnectRequest;
import dev.parley.hub.Disconnect;
import dev.parley.hub.Grant;
import dev.parley.hub.Hub;
import dev.parley.hub.HubError;
import dev.parley.net.http.HttpResponse;
import dev.parley.websocket.Admission.Decision;
import dev.parley.websocket.UpgradeRequest;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Judges bare clients at the upgrade: who they are is known before there is a WebSocket.
///
/// What proves it is the token in the query (`?token=…`), or in an offered subprotocol (`parley.token.…`, which keeps it out
/// of addresses and so out of logs), or what the backend makes of the request's headers. Refused with 401 or 403.
final class BareAdmission {

    /// The subprotocol that is agreed on; what is offered beside it may carry a token.
    static final String SUBPROTOCOL = "parley";

    private static final String TOKEN = "parley.token.";

    /// A client that was let in.
    ///
    /// @param client its id
    record Admitted(String client, Grant.Session grant) {}

    private final Hub hub;
    private final CarriedHeaders carried;

    BareAdmission(Hub hub, CarriedHeaders carried) {
        this.hub = hub;
        this.carried = carried;
    }

    /// @param name what the client is called in lists of connections
    void judge(String name, UpgradeRequest request, Decision decision) {
        String client = UUID.randomUUID().toString();
        ConnectRequest who = new ConnectRequest(
                client,
                token(request),
                null,
                name,
                "",
                Map.of(),
                carried.of(request.headers()),
                "websocket",
                address(request));
        hub.admit(who, new Answer<>() {
            @Override
            public void succeeded(Grant.Session grant) {
                decision.accept(new Admitted(client, grant));
            }

            @Override
            public void failed(HubError error) {
                decision.refuse(refusal(error));
            }
        });
    }

    /// What [#judge] decided about a request that was let in.
    static Admitted of(UpgradeRequest request) {
        if (request.passed() instanceof Admitted admitted) {
            return admitted;
        }
        throw new IllegalStateException("was not judged: the handler must be its path's admission as well");
    }

    static String token(UpgradeRequest request) {
        String inQuery = request.query("token");
        if (inQuery != null) {
            return inQuery;
        }
        for (String field : request.headers().all("Sec-WebSocket-Protocol")) {
            for (String offered : field.split(",")) {
                String subprotocol = offered.strip();
                if (subprotocol.startsWith(TOKEN)) {
                    return subprotocol.substring(TOKEN.length());
                }
            }
        }
        return "";
    }

    private static String address(UpgradeRequest request) {
        InetAddress address = request.peer().address();
        return address == null ? "unix" : address.getHostAddress();
    }

    static HttpResponse refusal(HubError error) {
        Disconnect ending = error.ending();
        List<Integer> unproven = List.of(
                HubError.UNAUTHORIZED.code(),
                HubError.TOKEN_EXPIRED.code(),
                HubError.EXPIRED.code(),
                Disconnect.INVALID_TOKEN.code());
        int code = ending == null ? error.code() : ending.code();
        String says = ending == null ? error.message() : ending.reason();
        if (unproven.contains(code)) {
            return HttpResponse.text(401, says + ": connect with a token (?token=…), or log in to the site first\n");
        }
        if (code == HubError.TOO_MANY_REQUESTS.code()) {
            return HttpResponse.text(429, says + "\n").with("Retry-After", "1");
        }
        if (error.temporary()) {
            return HttpResponse.text(503, says + "\n").with("Retry-After", "5");
        }
        return HttpResponse.text(403, says + "\n");
    }
}
