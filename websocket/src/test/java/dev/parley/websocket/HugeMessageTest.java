package dev.parley.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A message of a GiB each way, in a process that has 40 MiB of heap and 24 MiB of direct memory.
@Tag("slow")
class HugeMessageTest {

    private static final long SIZE = 1L << 30;
    private static final int PIECE = 1 << 20;

    /// The process under test: takes one message in parts, says how long it was, and sends one as long back.
    static final class Server {

        public static void main(String[] args) throws Exception {
            WebSocketServer server = WebSocketServer.builder()
                    .virtualThreads()
                    .options(WebSocketOptions.DEFAULT
                            .withMessageSizeLimit(Long.MAX_VALUE)
                            .withVirtualThreads(true))
                    .path("/", new WebSocketHandler() {
                        private long received;

                        @Override
                        public boolean wantsParts() {
                            return true;
                        }

                        @Override
                        public void onBinaryPart(WebSocket ws, ByteBuffer data, boolean last) {
                            received += data.remaining();
                            if (last) {
                                ws.send(Long.toString(received));
                                try (MessageStream stream = ws.streamBinary()) {
                                    ByteBuffer piece = ByteBuffer.allocate(PIECE);
                                    for (long sent = 0; sent < SIZE; sent += PIECE) {
                                        stream.write(piece.duplicate());
                                    }
                                }
                            }
                        }
                    })
                    .start();
            System.out.println(server.port());
        }
    }

    @Test
    void aMessageOfAGibGoesThroughInPartsWithin64MibOfMemory() throws Exception {
        Process process = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx40m",
                        "-XX:MaxDirectMemorySize=24m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Server.class.getName()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int port = Integer.parseInt(said.readLine());
            try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.setSoTimeout(60_000);
                OutputStream out = socket.getOutputStream();
                DataInputStream in =
                        new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream(), 1 << 16));
                out.write(RawClient.request(port, "/").getBytes(StandardCharsets.ISO_8859_1));
                int last4 = 0;
                while (last4 != 0x0d0a0d0a) {
                    last4 = last4 << 8 | in.readUnsignedByte();
                }
                out.write(ByteBuffer.allocate(14)
                        .put((byte) 0x82)
                        .put((byte) 0xff)
                        .putLong(SIZE)
                        .putInt(0)
                        .array());
                byte[] piece = new byte[PIECE];
                for (long sent = 0; sent < SIZE; sent += PIECE) {
                    out.write(piece);
                }
                assertThat(payload(in, RawClient.FIN | RawClient.TEXT)).isEqualTo(10);
                assertThat(new String(in.readNBytes(10), StandardCharsets.US_ASCII))
                        .isEqualTo(Long.toString(SIZE));
                long received = 0;
                int first;
                int expected = RawClient.BINARY;
                do {
                    in.mark(1);
                    first = in.readUnsignedByte();
                    assertThat(first & 0x7f).isEqualTo(expected);
                    expected = 0;
                    long length = length(in);
                    in.skipNBytes(length);
                    received += length;
                } while ((first & RawClient.FIN) == 0);
                assertThat(received).isEqualTo(SIZE);
            }
        } finally {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static long payload(DataInputStream in, int first) throws Exception {
        assertThat(in.readUnsignedByte()).isEqualTo(first);
        return length(in);
    }

    private static long length(DataInputStream in) throws Exception {
        int length = in.readUnsignedByte();
        return length < 126 ? length : length == 126 ? in.readUnsignedShort() : in.readLong();
    }
}
