package dev.parley.examples;

import dev.parley.websocket.Group;
import dev.parley.websocket.Origins;
import dev.parley.websocket.WebSocket;
import dev.parley.websocket.WebSocketHandler;
import dev.parley.websocket.WebSocketServer;
import java.io.IOException;
import tools.jackson.core.io.JsonStringEncoder;

/// A room that says who speaks. Bare text comes in; `{"mess":"Hi","name":"Tourist's socket:7"}` goes out to everyone,
/// the sender included. `ws://localhost:8080/?name=Ann` gives a name.
///
/// What visitors typed is escaped for HTML before it is put into JSON, so that a page may set it as `innerHTML`.
public final class NamedRoom implements WebSocketHandler {

    private final Group room = new Group();

    static void main(String[] args) throws IOException {
        WebSocketServer server = start(args.length > 0 ? Integer.parseInt(args[0]) : 8080);
        IO.println("Room at ws://localhost:" + server.port() + "/?name=YOU");
    }

    static WebSocketServer start(int port) throws IOException {
        return WebSocketServer.builder()
                .port(port)
                .origins(Origins.ANY)
                .path("/", new NamedRoom())
                .start();
    }

    @Override
    public void onOpen(WebSocket ws) {
        room.add(ws);
    }

    @Override
    public void onText(WebSocket ws, String text) {
        room.broadcast("{\"mess\":" + json(html(text)) + ",\"name\":" + json(name(ws)) + "}");
    }

    private static String name(WebSocket ws) {
        String asked = ws.request().query("name");
        return asked == null || asked.isBlank() ? "Tourist's socket:" + ws.id() : html(asked);
    }

    private static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String json(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
    }
}
