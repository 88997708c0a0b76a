package dev.parley.bench.peers;

import dev.parley.net.NetworkOptions;
import dev.parley.net.Transport;
import dev.parley.websocket.Group;
import dev.parley.websocket.PreparedMessage;
import dev.parley.websocket.WebSocket;
import dev.parley.websocket.WebSocketHandler;
import dev.parley.websocket.WebSocketServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Our own library without the server around it.
final class ParleyLibrary implements Peer {

    private final WebSocketServer server;

    private ParleyLibrary(WebSocketServer server) {
        this.server = server;
    }

    public static void main(String[] args) throws IOException {
        start(PeerOptions.parse(args)).announce();
    }

    static ParleyLibrary start(PeerOptions options) throws IOException {
        return new ParleyLibrary(WebSocketServer.builder()
                .port(options.port())
                .network(NetworkOptions.DEFAULT
                        .withTransport(transport(options.transport()))
                        .withLoops(options.loops()))
                .path("/echo", new Echo())
                .path("/raw/{channel}", new Rooms())
                .start());
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }

    private static Transport transport(PeerOptions.Transport transport) {
        return switch (transport) {
            case IO_URING -> Transport.IO_URING;
            case EPOLL -> Transport.EPOLL;
            case NIO -> Transport.NIO;
        };
    }

    private static final class Echo implements WebSocketHandler {
        @Override
        public void onText(WebSocket ws, ByteBuffer utf8) {
            ws.sendText(utf8);
        }

        @Override
        public void onBinary(WebSocket ws, ByteBuffer data) {
            ws.send(data);
        }
    }

    private static final class Rooms implements WebSocketHandler {
        private static final WebSocket.Key<Group> ROOM = WebSocket.Key.of("room");

        private final Map<String, Group> rooms = new ConcurrentHashMap<>();

        @Override
        public void onOpen(WebSocket ws) {
            Group room = rooms.computeIfAbsent(ws.request().parameter("channel"), name -> new Group());
            ws.set(ROOM, room);
            room.add(ws);
        }

        @Override
        public void onText(WebSocket ws, ByteBuffer utf8) {
            toAll(ws, PreparedMessage.text(utf8));
        }

        @Override
        public void onBinary(WebSocket ws, ByteBuffer data) {
            toAll(ws, PreparedMessage.binary(data));
        }

        private static void toAll(WebSocket ws, PreparedMessage message) {
            Group room = ws.get(ROOM);
            if (room != null) {
                room.broadcast(message);
            }
        }
    }
}
