package dev.parley.embed;

import dev.parley.websocket.WebSocket;
import dev.parley.websocket.WebSocketClient;
import dev.parley.websocket.WebSocketHandler;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A bare client that writes down what it hears: text as it is, binary as its bytes in brackets, the end as `close CODE REASON`.
final class Caller implements WebSocketHandler, AutoCloseable {

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    final WebSocket ws;

    Caller(int port, String target) {
        ws = WebSocketClient.builder().uri("ws://127.0.0.1:" + port + target).connect(this);
    }

    String next() throws InterruptedException {
        String next = heard.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing more was heard");
        }
        return next;
    }

    boolean isQuiet() {
        return heard.isEmpty();
    }

    void text(String text) {
        ws.send(text);
    }

    @Override
    public void onText(WebSocket ws, String text) {
        heard.add(text);
    }

    @Override
    public void onBinary(WebSocket ws, ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        heard.add(Arrays.toString(bytes));
    }

    @Override
    public void onClose(WebSocket ws, int code, String reason) {
        heard.add("close " + code + " " + reason);
    }

    @Override
    public void close() {
        ws.close();
    }
}
