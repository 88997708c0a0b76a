package dev.parley.examples;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/// A page of a foreign site, with the JDK's WebSocket in the place of the browser's. Waits at most 10 s for anything.
final class Page implements WebSocket.Listener, AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int PATIENCE_SECONDS = 10;

    record Closed(int code, String reason) {}

    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final BlockingQueue<ByteBuffer> binaries = new LinkedBlockingQueue<>();
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();
    private final WebSocket ws;

    private Page(int port, String target) {
        ws = HTTP.newWebSocketBuilder()
                .header("Origin", "https://elsewhere.example")
                .buildAsync(URI.create("ws://127.0.0.1:" + port + target), this)
                .orTimeout(PATIENCE_SECONDS, SECONDS)
                .join();
    }

    static Page open(int port) {
        return open(port, "/");
    }

    static Page open(int port, String target) {
        return new Page(port, target);
    }

    void send(String message) {
        ws.sendText(message, true).orTimeout(PATIENCE_SECONDS, SECONDS).join();
    }

    void send(byte... message) {
        ws.sendBinary(ByteBuffer.wrap(message), true)
                .orTimeout(PATIENCE_SECONDS, SECONDS)
                .join();
    }

    String hears() throws InterruptedException {
        return next(texts);
    }

    ByteBuffer receives() throws InterruptedException {
        return next(binaries);
    }

    private <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        for (int tenths = 0; tenths < PATIENCE_SECONDS * 10; tenths++) {
            T message = queue.poll(100, MILLISECONDS);
            if (message != null) {
                return message;
            }
            if (closed.isDone() && queue.isEmpty()) {
                throw new AssertionError("nothing came, but a close: " + closed.join());
            }
        }
        throw new AssertionError("nothing came within " + PATIENCE_SECONDS + " s");
    }

    Closed isClosed() {
        return closed.orTimeout(PATIENCE_SECONDS, SECONDS).join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket ws, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            texts.add(text.toString());
            text.setLength(0);
        }
        ws.request(1);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket ws, ByteBuffer part, boolean last) {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        binary.writeBytes(bytes);
        if (last) {
            binaries.add(ByteBuffer.wrap(binary.toByteArray()));
            binary.reset();
        }
        ws.request(1);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket ws, int code, String reason) {
        closed.complete(new Closed(code, reason));
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket ws, Throwable error) {
        closed.completeExceptionally(error);
    }

    /// Leaves politely: returns once the server has answered the close, or was the first to say it.
    void leave() {
        if (!closed.isDone()) {
            ws.sendClose(WebSocket.NORMAL_CLOSURE, "");
        }
        try {
            isClosed();
        } finally {
            ws.abort();
        }
    }

    @Override
    public void close() {
        leave();
    }
}
