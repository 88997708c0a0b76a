package dev.parley.bench.sdk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/// A client of `/connection/websocket` that costs next to nothing: frames masked with zero, answers looked at as text.
final class SdkClient {

    /// Hears what a client gets.
    interface Heard {

        /// The WebSocket is open.
        void onOpen(SdkClient client) throws IOException;

        /// A text message: one or more lines of JSON.
        void onMessage(SdkClient client, String message) throws IOException;

        void onClosed(SdkClient client, String why);
    }

    final int number;
    private final SocketChannel channel;
    private final Heard heard;
    private final SelectionKey key;
    private ByteBuffer in = ByteBuffer.allocate(1024);
    private boolean upgraded;

    /// For whoever drives it.
    long sentNanos;

    int step;
    long offset;
    String epoch = "";
    int received;

    SdkClient(int number, int port, Selector selector, Heard heard) throws IOException {
        this.number = number;
        this.heard = heard;
        channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        // 20,000 connections from one address to one port run out of ports
        channel.bind(new InetSocketAddress("127.0.0." + (2 + number % 8), 0));
        channel.connect(new InetSocketAddress("127.0.0.1", port));
        key = channel.register(selector, SelectionKey.OP_CONNECT, this);
    }

    void ready() throws IOException {
        if (key.isConnectable()) {
            channel.finishConnect();
            key.interestOps(SelectionKey.OP_READ);
            write(ByteBuffer.wrap(("GET /connection/websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                            + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                    .getBytes(ISO_8859_1)));
        } else {
            read();
        }
    }

    private void read() throws IOException {
        if (!in.hasRemaining()) {
            in = ByteBuffer.allocate(in.capacity() * 2).put(in.flip());
        }
        int n = channel.read(in);
        if (n < 0) {
            close("ended by the server");
            return;
        }
        in.flip();
        if (!upgraded) {
            int end = UTF_8.decode(in.duplicate()).toString().indexOf("\r\n\r\n");
            if (end < 0) {
                in.compact();
                return;
            }
            String head = ISO_8859_1.decode(in.duplicate()).toString();
            if (!head.startsWith("HTTP/1.1 101")) {
                close(head.lines().findFirst().orElse(""));
                return;
            }
            in.position(end + 4);
            upgraded = true;
            heard.onOpen(this);
        }
        frames();
        in.compact();
    }

    private void frames() throws IOException {
        while (in.remaining() >= 2 && channel.isOpen()) {
            int start = in.position();
            int opcode = in.get(start) & 0x0F;
            long length = in.get(start + 1) & 0x7F;
            int head = 2;
            if (length == 126) {
                head = 4;
                length = in.remaining() < 4 ? Long.MAX_VALUE - 16 : in.getShort(start + 2) & 0xFFFF;
            } else if (length == 127) {
                head = 10;
                length = in.remaining() < 10 ? Long.MAX_VALUE - 16 : in.getLong(start + 2);
            }
            if (in.remaining() < head + length) {
                return;
            }
            in.position(start + head);
            ByteBuffer payload = in.slice(start + head, (int) length);
            in.position(start + head + (int) length);
            if (opcode == 8) {
                close("close " + (length >= 2 ? payload.getShort() & 0xFFFF : 1005) + " " + UTF_8.decode(payload));
                return;
            }
            if (opcode == 1) {
                if (length == 2) {
                    send("{}"); // the protocol's ping
                } else {
                    heard.onMessage(this, UTF_8.decode(payload).toString());
                }
            }
        }
    }

    void send(String text) throws IOException {
        write(frame(text));
    }

    /// A masked text frame, to be sent any number of times with [#write].
    static ByteBuffer frame(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(bytes.length + 14);
        frame.put((byte) 0x81);
        if (bytes.length < 126) {
            frame.put((byte) (0x80 | bytes.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) bytes.length);
        }
        return frame.putInt(0).put(bytes).flip();
    }

    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                Thread.onSpinWait(); // what is sent here is small, and the server reads
            }
        }
    }

    void close(String why) throws IOException {
        if (channel.isOpen()) {
            key.cancel();
            channel.close();
            heard.onClosed(this, why);
        }
    }

    /// Cuts the connection without a word.
    void cut() throws IOException {
        key.cancel();
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }
}
