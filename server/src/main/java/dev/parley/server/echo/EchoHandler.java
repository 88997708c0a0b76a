package dev.parley.server.echo;

import dev.parley.websocket.WebSocket;
import dev.parley.websocket.WebSocketHandler;
import java.nio.ByteBuffer;

/// Answers each message with itself, text as text and binary as binary, without ever looking inside. Whoever does not
/// read the answers is not read from.
public final class EchoHandler implements WebSocketHandler {

    @Override
    public void onText(WebSocket ws, ByteBuffer utf8) {
        ws.sendText(utf8);
    }

    @Override
    public void onBinary(WebSocket ws, ByteBuffer data) {
        ws.send(data);
    }
}
