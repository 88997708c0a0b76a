package dev.parley.examples;

import dev.parley.net.Loop;
import dev.parley.net.NetworkOptions;
import dev.parley.websocket.Origins;
import dev.parley.websocket.PreparedMessage;
import dev.parley.websocket.WebSocket;
import dev.parley.websocket.WebSocketHandler;
import dev.parley.websocket.WebSocketServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/// A game's server: each player drives a tank, and everybody sees the whole field 20 times a second, in binary.
///
/// A player sends one byte, the keys that are down: 1 left, 2 right, 4 up, 8 down. A state is the tick's number
/// (4 bytes), then for each tank its number (4 bytes), x and y (2 bytes each), all big-endian.
///
/// A state is worth something only while it is new. A player who has not taken the last one yet is passed over, and
/// gets the newest as soon as there is room: no queue of old ones grows until the connection is cut off as too slow.
public final class Tanks implements WebSocketHandler {

    private static final int FIELD = 1000;

    private static final class Tank {
        int x = FIELD / 2;
        int y = FIELD / 2;
        int keys;

        void move() {
            x = Math.clamp(x + ((keys >> 1) & 1) - (keys & 1), 0, FIELD);
            y = Math.clamp(y + ((keys >> 3) & 1) - ((keys >> 2) & 1), 0, FIELD);
        }
    }

    /// Everything here happens on one loop, so that nothing needs a lock.
    private final Map<Integer, Tank> tanks = new LinkedHashMap<>();
    private final Map<WebSocket, Tank> players = new LinkedHashMap<>();
    private final long tickNanos;
    private int tick;

    private Tanks(int bots, int tickMillis) {
        tickNanos = tickMillis * 1_000_000L;
        IntStream.rangeClosed(1, bots).forEach(bot -> tanks.put(-bot, new Tank()));
    }

    static void main(String[] args) throws IOException {
        WebSocketServer server = start(args.length > 0 ? Integer.parseInt(args[0]) : 8080);
        IO.println("Tanks at ws://localhost:" + server.port() + "/");
    }

    static WebSocketServer start(int port) throws IOException {
        return start(port, 3, 50);
    }

    /// @param bots tanks that drive themselves
    static WebSocketServer start(int port, int bots, int tickMillis) throws IOException {
        Tanks game = new Tanks(bots, tickMillis);
        WebSocketServer server = WebSocketServer.builder()
                .port(port)
                .origins(Origins.ANY)
                .network(NetworkOptions.DEFAULT.withLoops(1))
                .path("/", game)
                .start();
        Loop loop = server.network().loops().getFirst();
        loop.execute(() -> game.tick(loop, System.nanoTime()));
        return server;
    }

    @Override
    public void onOpen(WebSocket ws) {
        Tank tank = new Tank();
        players.put(ws, tank);
        tanks.put((int) ws.id(), tank);
    }

    @Override
    public void onBinary(WebSocket ws, ByteBuffer data) {
        Tank tank = players.get(ws);
        if (tank != null && data.hasRemaining()) {
            tank.keys = data.get();
        }
    }

    @Override
    public void onClose(WebSocket ws, int code, String reason) {
        players.remove(ws);
        tanks.remove((int) ws.id());
    }

    private void tick(Loop loop, long dueNanos) {
        tick++;
        ByteBuffer state = ByteBuffer.allocate(4 + 8 * tanks.size()).putInt(tick);
        tanks.forEach((number, tank) -> {
            if (number < 0) {
                tank.keys = 1 << (tick / 20 - number) % 4;
            }
            tank.move();
            state.putInt(number).putShort((short) tank.x).putShort((short) tank.y);
        });
        PreparedMessage message = PreparedMessage.binary(state.flip());
        for (WebSocket player : players.keySet()) {
            if (player.bufferedAmount() == 0) {
                player.send(message);
            }
        }
        long now = System.nanoTime();
        long next = Math.max(dueNanos + tickNanos, now);
        loop.schedule((next - now) / 1_000_000, () -> tick(loop, next));
    }
}
