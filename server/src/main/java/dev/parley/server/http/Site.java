package dev.parley.server.http;

import dev.parley.net.http.HttpExchange;
import dev.parley.net.http.HttpHandler;
import dev.parley.net.http.HttpRequest;
import dev.parley.net.http.HttpResponse;
import dev.parley.server.access.AccessPolicy;
import dev.parley.server.api.Api;
import dev.parley.server.config.BasePath;
import dev.parley.server.drain.Readiness;
import dev.parley.server.metrics.MetricsPage;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Answers every request that asks for no WebSocket.
public final class Site implements HttpHandler {

    private final BasePath base;
    private final AccessPolicy access;
    private final Readiness readiness;
    private final Predicate<String> speaksWebSocket;
    private final @Nullable Api api;
    private final MetricsPage metrics;
    private final boolean elsewhere;
    private final @Nullable OwnersPages owners;
    private final OwnPages pages;
    private final List<PathHandler> others;

    /// @param speaksWebSocket whether there are WebSockets, and nothing else, at a path below the base path
    /// @param api null when there is none
    /// @param elsewhere whether the API and the metrics are at an address of their own
    /// @param owners the owner's own pages, before ours
    /// @param chatPolicy the Content-Security-Policy of the chat page; null when that is not served
    /// @param others who answers at further paths, whatever the method; before the pages
    public Site(
            BasePath base,
            AccessPolicy access,
            Readiness readiness,
            Predicate<String> speaksWebSocket,
            @Nullable Api api,
            MetricsPage metrics,
            boolean elsewhere,
            @Nullable OwnersPages owners,
            @Nullable String chatPolicy,
            List<PathHandler> others) {
        this.base = base;
        this.access = access;
        this.readiness = readiness;
        this.speaksWebSocket = speaksWebSocket;
        this.api = api;
        this.metrics = metrics;
        this.elsewhere = elsewhere;
        this.owners = owners;
        this.pages = new OwnPages(chatPolicy);
        this.others = List.copyOf(others);
    }

    @Override
    public void handle(HttpExchange exchange) {
        HttpRequest request = exchange.request();
        String path = request.path();
        if (path.equals(base.at("/healthz"))) {
            exchange.respond(HttpResponse.text(200, "ok\n").with("Cache-Control", "no-store"));
            return;
        }
        if (path.equals(base.at(Readiness.PATH))) {
            readiness.handle(exchange);
            return;
        }
        if (api != null && !elsewhere && api.claims(path) && !api.isOpen()) {
            api.handle(exchange); // a key says more than a host's name
            return;
        }
        String misdirected = access.misdirected(request);
        if (misdirected != null) {
            exchange.respond(HttpResponse.text(421, misdirected + "\n"));
        } else if (api != null && !elsewhere && api.claims(path)) {
            api.handle(exchange);
        } else if (!elsewhere && path.equals(base.at("/metrics"))) {
            metrics.handle(exchange);
        } else if (path.equals(base.prefix())) {
            exchange.respond(HttpResponse.empty(308)
                    .with("Location", base.at("/") + request.target().substring(path.length())));
        } else if (!path.startsWith(base.at("/"))) {
            exchange.respond(
                    HttpResponse.text(404, "Nothing is served here. Everything is below " + base.at("/") + "\n"));
        } else {
            handleBelow(exchange, path.substring(base.prefix().length()));
        }
    }

    private void handleBelow(HttpExchange exchange, String path) {
        String method = exchange.request().method();
        for (PathHandler other : others) {
            if (other.claims(path)) {
                other.handle(exchange, path);
                return;
            }
        }
        if (speaksWebSocket.test(path)) {
            exchange.respond(
                    HttpResponse.text(426, "This address is for WebSockets: new WebSocket(\"ws://…\") opens one.\n")
                            .with("Upgrade", "websocket"));
        } else if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.respond(HttpResponse.text(405, "Only GET and HEAD are for this address.\n")
                    .with("Allow", "GET, HEAD"));
        } else if (owners != null) {
            owners.handle(exchange, path, pages);
        } else if (pages.claims(path)) {
            pages.handle(exchange, path);
        } else {
            exchange.respond(HttpResponse.text(404, "Nothing is served here.\n"));
        }
    }
}
