package dev.parley.events;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// A site's backend, with a real HTTP server.
final class Backend implements AutoCloseable {

    /// @param headers by name in lower case
    record Request(Map<String, String> headers, byte[] body) {

        @SuppressWarnings("unchecked")
        List<Map<String, Object>> events() {
            return (List<Map<String, Object>>) ((Map<String, Object>) Json.read(body)).get("events");
        }

        List<String> ids() {
            return events().stream().map(event -> (String) event.get("id")).toList();
        }
    }

    /// @param retryAfter or null
    record Response(int status, String retryAfter) {
        static final Response OK = new Response(200, null);

        static Response status(int status) {
            return new Response(status, null);
        }
    }

    /// In the order in which they came.
    final List<Request> requests = new CopyOnWriteArrayList<>();

    /// Those that were answered with 2xx.
    final List<Request> taken = new CopyOnWriteArrayList<>();

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Function<Request, Response> answer;
    private final HttpServer server;

    Backend(Function<Request, Response> answer) throws IOException {
        this(0, answer);
    }

    Backend(int port, Function<Request, Response> answer) throws IOException {
        this.answer = answer;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/events", this::handle);
        server.setExecutor(executor);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = new HashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            Request request = new Request(headers, exchange.getRequestBody().readAllBytes());
            requests.add(request);
            Response response = answer.apply(request);
            if (response.status() / 100 == 2) {
                taken.add(request);
            }
            if (response.retryAfter() != null) {
                exchange.getResponseHeaders().set("Retry-After", response.retryAfter());
            }
            exchange.sendResponseHeaders(response.status(), -1);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port() + "/events");
    }

    List<String> takenIds() {
        return taken.stream().flatMap(request -> request.ids().stream()).toList();
    }

    List<Map<String, Object>> takenEvents() {
        return taken.stream().flatMap(request -> request.events().stream()).toList();
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
