package dev.parley.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is compared must be the same: every peer gives the same answers.
class PeersAnswerAlikeTest {

    interface Start {
        Peer peer() throws Exception;
    }

    static Stream<Named<Start>> peers() {
        PeerOptions one = PeerOptions.DEFAULT;
        PeerOptions twoLoops = PeerOptions.parse("--loops", "2");
        return Stream.of(
                Named.of("netty, epoll", () -> NettyStock.start(one)),
                Named.of("netty, epoll, 2 loops", () -> NettyStock.start(twoLoops)),
                Named.of("netty, flush per turn", () -> NettyStock.start(one.withFlush(PeerOptions.Flush.TURN))),
                Named.of("netty, nio", () -> NettyStock.start(one.withTransport(PeerOptions.Transport.NIO))),
                Named.of("parley, epoll", () -> ParleyLibrary.start(one)),
                Named.of("parley, epoll, 2 loops", () -> ParleyLibrary.start(twoLoops)),
                Named.of("undertow", () -> UndertowPeer.start(one)),
                Named.of("undertow, 2 loops", () -> UndertowPeer.start(twoLoops)),
                Named.of("jetty", () -> JettyPeer.start(one)),
                Named.of("java-websocket", () -> JavaWebSocketPeer.start(one)));
    }

    @ParameterizedTest
    @MethodSource("peers")
    void anEchoComesBackAsItWasSent(Start start) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(1000);
        bytes.putInt(0x00_80_ff_fe).position(0);
        try (Peer peer = start.peer();
                Client client = Client.open(peer.port(), "/echo")) {
            client.send("héllo, 世界 🎉");
            assertThat(client.next()).isEqualTo("héllo, 世界 🎉");
            client.send("");
            assertThat(client.next()).isEqualTo("");
            client.send(bytes.duplicate());
            assertThat(client.next()).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @MethodSource("peers")
    void everyoneOnAChannelHearsAMessageAndNobodyElse(Start start) throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap("bytes".getBytes(StandardCharsets.UTF_8));
        try (Peer peer = start.peer();
                Client anna = join(peer, "a", "anna");
                Client ben = join(peer, "a", "ben");
                Client cleo = join(peer, "a", "cleo");
                Client stranger = join(peer, "b", "a stranger")) {
            assertThat(anna.next()).isEqualTo("ben");
            assertThat(anna.next()).isEqualTo("cleo");
            assertThat(ben.next()).isEqualTo("cleo");
            ben.send(bytes.duplicate());
            for (Client member : List.of(anna, ben, cleo)) {
                assertThat(member.next()).isEqualTo(bytes);
            }
            stranger.send("to all of b");
            assertThat(stranger.next()).isEqualTo("to all of b");
        }
    }

    @ParameterizedTest
    @MethodSource("peers")
    void aPeerThatWasClosedLetsItsPortGo(Start start) throws Exception {
        Peer peer = start.peer();
        int port = peer.port();
        new Socket("127.0.0.1", port).close();
        peer.close();
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> new Socket("127.0.0.1", port).close());
    }

    /// Opens a channel and sends a name to it. Who hears its own message has certainly joined, whenever the server lets
    /// a client in.
    private static Client join(Peer peer, String channel, String name) throws InterruptedException {
        Client client = Client.open(peer.port(), "/raw/" + channel);
        client.send(name);
        assertThat(client.next()).isEqualTo(name);
        return client;
    }
}
