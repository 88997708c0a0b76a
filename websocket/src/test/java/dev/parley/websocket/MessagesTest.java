package dev.parley.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Messages over a real socket: everything that breaks hand-written servers.
class MessagesTest {

    private static WebSocketServer server;

    @BeforeAll
    static void start() throws Exception {
        server = WebSocketServer.builder()
                .path("/", new Echo(), WebSocketOptions.DEFAULT.withMessageSizeLimit(100_000), Admission.EVERYBODY)
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static byte[] random(int length) {
        byte[] data = new byte[length];
        new Random(length).nextBytes(data);
        return data;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 65535, 65536, 100_000})
    void aMessageOfAnySizeComesBack(int length) throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            byte[] data = random(length);
            RawClient.Frame frame = client.binary(data).read();
            assertThat(frame.first()).isEqualTo(RawClient.FIN | RawClient.BINARY);
            assertThat(frame.payload()).isEqualTo(data);
        }
    }

    @Test
    void twoFramesInOneReadAreTwoMessages() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            byte[] one = RawClient.frame(RawClient.FIN | RawClient.TEXT, "one".getBytes(StandardCharsets.UTF_8));
            byte[] two = RawClient.frame(RawClient.FIN | RawClient.TEXT, "two".getBytes(StandardCharsets.UTF_8));
            byte[] both = java.nio.ByteBuffer.allocate(one.length + two.length)
                    .put(one)
                    .put(two)
                    .array();
            client.send(both);
            assertThat(client.read().text()).isEqualTo("one");
            assertThat(client.read().text()).isEqualTo("two");
        }
    }

    @Test
    void oneFrameInManyReadsIsOneMessage() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            for (byte b :
                    RawClient.frame(RawClient.FIN | RawClient.TEXT, "Größe 🙂".getBytes(StandardCharsets.UTF_8))) {
                client.send(b);
            }
            assertThat(client.read().text()).isEqualTo("Größe 🙂");
        }
    }

    @Test
    void fragmentsAreOneMessageAndAPingBetweenThemIsAnsweredAtOnce() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            client.send(RawClient.frame(RawClient.TEXT, "frag".getBytes(StandardCharsets.UTF_8)));
            client.send(RawClient.frame(RawClient.FIN | RawClient.PING, "now".getBytes(StandardCharsets.UTF_8)));
            RawClient.Frame pong = client.read();
            assertThat(pong.first()).isEqualTo(RawClient.FIN | RawClient.PONG);
            assertThat(pong.text()).isEqualTo("now");
            client.send(RawClient.frame(RawClient.FIN, "ments".getBytes(StandardCharsets.UTF_8)));
            assertThat(client.read().text()).isEqualTo("fragments");
        }
    }

    @Test
    void framesBehindTheHandshakeInTheSameReadAreHeard() throws Exception {
        String frame = new String(
                RawClient.frame(RawClient.FIN | RawClient.TEXT, "early".getBytes(StandardCharsets.UTF_8)),
                StandardCharsets.ISO_8859_1);
        try (RawClient client = RawClient.ask(server.port(), RawClient.request(server.port(), "/") + frame)) {
            assertThat(client.answer).startsWith("HTTP/1.1 101");
            assertThat(client.read().text()).isEqualTo("early");
        }
    }

    @Test
    void aMessageOverTheLimitClosesWith1009AndOthersGoOn() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/");
                RawClient other = RawClient.open(server.port(), "/")) {
            RawClient.Frame close = client.binary(random(100_001)).read();
            assertThat(close.opcode()).isEqualTo(RawClient.CLOSE);
            assertThat(close.closeCode()).isEqualTo(1009);
            assertThat(client.readToEnd()).isEmpty();
            assertThat(other.text("still here").read().text()).isEqualTo("still here");
        }
    }

    @Test
    void anUnmaskedFrameClosesWith1002AndSaysWhy() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            RawClient.Frame close =
                    client.send((byte) 0x81, (byte) 1, (byte) 'x').read();
            assertThat(close.closeCode()).isEqualTo(1002);
            assertThat(close.closeReason()).isEqualTo("a client must mask its frames");
        }
    }

    @Test
    void textThatIsNotUtf8ClosesWith1007() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            RawClient.Frame close = client.send(RawClient.frame(RawClient.TEXT, new byte[] {'a', (byte) 0xc0}))
                    .read();
            assertThat(close.closeCode()).isEqualTo(1007);
        }
    }
}
