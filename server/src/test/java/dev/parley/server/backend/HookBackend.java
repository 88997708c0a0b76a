package dev.parley.server.backend;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A site's backend: answers each path as it was told to, and keeps what it was asked.
final class HookBackend implements AutoCloseable {

    record Asked(String path, Headers headers, String body) {}

    private final HttpServer server;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final LinkedBlockingQueue<Asked> asked = new LinkedBlockingQueue<>();

    HookBackend() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                String path = exchange.getRequestURI().getPath();
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                byte[] answer = answers.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8);
                asked.add(new Asked(path, exchange.getRequestHeaders(), body));
                exchange.sendResponseHeaders(answer.length == 0 ? 404 : 200, answer.length == 0 ? -1 : answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        server.start();
    }

    String at(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /// @param json with single quotes
    HookBackend answers(String path, String json) {
        answers.put(path, json.replace('\'', '"'));
        return this;
    }

    /// The next question.
    Asked next() throws InterruptedException {
        Asked next = asked.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("was asked nothing for 10 s");
        }
        return next;
    }

    boolean wasAskedNothingMore() {
        return asked.isEmpty();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
