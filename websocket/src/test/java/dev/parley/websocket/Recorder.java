package dev.parley.websocket;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A handler that writes down what it hears.
class Recorder implements WebSocketHandler {

    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    final BlockingQueue<WebSocket> opened = new LinkedBlockingQueue<>();

    String next() throws InterruptedException {
        String next = heard.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing more was heard");
        }
        return next;
    }

    WebSocket connection() throws InterruptedException {
        WebSocket ws = opened.poll(10, TimeUnit.SECONDS);
        if (ws == null) {
            throw new AssertionError("nothing opened");
        }
        return ws;
    }

    @Override
    public void onOpen(WebSocket ws) {
        heard.add("open");
        opened.add(ws);
    }

    @Override
    public void onText(WebSocket ws, String text) {
        heard.add("text " + text);
    }

    @Override
    public void onBinary(WebSocket ws, java.nio.ByteBuffer data) {
        heard.add("binary " + data.remaining());
    }

    @Override
    public void onClose(WebSocket ws, int code, String reason) {
        heard.add("close " + code + " " + reason);
    }

    @Override
    public void onError(WebSocket ws, Throwable error) {
        heard.add("error " + error.getMessage());
    }
}
