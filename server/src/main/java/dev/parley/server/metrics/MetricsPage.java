package dev.parley.server.metrics;

import dev.parley.hub.Hub;
import dev.parley.net.Network;
import dev.parley.net.http.HttpExchange;
import dev.parley.net.http.HttpHandler;
import dev.parley.net.http.HttpRequest;
import dev.parley.net.http.HttpResponse;
import dev.parley.server.api.ApiMetrics;
import dev.parley.server.backend.Backend;
import dev.parley.server.drain.Drain;
import dev.parley.server.line.LineFigures;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Answers `/metrics` in Prometheus's text format. Written on a thread of its own: some of it counts channels.
public final class MetricsPage implements HttpHandler {

    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Metrics metrics;
    private final @Nullable Boolean everybody;

    /// @param api null when there is none
    /// @param lines null when there is no listener for them
    /// @param everybody whether whoever asks is answered; null: only callers from this machine
    public MetricsPage(
            Hub hub,
            Network network,
            Backend backend,
            Drain drain,
            @Nullable ApiMetrics api,
            @Nullable LineFigures lines,
            @Nullable Boolean everybody,
            String version) {
        metrics = new Metrics(hub, network, backend, drain, api, lines, version);
        this.everybody = everybody;
    }

    @Override
    public void handle(HttpExchange exchange) {
        HttpRequest request = exchange.request();
        if (!request.method().equals("GET")) {
            exchange.respond(
                    HttpResponse.text(405, "Only GET is for this address.\n").with("Allow", "GET"));
        } else if (everybody == null ? !isFromHere(request) : !everybody) {
            exchange.respond(
                    HttpResponse.text(
                            403,
                            "The metrics are for callers from this machine. The server's owner can open them "
                                    + "(prometheus.enabled), or give them an address of their own (http_server.internal_port).\n"));
        } else {
            Thread.startVirtualThread(() -> {
                byte[] text = metrics.scrape().getBytes(StandardCharsets.UTF_8);
                exchange.loop().execute(() -> {
                    if (exchange.isOpen()) {
                        exchange.respond(HttpResponse.of(200, TYPE, text));
                    }
                });
            });
        }
    }

    private static boolean isFromHere(HttpRequest request) {
        InetAddress address = request.peer().address();
        return address == null
                ? !request.peer().viaProxy()
                : address.isLoopbackAddress() && !request.peer().viaProxy();
    }
}
