package dev.parley.e2e.sdk;

import com.sun.net.httpserver.HttpServer;
import dev.parley.events.Signature;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A backend that takes events, when it is there.
final class EventBackend implements AutoCloseable {
    private final String secret;
    final List<JsonNode> taken = Collections.synchronizedList(new ArrayList<>());
    final Set<String> wrong = Collections.synchronizedSet(new HashSet<>());
    private HttpServer server;
    private final int port;

    EventBackend(String secret) throws IOException {
        this.secret = secret;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        port = server.getAddress().getPort();
        serve();
    }

    private void serve() {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            long time = Long.parseLong(exchange.getRequestHeaders().getFirst("X-Parley-Timestamp"));
            String signature = exchange.getRequestHeaders().getFirst("X-Parley-Signature");
            if (!Signature.verify(secret, time, body, signature)) {
                wrong.add(signature);
            }
            JsonMapper.shared().readTree(body).path("events").forEach(taken::add);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    int port() {
        return port;
    }

    void goAway() {
        server.stop(0);
    }

    void comeBack() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        serve();
    }

    List<String> told(String type) {
        synchronized (taken) {
            return taken.stream()
                    .filter(event -> event.path("type").asString("").equals(type))
                    .map(event ->
                            event.path("user").asString(event.path("channel").asString("")))
                    .toList();
        }
    }

    /// Publications by their id, as they came first.
    Map<String, JsonNode> published() {
        Map<String, JsonNode> byId = new LinkedHashMap<>();
        synchronized (taken) {
            taken.stream()
                    .filter(event -> event.path("type").asString("").equals("published"))
                    .forEach(event -> byId.putIfAbsent(event.path("id").asString(""), event));
        }
        return byId;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
