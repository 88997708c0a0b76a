package dev.parley.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.deflate.DeflatePolicy;
import dev.parley.protocol.handshake.ClientHandshake.Accepted;
import dev.parley.protocol.handshake.ClientHandshake.Broken;
import dev.parley.protocol.handshake.ClientHandshake.Refused;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHandshakeTest {

    private static final byte[] NONCE = "the sample nonce".getBytes(StandardCharsets.US_ASCII);

    private static final ClientHandshake HANDSHAKE = new ClientHandshake(
            NONCE, List.of("chat", "soap"), List.of(DeflateParameters.offer(DeflatePolicy.TAKEOVER)));

    /// An answer that nothing is wrong with.
    private static final Fields ANSWER = Fields.of(
            "upgrade: WebSocket",
            "CONNECTION: keep-alive, Upgrade",
            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");

    @Test
    void theRequestCarriesKeyVersionAndWhatIsOffered() {
        assertThat(HANDSHAKE.requestHeaders())
                .containsExactly(
                        new HeaderField("Upgrade", "websocket"),
                        new HeaderField("Connection", "Upgrade"),
                        new HeaderField("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
                        new HeaderField("Sec-WebSocket-Version", "13"),
                        new HeaderField("Sec-WebSocket-Protocol", "chat, soap"),
                        new HeaderField("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"));
    }

    @Test
    void withoutOffersTheirHeadersAreLeftOut() {
        assertThat(new ClientHandshake(NONCE, List.of(), List.of()).requestHeaders())
                .extracting(HeaderField::name)
                .containsExactly("Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version");
    }

    @Test
    void aPlainAnswerOpensThePlainConnection() {
        assertThat(HANDSHAKE.verify(101, ANSWER)).isEqualTo(new Accepted(null, null));
    }

    @Test
    void theServersSubprotocolIsAgreedOn() {
        assertThat(HANDSHAKE.verify(101, ANSWER.with("sec-websocket-protocol: soap ")))
                .isEqualTo(new Accepted("soap", null));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 301, 302, 307, 400, 401, 403, 404, 407, 426, 429, 500, 503, 100, 999})
    void anyOtherStatusIsARefusalThatSaysItAndWhatToDo(int status) {
        assertThat(HANDSHAKE.verify(status, ANSWER)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.status()).isEqualTo(status);
            assertThat(refused.reason()).contains(Integer.toString(status)).endsWith(".");
        });
    }

    static List<Arguments> brokenAnswers() {
        return List.of(
                Arguments.of("Upgrade", new String[] {}),
                Arguments.of("Upgrade", new String[] {"Upgrade: h2c"}),
                Arguments.of("Upgrade", new String[] {"Upgrade: h2c, websocket"}),
                Arguments.of("", new String[] {"Upgrade: websocket"}),
                Arguments.of("Connection", new String[] {}),
                Arguments.of("Connection", new String[] {"Connection: close"}),
                Arguments.of("Connection", new String[] {"Connection: Upgrade;"}),
                Arguments.of("Sec-WebSocket-Accept", new String[] {}),
                Arguments.of(
                        "Sec-WebSocket-Accept", new String[] {"Sec-WebSocket-Accept: S3pPLMBiTxaQ9kYGzzhZRbK+xOo="}),
                Arguments.of("", new String[] {"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="}),
                Arguments.of("", new String[] {"Sec-WebSocket-Protocol: other"}),
                Arguments.of("", new String[] {"Sec-WebSocket-Protocol: Chat"}),
                Arguments.of("", new String[] {"Sec-WebSocket-Protocol: chat, soap"}),
                Arguments.of("", new String[] {"Sec-WebSocket-Protocol: "}),
                Arguments.of("", new String[] {"Sec-WebSocket-Protocol: chat", "Sec-WebSocket-Protocol: chat"}),
                Arguments.of("", new String[] {"Sec-WebSocket-Extensions: x-other"}),
                Arguments.of("", new String[] {"Sec-WebSocket-Extensions: permessage-deflate, x-other"}),
                Arguments.of("", new String[] {"Sec-WebSocket-Extensions: permessage-deflate, permessage-deflate"}),
                Arguments.of("", new String[] {"Sec-WebSocket-Extensions: permessage-deflate; unknown"}),
                Arguments.of("", new String[] {"Sec-WebSocket-Extensions: permessage-deflate;"}));
    }

    @ParameterizedTest
    @MethodSource("brokenAnswers")
    void anAnswerThatBreaksARuleIsNotAccepted(String without, String[] with) {
        assertThat(HANDSHAKE.verify(101, ANSWER.without(without).with(with)))
                .isInstanceOfSatisfying(
                        Broken.class, broken -> assertThat(broken.reason()).endsWith("."));
    }

    @Test
    void anExtensionIsNotAcceptedWhenNoneWasOffered() {
        assertThat(new ClientHandshake(NONCE, List.of(), List.of())
                        .verify(101, ANSWER.with("Sec-WebSocket-Extensions: permessage-deflate")))
                .isInstanceOf(Broken.class);
    }

    @Test
    void anEmptyExtensionsHeaderMeansNone() {
        assertThat(HANDSHAKE.verify(101, ANSWER.with("Sec-WebSocket-Extensions: ")))
                .isEqualTo(new Accepted(null, null));
    }

    @Test
    void aNonceOfAnotherLengthOrAWrongSubprotocolThrows() {
        assertThatThrownBy(() -> new ClientHandshake(new byte[15], List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClientHandshake(NONCE, List.of("a", "a"), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClientHandshake(NONCE, List.of("a,b"), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
