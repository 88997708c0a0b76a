package dev.parley.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class TanksTest {

    private static final byte RIGHT = 2;

    /// A state as a player reads it.
    private record State(int tick, ByteBuffer tanks) {
        State(ByteBuffer message) {
            int tick = message.getInt();
            this(tick, message.slice());
        }

        int count() {
            return tanks.capacity() / 8;
        }

        int x(int index) {
            return tanks.getShort(index * 8 + 4);
        }
    }

    @Test
    void theFieldComesTwentyTimesASecond() throws Exception {
        long start = System.nanoTime();
        try (var server = Tanks.start(0);
                Page player = Page.open(server.port())) {
            int first = new State(player.receives()).tick();
            State last = null;
            for (int i = 0; i < 40; i++) {
                last = new State(player.receives());
            }
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertThat(took).isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(10));
            assertThat(last.tick() - first).isBetween(40, 45);
        }
    }

    @Test
    void aKeyThatIsDownMovesTheTankOfItsPlayerForAllToSee() throws Exception {
        try (var server = Tanks.start(0, 0, 50);
                Page driver = Page.open(server.port());
                Page other = Page.open(server.port())) {
            driver.send(RIGHT);
            State seen;
            do {
                seen = new State(other.receives());
            } while (seen.count() < 2 || seen.x(0) == seen.x(1));
            assertThat(Math.abs(seen.x(0) - seen.x(1))).isBetween(1, 500);
            assertThat(Math.min(seen.x(0), seen.x(1))).isEqualTo(500);
        }
    }

    @Test
    void whoLeavesIsOffTheField() throws Exception {
        try (var server = Tanks.start(0, 0, 50);
                Page stays = Page.open(server.port())) {
            Page leaves = Page.open(server.port());
            while (new State(stays.receives()).count() != 2) {}
            leaves.close();
            while (new State(stays.receives()).count() != 1) {}
        }
    }

    /// 300 states of 40 KB are more than the kernel's buffers hold, so that a player who reads none of them has to miss
    /// some; were they queued, the 1 MiB of the outgoing queue would overflow and end the connection.
    @Test
    void aSlowPlayerSkipsToTheNewestState() throws Exception {
        try (var server = Tanks.start(0, 5_000, 10);
                Page quick = Page.open(server.port());
                Socket slow = new Socket()) {
            slow.setReceiveBufferSize(8 * 1024);
            slow.setSoTimeout(10_000);
            slow.connect(new InetSocketAddress("127.0.0.1", server.port()));
            DataInputStream in = upgrade(slow);
            int first = new State(readBinary(in)).tick();

            int newest;
            do {
                newest = new State(quick.receives()).tick();
            } while (newest < first + 300);

            int tick = first;
            int widestGap = 0;
            while (tick < newest) {
                int next = new State(readBinary(in)).tick();
                assertThat(next).isGreaterThan(tick);
                widestGap = Math.max(widestGap, next - tick);
                tick = next;
            }
            assertThat(widestGap).isGreaterThan(50);
            assertThat(new State(readBinary(in)).tick()).isGreaterThan(tick);
        }
    }

    private static DataInputStream upgrade(Socket socket) throws IOException {
        socket.getOutputStream().write("""
                GET / HTTP/1.1
                Host: localhost
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

                """.replace("\n", "\r\n").getBytes(US_ASCII));
        DataInputStream in = new DataInputStream(socket.getInputStream());
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        assertThat(head.toString()).startsWith("HTTP/1.1 101 ");
        return in;
    }

    /// The payload of one unmasked, unfragmented binary frame (RFC 6455 section 5.2).
    private static ByteBuffer readBinary(DataInputStream in) throws IOException {
        assertThat(in.readUnsignedByte()).isEqualTo(0x82);
        int length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = Math.toIntExact(in.readLong());
        }
        return ByteBuffer.wrap(in.readNBytes(length));
    }
}
