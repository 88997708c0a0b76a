package dev.parley.bench.peers;

import static io.undertow.Handlers.path;
import static io.undertow.Handlers.websocket;

import io.undertow.Undertow;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Undertow, by its own WebSocket handler.
final class UndertowPeer implements Peer {

    private final Undertow server;

    private UndertowPeer(Undertow server) {
        this.server = server;
    }

    public static void main(String[] args) {
        start(PeerOptions.parse(args)).announce();
    }

    static UndertowPeer start(PeerOptions options) {
        Map<String, Set<WebSocketChannel>> rooms = new ConcurrentHashMap<>();
        Undertow server = Undertow.builder()
                .addHttpListener(options.port(), "127.0.0.1")
                .setIoThreads(options.loops())
                .setHandler(path().addExactPath("/echo", websocket((exchange, channel) -> {
                            channel.getReceiveSetter().set(new Receiver(Set.of(channel)));
                            channel.resumeReceives();
                        }))
                        .addPrefixPath("/raw", websocket((exchange, channel) -> {
                            Set<WebSocketChannel> room = rooms.computeIfAbsent(
                                    exchange.getRequestURI(), name -> ConcurrentHashMap.newKeySet());
                            room.add(channel);
                            channel.addCloseTask(room::remove);
                            channel.getReceiveSetter().set(new Receiver(room));
                            channel.resumeReceives();
                        })))
                .build();
        server.start();
        return new UndertowPeer(server);
    }

    @Override
    public int port() {
        List<Undertow.ListenerInfo> listeners = server.getListenerInfo();
        return ((InetSocketAddress) listeners.getFirst().getAddress()).getPort();
    }

    @Override
    public void close() {
        server.stop();
    }

    /// Sends each message to all in `to`.
    private static final class Receiver extends AbstractReceiveListener {
        private final Set<WebSocketChannel> to;

        Receiver(Set<WebSocketChannel> to) {
            this.to = to;
        }

        @Override
        protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
            String text = message.getData();
            for (WebSocketChannel member : to) {
                WebSockets.sendText(text, member, null);
            }
        }

        @Override
        protected void onFullBinaryMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
            try (var data = message.getData()) {
                ByteBuffer whole = WebSockets.mergeBuffers(data.getResource());
                for (WebSocketChannel member : to) {
                    WebSockets.sendBinary(whole.duplicate(), member, null);
                }
            }
        }
    }
}
