package dev.parley.bench.api;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/// One SDK client that connects with a token, hears that it is connected, and goes.
final class TokenClient {

    private static final byte[] MASK = {1, 2, 3, 4};

    private final SocketChannel channel;
    private final ByteBuffer frame;
    private final ByteBuffer in = ByteBuffer.allocate(4096);
    private boolean upgraded;
    final long begunNanos = System.nanoTime();

    TokenClient(int port, Selector selector, String token) throws IOException {
        byte[] command = ("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}").getBytes(StandardCharsets.US_ASCII);
        frame = ByteBuffer.allocate(command.length + 8);
        frame.put((byte) 0x81)
                .put((byte) (0x80 | 126))
                .putShort((short) command.length)
                .put(MASK);
        for (int i = 0; i < command.length; i++) {
            frame.put((byte) (command[i] ^ MASK[i & 3]));
        }
        frame.flip();
        channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
        channel.write(ByteBuffer.wrap(("GET /connection/websocket HTTP/1.1\r\nHost: 127.0.0.1:" + port
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII)));
    }

    /// Reads what there is.
    ///
    /// @return whether it is connected; then it has gone
    boolean read() throws IOException {
        if (channel.read(in) < 0) {
            throw new EOFException("the server has closed the connection");
        }
        String text = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
        if (!upgraded) {
            if (text.contains("\r\n\r\n")) {
                if (!text.startsWith("HTTP/1.1 101 ")) {
                    throw new IOException("the server says " + text);
                }
                upgraded = true;
                in.clear();
                channel.write(frame);
            }
            return false;
        }
        if (text.contains("\"error\"")) {
            throw new IOException("the server says " + text);
        }
        if (!text.contains("\"connect\":{\"client\"")) {
            return false;
        }
        channel.close();
        return true;
    }
}
