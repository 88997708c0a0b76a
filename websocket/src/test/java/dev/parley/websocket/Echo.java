package dev.parley.websocket;

import java.nio.ByteBuffer;

/// Sends back what it hears.
class Echo implements WebSocketHandler {

    @Override
    public void onText(WebSocket ws, ByteBuffer utf8) {
        ws.sendText(utf8);
    }

    @Override
    public void onBinary(WebSocket ws, ByteBuffer data) {
        ws.send(data);
    }
}
