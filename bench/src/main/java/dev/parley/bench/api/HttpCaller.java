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

/// One kept-alive connection that calls one method again and again, one call at a time.
final class HttpCaller {

    private final SocketChannel channel;
    private final ByteBuffer request;
    private final ByteBuffer in = ByteBuffer.allocate(1 << 20);

    /// When the call under way should have begun; 0 for none under way.
    long begunNanos;

    HttpCaller(int port, Selector selector, ByteBuffer request) throws IOException {
        this.request = request;
        channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    static ByteBuffer request(int port, String method, String key, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "POST /api/" + method + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nX-API-Key: " + key
                + "\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n";
        ByteBuffer request = ByteBuffer.allocateDirect(head.length() + bytes.length);
        request.put(head.getBytes(StandardCharsets.US_ASCII)).put(bytes).flip();
        return request;
    }

    void call(long begun) throws IOException {
        begunNanos = begun;
        ByteBuffer out = request.duplicate();
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    /// Reads what there is.
    ///
    /// @return whether the answer is whole
    boolean read() throws IOException {
        if (channel.read(in) < 0) {
            throw new EOFException("the server has closed the connection");
        }
        String text = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
        int head = text.indexOf("\r\n\r\n");
        if (head < 0) {
            return false;
        }
        int at = text.indexOf("Content-Length: ") + 16;
        int length = Integer.parseInt(text.substring(at, text.indexOf('\r', at)));
        if (in.position() < head + 4 + length) {
            return false;
        }
        if (!text.startsWith("HTTP/1.1 200 ") || text.startsWith("{\"error\"", head + 4)) {
            throw new IOException("the server says " + text);
        }
        in.clear();
        begunNanos = 0;
        return true;
    }
}
