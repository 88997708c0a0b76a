package dev.parley.e2e.sdk;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;

/// The JDK's WebSocket, and what somebody writes to it by hand in the SDKs' JSON protocol. It answers no ping by itself.
final class BareSdkClient implements AutoCloseable {

    private static final long SECONDS = 20;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket socket;

    private BareSdkClient(String url) {
        socket = HTTP.newWebSocketBuilder()
                .buildAsync(URI.create(url), new Listener())
                .join();
    }

    static BareSdkClient open(String url) {
        return new BareSdkClient(url);
    }

    /// One that has said hello, and heard the answer.
    static BareSdkClient connected(String url) throws InterruptedException {
        BareSdkClient client = new BareSdkClient(url).says("{\"id\":1,\"connect\":{}}");
        JsonNode reply = client.hears();
        if (!reply.has("connect")) {
            throw new AssertionError("not connected: " + reply);
        }
        return client;
    }

    /// One message.
    BareSdkClient says(String text) {
        socket.sendText(text, true).join();
        return this;
    }

    /// The next line of a message; an empty object is a ping.
    JsonNode hears() throws InterruptedException {
        JsonNode line = heard.poll(SECONDS, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("it hears nothing" + (closed.isDone() ? ", closed with " + closed.join() : ""));
        }
        return line;
    }

    /// Waits until the server closes.
    int closeCode() throws Exception {
        try {
            return closed.get(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException open) {
            throw new AssertionError("still open; it has heard " + heard, open);
        }
    }

    boolean isOpen() {
        return !closed.isDone();
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            message.append(part);
            if (last) {
                message.toString().lines().map(Json::parse).forEach(heard::add);
                message.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.completeExceptionally(error);
        }
    }
}
