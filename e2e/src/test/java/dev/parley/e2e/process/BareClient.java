package dev.parley.e2e.process;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/// A socket of bytes and nothing else: HTTP and frames are written out here, so that it shares no code with ours.
/// Blocking; one thread.
final class BareClient implements AutoCloseable {

    private final SocketChannel socket;
    private final ByteBuffer unread = ByteBuffer.allocate(8192).flip();

    private BareClient(SocketChannel socket) {
        this.socket = socket;
    }

    static BareClient connect(int port) throws IOException {
        SocketAddress address = new InetSocketAddress("127.0.0.1", port);
        return new BareClient(SocketChannel.open(address));
    }

    static BareClient connect(UnixDomainSocketAddress address) throws IOException {
        SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        socket.connect(address);
        return new BareClient(socket);
    }

    /// Sends the head of a request for a WebSocket.
    BareClient asksFor(String path) throws IOException {
        return sends("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    }

    BareClient sends(String bytes) throws IOException {
        write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /// Reads a head, and the body of the length that it names.
    String hearsAnswer() throws IOException {
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            answer.append((char) next());
        }
        var length = java.util.regex.Pattern.compile("(?i)\r\ncontent-length: *(\\d+)")
                .matcher(answer);
        for (int left = length.find() ? Integer.parseInt(length.group(1)) : 0; left > 0; left--) {
            answer.append((char) next());
        }
        return answer.toString();
    }

    /// Sends a short text frame, masked with zeros.
    void says(String text) throws IOException {
        frame(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Sends a close frame with a code.
    void saysGoodbye(int code) throws IOException {
        frame(0x88, new byte[] {(byte) (code >> 8), (byte) code});
    }

    private void frame(int first, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        frame.write(0x80 | payload.length);
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        write(frame.toByteArray());
    }

    /// Reads a short frame: text as it is, a close as its code and reason.
    String hears() throws IOException {
        int first = next();
        byte[] payload = new byte[next()];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) next();
        }
        return switch (first) {
            case 0x81 -> new String(payload, StandardCharsets.UTF_8);
            case 0x88 ->
                "close " + ((payload[0] & 0xff) << 8 | payload[1] & 0xff) + " "
                        + new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
            default -> throw new AssertionError("frame 0x" + Integer.toHexString(first));
        };
    }

    private void write(byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            socket.write(left);
        }
    }

    private int next() throws IOException {
        if (!unread.hasRemaining()) {
            unread.clear();
            if (socket.read(unread) < 0) {
                unread.flip();
                throw new EOFException("the server closed the connection");
            }
            unread.flip();
        }
        return unread.get() & 0xff;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
