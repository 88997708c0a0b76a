package dev.parley.bench.peers;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.java_websocket.WebSocket;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;
import org.jspecify.annotations.Nullable;

/// Java-WebSocket: one selector thread and `loops` decoder threads.
final class JavaWebSocketPeer extends WebSocketServer implements Peer {

    private final Map<String, Set<WebSocket>> rooms = new ConcurrentHashMap<>();
    private final CountDownLatch listening = new CountDownLatch(1);

    private JavaWebSocketPeer(PeerOptions options) {
        super(new InetSocketAddress("127.0.0.1", options.port()), options.loops());
        setMaxPendingConnections(1024);
        setReuseAddr(true);
        setTcpNoDelay(true);
    }

    public static void main(String[] args) throws InterruptedException {
        start(PeerOptions.parse(args)).announce();
    }

    static JavaWebSocketPeer start(PeerOptions options) throws InterruptedException {
        JavaWebSocketPeer peer = new JavaWebSocketPeer(options);
        peer.start();
        peer.listening.await();
        return peer;
    }

    @Override
    public int port() {
        return getPort();
    }

    @Override
    public void close() {
        try {
            stop(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void onStart() {
        listening.countDown();
    }

    @Override
    public void onOpen(WebSocket socket, ClientHandshake handshake) {
        String path = handshake.getResourceDescriptor();
        if (path.startsWith("/raw/")) {
            Set<WebSocket> room = rooms.computeIfAbsent(path, name -> ConcurrentHashMap.newKeySet());
            socket.setAttachment(room);
            room.add(socket);
        }
    }

    @Override
    public void onMessage(WebSocket socket, String text) {
        Set<WebSocket> room = socket.getAttachment();
        if (room == null) {
            socket.send(text);
        } else {
            broadcast(text, room);
        }
    }

    @Override
    public void onMessage(WebSocket socket, ByteBuffer data) {
        Set<WebSocket> room = socket.getAttachment();
        if (room == null) {
            socket.send(data);
        } else {
            broadcast(data, room);
        }
    }

    @Override
    public void onClose(WebSocket socket, int code, String reason, boolean remote) {
        Set<WebSocket> room = socket.getAttachment();
        if (room != null) {
            room.remove(socket);
        }
    }

    @Override
    public void onError(@Nullable WebSocket socket, Exception error) {
        if (socket == null) {
            System.err.println("server failed: " + error);
        }
    }
}
