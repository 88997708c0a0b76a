package dev.parley.examples;

import dev.parley.websocket.Origins;
import dev.parley.websocket.WebSocket;
import dev.parley.websocket.WebSocketHandler;
import dev.parley.websocket.WebSocketServer;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Sends every message back as it came, text as text and bytes as bytes.
///
/// A client that writes and never reads does not fill the memory: while its echoes wait, nothing is read from it.
public final class Echo implements WebSocketHandler {

    static void main(String[] args) throws IOException {
        WebSocketServer server = start(args.length > 0 ? Integer.parseInt(args[0]) : 8080);
        IO.println("Echo at ws://localhost:" + server.port() + "/");
    }

    static WebSocketServer start(int port) throws IOException {
        return WebSocketServer.builder()
                .port(port)
                .origins(Origins.ANY)
                .path("/", new Echo())
                .start();
    }

    @Override
    public void onText(WebSocket ws, String text) {
        ws.send(text);
    }

    @Override
    public void onBinary(WebSocket ws, ByteBuffer data) {
        ws.send(data);
    }
}
