package dev.parley.websocket;

import dev.parley.net.http.Headers;
import dev.parley.net.http.HttpExchange;
import dev.parley.net.http.HttpHandler;
import dev.parley.net.http.HttpRequest;
import dev.parley.net.http.HttpResponse;
import dev.parley.protocol.handshake.HeaderField;
import dev.parley.protocol.handshake.ServerHandshake;
import dev.parley.protocol.handshake.ServerHandshake.Accepted;
import dev.parley.protocol.handshake.ServerHandshake.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// Turns requests into WebSockets: finds the path's handler, checks the opening handshake and its origin, asks the
/// path's admission, then hands the connection over to an [Endpoint]. Requests that ask for no WebSocket go to `plain`.
final class Upgrades implements HttpHandler {

    /// How long an admission may take, in milliseconds.
    private static final int DECISION_MILLIS = 10_000;

    private final Routes routes;
    private final Origins origins;
    private final Negotiation negotiation;
    private final @Nullable HttpHandler plain;

    Upgrades(Routes routes, Origins origins, Negotiation negotiation, @Nullable HttpHandler plain) {
        this.routes = routes;
        this.origins = origins;
        this.negotiation = negotiation;
        this.plain = plain;
    }

    @Override
    public void handle(HttpExchange exchange) {
        HttpRequest request = exchange.request();
        boolean upgrade = request.isUpgradeTo("websocket");
        if (!upgrade && plain != null) {
            plain.handle(exchange);
            return;
        }
        Routes.Match match;
        try {
            match = routes.match(request.path());
        } catch (Routes.BadPathException bad) {
            exchange.respond(HttpResponse.text(400, String.valueOf(bad.getMessage())));
            return;
        }
        if (match == null) {
            exchange.respond(HttpResponse.text(404, "Nothing is served at this path; check the address."));
            return;
        }
        consider(exchange, match);
    }

    private void consider(HttpExchange exchange, Routes.Match match) {
        HttpRequest request = exchange.request();
        WebSocketOptions options = match.route().options();
        ServerHandshake handshake = negotiation.serverHandshake(options);
        String refusal = origins.refusal(request);
        ServerHandshake.Answer answer =
                handshake.evaluate(request.method(), request.version(), request.headers()::all, origin -> refusal);
        switch (answer) {
            case Refused refused -> exchange.respond(response(refused));
            case Accepted accepted -> admit(exchange, match, accepted);
        }
    }

    private static HttpResponse response(Refused refused) {
        HttpResponse response = HttpResponse.text(refused.status(), refused.reason());
        for (var field : refused.headers()) {
            response = response.with(field.name(), field.value());
        }
        return response;
    }

    private void admit(HttpExchange exchange, Routes.Match match, Accepted accepted) {
        UpgradeRequest request;
        try {
            request = upgradeRequest(exchange.request(), match);
        } catch (Routes.BadPathException bad) {
            accepted.memory().close();
            exchange.respond(HttpResponse.text(400, String.valueOf(bad.getMessage())));
            return;
        }
        if (match.route().admission() == Admission.EVERYBODY) {
            open(exchange, match, accepted, request);
            return;
        }
        PendingDecision decision = new PendingDecision(exchange, match, accepted, request);
        try {
            match.route().admission().decide(request, decision);
        } catch (RuntimeException thrown) {
            decision.refuse(HttpResponse.text(500, "The server could not decide about this request."));
            throw thrown;
        }
        decision.startTimer();
    }

    private static UpgradeRequest upgradeRequest(HttpRequest request, Routes.Match match)
            throws Routes.BadPathException {
        return new UpgradeRequest(
                Routes.decode(request.path()),
                request.target(),
                match.parameters(),
                request.headers(),
                request.peer(),
                request.scheme().equals("https"));
    }

    private void open(HttpExchange exchange, Routes.Match match, Accepted accepted, UpgradeRequest request) {
        if (!exchange.isOpen()) {
            accepted.memory().close();
            return;
        }
        WebSocketOptions options = match.route().options();
        WebSocketHandler own;
        try {
            own = match.route().handler().handlerFor(request);
        } catch (RuntimeException thrown) {
            accepted.memory().close();
            LoggerFactory.getLogger(WebSocket.class).error("no handler for {}", request.path(), thrown);
            exchange.respond(HttpResponse.text(500, "The server has no handler for this request."));
            return;
        }
        WebSocketHandler handler = options.virtualThreads() ? new VirtualThreadHandler(own) : own;
        LiveWebSocket ws = new LiveWebSocket(exchange.loop(), request, handler, options.outgoingLimit());
        Agreement agreement = negotiation.agreement(exchange.loop(), accepted);
        exchange.upgrade(headers(accepted.headers()), new Endpoint(ws, handler, options, agreement, request));
    }

    private static Headers headers(List<HeaderField> fields) {
        Headers headers = new Headers();
        fields.forEach(field -> headers.add(field.name(), field.value()));
        return headers;
    }

    /// One answer of an admission, from whatever thread; the first counts.
    private final class PendingDecision implements Admission.Decision {

        private final HttpExchange exchange;
        private final Routes.Match match;
        private final Accepted accepted;
        private final UpgradeRequest request;

        // On the exchange's loop only.
        private boolean decided;
        private dev.parley.net.@Nullable Timer timer;

        PendingDecision(HttpExchange exchange, Routes.Match match, Accepted accepted, UpgradeRequest request) {
            this.exchange = exchange;
            this.match = match;
            this.accepted = accepted;
            this.request = request;
        }

        void startTimer() {
            if (!decided) {
                timer = exchange.loop()
                        .schedule(
                                DECISION_MILLIS,
                                () -> refuse(HttpResponse.text(503, "The server took too long to decide; try again.")
                                        .with("Retry-After", "5")));
            }
        }

        @Override
        public void accept() {
            decide(() -> open(exchange, match, accepted, request));
        }

        @Override
        public void accept(Object passed) {
            decide(() -> open(exchange, match, accepted, request.passing(passed)));
        }

        @Override
        public void refuse(HttpResponse response) {
            decide(() -> {
                accepted.memory().close();
                if (exchange.isOpen()) {
                    exchange.respond(response);
                }
            });
        }

        private void decide(Runnable outcome) {
            if (!exchange.loop().inLoop()) {
                exchange.loop().execute(() -> decide(outcome));
                return;
            }
            if (!decided) {
                decided = true;
                if (timer != null) {
                    timer.cancel();
                }
                outcome.run();
            }
        }
    }
}
