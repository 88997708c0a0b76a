package dev.parley.bench.peers;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The JDK's WebSocket client with the messages it received in a queue: text as `String`, binary as `ByteBuffer`.
record Client(WebSocket socket, BlockingQueue<Object> messages) implements AutoCloseable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    static Client open(int port, String path) {
        BlockingQueue<Object> messages = new LinkedBlockingQueue<>();
        WebSocket socket = HTTP.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + path), new Collector(messages))
                .join();
        return new Client(socket, messages);
    }

    void send(String message) {
        socket.sendText(message, true).join();
    }

    void send(ByteBuffer message) {
        socket.sendBinary(message, true).join();
    }

    /// The next message; fails after 5 s.
    Object next() throws InterruptedException {
        Object message = messages.poll(5, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no message within 5 s");
        }
        return message;
    }

    @Override
    public void close() {
        socket.abort();
    }

    /// Puts parts together.
    private static final class Collector implements WebSocket.Listener {
        private final BlockingQueue<Object> messages;
        private final StringBuilder text = new StringBuilder();
        private ByteBuffer binary = ByteBuffer.allocate(0);

        Collector(BlockingQueue<Object> messages) {
            this.messages = messages;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                messages.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
            binary = ByteBuffer.allocate(binary.remaining() + part.remaining())
                    .put(binary)
                    .put(part)
                    .flip();
            if (last) {
                messages.add(binary);
                binary = ByteBuffer.allocate(0);
            }
            socket.request(1);
            return null;
        }
    }
}
