package dev.parley.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.parley.protocol.deflate.DeflateAgreement;
import dev.parley.protocol.deflate.DeflateBudget;
import dev.parley.protocol.deflate.DeflatePolicy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a peer writes into its handshake: it is answered, and nothing it wrote gets into the answer unchecked.
class HandshakeFuzzTest {

    private static final ClientHandshake CLIENT = new ClientHandshake(
            "the sample nonce".getBytes(StandardCharsets.US_ASCII),
            List.of("chat", "soap"),
            List.of(
                    DeflateParameters.offer(new DeflatePolicy(false, true, 10, 12)),
                    DeflateParameters.offer(DeflatePolicy.TAKEOVER)));

    static Stream<byte[]> requests() {
        String plain = "GET\nHTTP/1.1\nHost:a\nUpgrade:websocket\nConnection:Upgrade\nSec-WebSocket-Version:13\n"
                + "Sec-WebSocket-Key:xqBt3ImNzJbYqRINxEFlkg==";
        return Stream.of(
                        plain,
                        plain + "\nOrigin:https://a",
                        plain + "\nSec-WebSocket-Protocol:chat, soap\nSec-WebSocket-Protocol:x",
                        plain + "\nSec-WebSocket-Extensions:permessage-deflate; client_max_window_bits",
                        plain
                                + "\nSec-WebSocket-Extensions:permessage-deflate; server_max_window_bits=\"1\\0\", x;y=\"z\"",
                        plain + "\nSec-WebSocket-Extensions:permessage-deflate; server_no_context_takeover; "
                                + "client_no_context_takeover; server_max_window_bits=8; client_max_window_bits=9",
                        plain.replace("13", "8"),
                        plain.replace("websocket\n", "h2c/1, WebSocket\n"),
                        plain.replace("GET", "POST"),
                        plain.replace("1.1", "1.0"))
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @MethodSource("requests")
    @FuzzTest(maxDuration = "20s")
    void whatAClientAsks(byte[] data) {
        String[] lines = lines(data);
        if (lines.length < 2) {
            return;
        }
        Fields request = fields(lines, 2);
        DeflateBudget budget = new DeflateBudget(1_000_000);
        ServerHandshake server =
                new ServerHandshake(offered -> offered.getLast(), new DeflatePolicy(true, true, 14, 13), budget);
        switch (server.evaluate(lines[0], lines[1], request, origin -> "null".equals(origin) ? "Not you." : null)) {
            case ServerHandshake.Refused refused -> {
                assertThat(refused.status()).isIn(400, 403, 405, 426, 505);
                assertThat(refused.reason()).matches("[ -~]+\\.");
                refused.headers().forEach(HandshakeFuzzTest::isClean);
                assertThat(budget.takenBytes()).isZero();
            }
            case ServerHandshake.Accepted accepted -> {
                accepted.headers().forEach(HandshakeFuzzTest::isClean);
                assertThat(accepted.acceptKey()).hasSize(28);
                DeflateAgreement deflate = accepted.deflate();
                if (deflate != null) {
                    assertThat(deflate.serverMaxWindowBits()).isBetween(8, 14);
                }
                assertThat(budget.takenBytes()).isEqualTo(accepted.memory().bytes());
                accepted.memory().close();
                assertThat(budget.takenBytes()).isZero();
            }
        }
    }

    static Stream<byte[]> responses() {
        String plain = "Upgrade:websocket\nConnection:Upgrade\nSec-WebSocket-Accept:s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
        return Stream.of(
                        plain,
                        plain + "\nSec-WebSocket-Protocol:soap",
                        plain + "\nSec-WebSocket-Extensions:permessage-deflate",
                        plain + "\nSec-WebSocket-Extensions:permessage-deflate; server_no_context_takeover; "
                                + "server_max_window_bits=10; client_max_window_bits=\"9\"",
                        plain + "\nSec-WebSocket-Extensions:permessage-deflate; client_no_context_takeover, x")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @MethodSource("responses")
    @FuzzTest(maxDuration = "20s")
    void whatAServerAnswers(byte[] data) {
        switch (CLIENT.verify(101, fields(lines(data), 0))) {
            case ClientHandshake.Refused refused -> throw new AssertionError("101 is no refusal: " + refused);
            case ClientHandshake.Broken broken -> assertThat(broken.reason()).matches("[ -~]+\\.");
            case ClientHandshake.Accepted accepted -> {
                assertThat(accepted.subprotocol()).isIn(null, "chat", "soap");
                if (accepted.deflate() != null) {
                    assertThat(accepted.deflate().serverMaxWindowBits()).isBetween(8, 15);
                }
            }
        }
    }

    private static void isClean(HeaderField field) {
        assertThat(field.name()).matches("[A-Za-z-]+");
        assertThat(field.value()).matches("[ -~]+");
    }

    private static String[] lines(byte[] data) {
        return new String(data, StandardCharsets.ISO_8859_1).split("\n", 100);
    }

    private static Fields fields(String[] lines, int from) {
        return Fields.of(Stream.of(lines)
                .skip(from)
                .filter(line -> line.indexOf(':') > 0)
                .toArray(String[]::new));
    }
}
