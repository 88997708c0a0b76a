package dev.parley.bench.peers;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;

/// Jetty 12, by its core server and its own WebSocket API (no servlets).
public final class JettyPeer implements Peer {

    private final Server server;
    private final ServerConnector connector;

    private JettyPeer(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    public static void main(String[] args) throws Exception {
        start(PeerOptions.parse(args)).announce();
    }

    static JettyPeer start(PeerOptions options) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, options.loops());
        connector.setHost("127.0.0.1");
        connector.setPort(options.port());
        connector.setAcceptQueueSize(1024);
        server.addConnector(connector);
        Map<String, Set<Session>> rooms = new ConcurrentHashMap<>();
        server.setHandler(WebSocketUpgradeHandler.from(server, container -> {
            container.setIdleTimeout(Duration.ofMinutes(10));
            container.addMapping("/echo", (request, response, callback) -> new Endpoint(null));
            container.addMapping(
                    "/raw/*",
                    (request, response, callback) -> new Endpoint(rooms.computeIfAbsent(
                            request.getHttpURI().getPath(), name -> ConcurrentHashMap.newKeySet())));
        }));
        server.start();
        return new JettyPeer(server, connector);
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty did not stop", e);
        }
    }

    /// Sends each message to all in its room, or back. Public because Jetty calls it by method handle.
    public static final class Endpoint implements Session.Listener.AutoDemanding {
        private final @Nullable Set<Session> room;
        private Set<Session> to = Set.of();
        private @Nullable Session session;

        Endpoint(@Nullable Set<Session> room) {
            this.room = room;
        }

        @Override
        public void onWebSocketOpen(Session opened) {
            session = opened;
            if (room == null) {
                to = Set.of(opened);
            } else {
                room.add(opened);
                to = room;
            }
        }

        @Override
        public void onWebSocketText(String text) {
            for (Session member : to) {
                member.sendText(text, Callback.NOOP);
            }
        }

        @Override
        public void onWebSocketBinary(ByteBuffer data, Callback callback) {
            ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
            for (Session member : to) {
                member.sendBinary(copy.duplicate(), Callback.NOOP);
            }
            callback.succeed();
        }

        /// Connections that are cut are the load generator's way of leaving; the close that follows does the rest.
        @Override
        public void onWebSocketError(Throwable cause) {}

        @Override
        public void onWebSocketClose(int code, String reason, Callback callback) {
            if (room != null && session != null) {
                room.remove(session);
            }
            callback.succeed();
        }
    }
}
