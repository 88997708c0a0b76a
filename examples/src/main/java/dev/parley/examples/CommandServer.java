package dev.parley.examples;

import dev.parley.websocket.Origins;
import dev.parley.websocket.WebSocket;
import dev.parley.websocket.WebSocketHandler;
import dev.parley.websocket.WebSocketServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Answers a fixed list of commands. What a visitor sends is only ever looked up here, never handed to a shell.
public final class CommandServer implements WebSocketHandler {

    private final SortedMap<String, Supplier<String>> commands = new TreeMap<>();

    private CommandServer() {
        commands.put("date", () -> LocalDate.now(ZoneId.systemDefault()).toString());
        commands.put(
                "time",
                () -> LocalTime.now(ZoneId.systemDefault())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString());
        commands.put(
                "uptime",
                () -> Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime())
                        .toString());
        commands.put("help", () -> "Commands: " + String.join(", ", commands.keySet()));
    }

    static void main(String[] args) throws IOException {
        WebSocketServer server = start(args.length > 0 ? Integer.parseInt(args[0]) : 8080);
        IO.println("Send date, time, uptime or help to ws://localhost:" + server.port() + "/");
    }

    static WebSocketServer start(int port) throws IOException {
        return WebSocketServer.builder()
                .port(port)
                .origins(Origins.ANY)
                .path("/", new CommandServer())
                .start();
    }

    @Override
    public void onText(WebSocket ws, String text) {
        Supplier<String> command = commands.get(text.strip().toLowerCase(Locale.ROOT));
        ws.send(command != null ? command.get() : "Unknown command. Send help for the list.");
    }
}
