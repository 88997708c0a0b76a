package dev.parley.server.api;

import dev.parley.net.http.HttpExchange;
import dev.parley.net.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// The API's description: `openapi.json` for programs, `docs` for people. They take no key; they say nothing that the
/// documentation does not say.
final class ApiPages {

    private static final String DESCRIPTION = "openapi.json";
    private static final String DOCS = "docs";

    private final HttpResponse description;
    private final HttpResponse docs;

    ApiPages(String prefix) {
        byte[] json = resource(DESCRIPTION);
        description = HttpResponse.of(200, "application/json", json).with("Cache-Control", "no-cache");
        docs = HttpResponse.of(200, "text/html; charset=utf-8", ApiDocs.page(json, prefix))
                .with("Cache-Control", "no-cache")
                .with("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'");
    }

    private static byte[] resource(String name) {
        try (InputStream in = ApiPages.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    boolean claims(String name) {
        return name.equals(DESCRIPTION) || name.equals(DOCS);
    }

    void handle(HttpExchange exchange, String name) {
        String method = exchange.request().method();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.respond(HttpResponse.text(405, "Only GET and HEAD are for this address.\n")
                    .with("Allow", "GET, HEAD"));
        } else {
            exchange.respond(name.equals(DOCS) ? docs : description);
        }
    }
}
