package dev.parley.e2e.sdk;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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

    private BareSdkClient(String url, String... subprotocols) {
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        if (subprotocols.length > 0) {
            builder.subprotocols(subprotocols[0], Arrays.copyOfRange(subprotocols, 1, subprotocols.length));
        }
        socket = builder.buildAsync(URI.create(url), new Listener()).join();
    }

    static BareSdkClient open(String url) {
        return new BareSdkClient(url);
    }

    static BareSdkClient offering(String url, String... subprotocols) {
        return new BareSdkClient(url, subprotocols);
    }

    /// Tries to open one that is refused.
    ///
    /// @return the HTTP status
    static int refusalOf(String url) {
        try (BareSdkClient client = open(url)) {
            throw new AssertionError("it was let in: " + client.isOpen());
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw failed;
        }
    }

    /// One that has said hello, and heard the answer.
    static BareSdkClient connected(String url) throws InterruptedException {
        return connected(url, "");
    }

    static BareSdkClient connected(String url, String token) throws InterruptedException {
        BareSdkClient client = new BareSdkClient(url).says("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
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

    /// What the subprotocol is that was agreed on, or empty.
    String subprotocol() {
        return socket.getSubprotocol();
    }

    /// What it has heard and nobody has looked at.
    List<JsonNode> rest() {
        List<JsonNode> rest = new ArrayList<>();
        heard.drainTo(rest);
        return rest;
    }

    /// Waits for the answer to its hello: whether there is one, or it is closed instead.
    boolean isLetIn() throws InterruptedException {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !heard.isEmpty() || closed.isDone());
        return !heard.isEmpty() && hears().has("connect");
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
