package dev.parley.e2e.browser;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Somebody's own site, under any host name, with the pages that a test puts there.
record HostSite(HttpServer site, Map<String, Document> pages) implements AutoCloseable {

    /// @param policy its Content-Security-Policy, empty for none
    private record Document(String type, String policy, byte[] body) {}

    static HostSite serve() throws IOException {
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        Map<String, Document> pages = new ConcurrentHashMap<>();
        site.createContext("/", exchange -> {
            Document document = pages.get(exchange.getRequestURI().getPath());
            if (document == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.getResponseHeaders().set("Content-Type", document.type());
                if (!document.policy().isEmpty()) {
                    exchange.getResponseHeaders().set("Content-Security-Policy", document.policy());
                }
                exchange.sendResponseHeaders(200, document.body().length);
                exchange.getResponseBody().write(document.body());
            }
            exchange.close();
        });
        site.start();
        return new HostSite(site, pages);
    }

    /// Puts a page of that body at a path.
    void page(String path, String body, String policy) {
        String html = "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\"><title>The site</title><body>"
                + body + "</body></html>";
        pages.put(path, new Document("text/html; charset=utf-8", policy, html.getBytes(StandardCharsets.UTF_8)));
    }

    void page(String path, String body) {
        page(path, body, "");
    }

    void text(String path, String text) {
        pages.put(path, new Document("text/plain", "", text.getBytes(StandardCharsets.UTF_8)));
    }

    /// Such as `http://shop.example:40002`.
    String origin(String host) {
        return "http://" + host + ":" + site.getAddress().getPort();
    }

    @Override
    public void close() {
        site.stop(0);
    }
}
