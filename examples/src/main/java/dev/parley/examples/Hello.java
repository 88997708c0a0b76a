package dev.parley.examples;

import dev.parley.websocket.CloseCode;
import dev.parley.websocket.Origins;
import dev.parley.websocket.WebSocket;
import dev.parley.websocket.WebSocketHandler;
import dev.parley.websocket.WebSocketServer;
import java.io.IOException;
import java.time.Duration;

/// Greets by the name it is sent, and a while later says goodbye: closes with code 1000 and a reason.
public final class Hello implements WebSocketHandler {

    private final Duration stay;

    private Hello(Duration stay) {
        this.stay = stay;
    }

    static void main(String[] args) throws IOException {
        WebSocketServer server = start(args.length > 0 ? Integer.parseInt(args[0]) : 8080);
        IO.println("Send your name to ws://localhost:" + server.port() + "/");
    }

    static WebSocketServer start(int port) throws IOException {
        return start(port, Duration.ofSeconds(5));
    }

    static WebSocketServer start(int port, Duration stay) throws IOException {
        return WebSocketServer.builder()
                .port(port)
                .origins(Origins.ANY)
                .path("/", new Hello(stay))
                .start();
    }

    @Override
    public void onText(WebSocket ws, String name) {
        ws.send("Hello, " + name + "!");
        ws.schedule(stay, () -> ws.close(CloseCode.NORMAL, "It was nice to meet you."));
    }
}
