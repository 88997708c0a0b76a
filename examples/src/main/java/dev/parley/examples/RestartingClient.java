package dev.parley.examples;

import dev.parley.websocket.WebSocket;
import dev.parley.websocket.WebSocketClient;
import dev.parley.websocket.WebSocketHandler;
import java.time.Duration;
import java.util.function.Consumer;

/// A client that survives restarts of its server. It sends numbered lines to an echo (start `Echo` first, then stop and
/// start it again as you like) and sees each line come back, in order, none missing.
///
/// The library opens the connection again; what was on its way when it broke may be lost. So a line counts only once
/// its echo is here, and every connection begins with the line that has none yet.
public final class RestartingClient implements WebSocketHandler {

    private final Duration pause;
    private final Consumer<String> out;
    private int number = 1;

    private RestartingClient(Duration pause, Consumer<String> out) {
        this.pause = pause;
        this.out = out;
    }

    static void main(String[] args) {
        start(args.length > 0 ? Integer.parseInt(args[0]) : 8080, Duration.ofSeconds(1), IO::println);
    }

    static WebSocket start(int port, Duration pause, Consumer<String> out) {
        return WebSocketClient.builder()
                .uri("ws://127.0.0.1:" + port + "/")
                .reconnect(Duration.ofMillis(100), Duration.ofSeconds(5))
                .connect(new RestartingClient(pause, out));
    }

    @Override
    public void onOpen(WebSocket ws) {
        out.accept("connected");
        ws.send(line());
    }

    @Override
    public void onText(WebSocket ws, String text) {
        if (text.equals(line())) {
            out.accept(text);
            number++;
            ws.schedule(pause, () -> ws.send(line()));
        }
    }

    @Override
    public void onClose(WebSocket ws, int code, String reason) {
        out.accept("lost: " + code + " " + reason);
    }

    @Override
    public void onError(WebSocket ws, Throwable error) {
        out.accept("trying again: " + error.getMessage());
    }

    private String line() {
        return "line " + number;
    }
}
