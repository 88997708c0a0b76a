package dev.parley.websocket;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A client that says exactly what a test tells it to, byte by byte, and shows what comes back frame by frame.
final class RawClient implements AutoCloseable {

    static final int FIN = 0x80;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    final String answer;

    /// A frame as it came from the server.
    record Frame(int first, byte[] payload) {
        int opcode() {
            return first & 15;
        }

        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        int closeCode() {
            return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
        }

        String closeReason() {
            return payload.length <= 2 ? "" : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }
    }

    private RawClient(int port, String request, int receiveBuffer) throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new java.net.InetSocketAddress("127.0.0.1", port));
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        in = new java.io.BufferedInputStream(socket.getInputStream(), 65536);
        out = socket.getOutputStream();
        out.write(request.getBytes(StandardCharsets.ISO_8859_1));
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int last4 = 0;
        while (last4 != 0x0d0a0d0a) {
            int b = in.read();
            if (b < 0) {
                break;
            }
            head.write(b);
            last4 = last4 << 8 | b;
        }
        answer = head.toString(StandardCharsets.ISO_8859_1);
    }

    static String request(int port, String target, String... headerLines) {
        StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        for (String line : headerLines) {
            request.append(line).append("\r\n");
        }
        return request.append("\r\n").toString();
    }

    /// Opens a WebSocket, and fails if the server does not.
    static RawClient open(int port, String target, String... headerLines) throws IOException {
        RawClient client = new RawClient(port, request(port, target, headerLines), 0);
        if (!client.answer.startsWith("HTTP/1.1 101")) {
            throw new IOException("not opened: " + client.answer);
        }
        return client;
    }

    /// Opens a WebSocket whose client has little room for what it does not read.
    static RawClient openNarrow(int port, String target) throws IOException {
        return new RawClient(port, request(port, target), 4096);
    }

    /// Sends a request and shows the answer, whatever it is.
    static RawClient ask(int port, String request) throws IOException {
        return new RawClient(port, request, 0);
    }

    RawClient send(byte... bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    RawClient text(String text) throws IOException {
        return send(frame(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8)));
    }

    RawClient binary(byte[] data) throws IOException {
        return send(frame(FIN | BINARY, data));
    }

    RawClient close(int code, String reason) throws IOException {
        byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
        return send(frame(
                FIN | CLOSE,
                ByteBuffer.allocate(2 + utf8.length)
                        .putShort((short) code)
                        .put(utf8)
                        .array()));
    }

    /// A masked frame.
    static byte[] frame(int first, byte[] payload) {
        byte[] mask = {0x37, (byte) 0xfa, 0x21, 0x3d};
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65536) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.put(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask[i & 3]));
        }
        return Arrays.copyOf(frame.array(), frame.position());
    }

    Frame read() throws IOException {
        int first = readByte();
        int length = readByte();
        if ((length & 0x80) != 0) {
            throw new IOException("a masked frame from a server");
        }
        long size = length;
        if (length == 126) {
            size = readByte() << 8 | readByte();
        } else if (length == 127) {
            size = 0;
            for (int i = 0; i < 8; i++) {
                size = size << 8 | readByte();
            }
        }
        byte[] payload = in.readNBytes((int) size);
        if (payload.length < size) {
            throw new EOFException();
        }
        return new Frame(first, payload);
    }

    private int readByte() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException();
        }
        return b;
    }

    /// Reads until the server ends the stream, and says what else came.
    byte[] readToEnd() throws IOException {
        return in.readAllBytes();
    }

    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /// Resets the connection.
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
