package dev.parley.examples;

import dev.parley.websocket.Group;
import dev.parley.websocket.Origins;
import dev.parley.websocket.WebSocket;
import dev.parley.websocket.WebSocketHandler;
import dev.parley.websocket.WebSocketServer;
import java.io.IOException;

/// The smallest chat: what anyone sends goes to everyone, its sender included, as it is.
///
/// A page that shows these messages must treat them as text (`textContent`), never as HTML.
public final class BroadcastChat implements WebSocketHandler {

    private final Group everyone = new Group();

    static void main(String[] args) throws IOException {
        WebSocketServer server = start(args.length > 0 ? Integer.parseInt(args[0]) : 8080);
        IO.println("Chat at ws://localhost:" + server.port() + "/");
    }

    static WebSocketServer start(int port) throws IOException {
        return WebSocketServer.builder()
                .port(port)
                .origins(Origins.ANY)
                .path("/", new BroadcastChat())
                .start();
    }

    @Override
    public void onOpen(WebSocket ws) {
        everyone.add(ws);
    }

    @Override
    public void onText(WebSocket ws, String text) {
        everyone.broadcast(text);
    }
}
