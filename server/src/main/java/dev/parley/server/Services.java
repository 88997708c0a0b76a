package dev.parley.server;

import dev.parley.hub.Hub;
import dev.parley.net.ListenOptions;
import dev.parley.net.Listener;
import dev.parley.net.Network;
import dev.parley.net.NetworkException;
import dev.parley.net.http.HttpHandler;
import dev.parley.net.http.HttpResponse;
import dev.parley.server.api.Api;
import dev.parley.server.api.ApiKey;
import dev.parley.server.api.Census;
import dev.parley.server.backend.Backend;
import dev.parley.server.backend.Keys;
import dev.parley.server.config.BackendConfig;
import dev.parley.server.config.ServerConfig;
import dev.parley.server.drain.Drain;
import dev.parley.server.drain.Readiness;
import dev.parley.server.line.LineFigures;
import dev.parley.server.line.LineListener;
import dev.parley.server.metrics.MetricsPage;
import dev.parley.server.push.Pushes;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What is served to the site's backend and its operator: the API, pushes by lines, the metrics.
///
/// @param api null when there is none
record Services(
        @Nullable Api api,
        Pushes pushes,
        MetricsPage metrics,
        Readiness readiness,
        List<ApiKey> keys,
        LineFigures lines) {

    static Services of(
            ServerConfig config,
            @Nullable Keys made,
            Messaging messaging,
            Drain drain,
            Network network,
            String version) {
        BackendConfig.Api ours = config.backend().api();
        if (made != null && ours.keys().isEmpty()) {
            ours = ours.with(ApiKey.of("the key", made.api(), List.of()));
        }
        Backend backend = messaging.backend();
        Hub hub = messaging.hub();
        Census census = new Census(
                hub,
                new Census.Self(
                        config.messaging().engine().redis().node(),
                        version,
                        config.messaging().engine().type().name().toLowerCase(Locale.ROOT),
                        messaging.readiness()::word));
        Pushes pushes = new Pushes(hub, config.messaging().users(), backend.inbox());
        Api api = ours.disabled()
                ? null
                : new Api(
                        new Api.Options(
                                config.site().basePath().at(ours.prefix().prefix()),
                                ours.keys(),
                                ours.insecure(),
                                ours.statuses(),
                                ours.bodyLimit(),
                                ours.requestLimit()),
                        hub,
                        pushes,
                        backend.inbox(),
                        backend.users(),
                        backend.revocations(),
                        drain,
                        census);
        LineFigures lines = new LineFigures();
        MetricsPage metrics = new MetricsPage(
                hub,
                network,
                backend,
                drain,
                api == null ? null : api.metrics(),
                config.backend().line() == null ? null : lines,
                everybody(config.backend()),
                version);
        return new Services(api, pushes, metrics, messaging.readiness(), ours.keys(), lines);
    }

    /// Who reaches the address that they have alone may see the metrics, unless that was said otherwise.
    private static @Nullable Boolean everybody(BackendConfig ours) {
        return ours.metrics() == null && ours.internal() != null ? Boolean.TRUE : ours.metrics();
    }

    /// Listens where the API and the metrics are alone.
    @Nullable Listener listen(Network network, ServerConfig config) throws NetworkException {
        var address = config.backend().internal();
        if (address == null) {
            return null;
        }
        String metricsPath = config.site().basePath().at("/metrics");
        HttpHandler handler = exchange -> {
            String path = exchange.request().path();
            if (api != null && api.claims(path)) {
                api.handle(exchange);
            } else if (path.equals(metricsPath)) {
                metrics.handle(exchange);
            } else if (path.equals(config.site().basePath().at("/healthz"))) {
                exchange.respond(HttpResponse.text(200, "ok\n").with("Cache-Control", "no-store"));
            } else if (path.equals(config.site().basePath().at(Readiness.PATH))) {
                readiness.handle(exchange);
            } else {
                exchange.respond(HttpResponse.text(404, "Here are the API and /metrics.\n"));
            }
        };
        return network.listenHttp(address, ListenOptions.DEFAULT, config.http(), handler);
    }

    /// Listens for pushes by lines.
    @Nullable Listener listenForLines(Network network, ServerConfig config, Hub hub) throws NetworkException {
        BackendConfig.Line line = config.backend().line();
        return line == null ? null : LineListener.listen(network, line, hub, pushes, keys, lines);
    }
}
