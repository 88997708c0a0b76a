package dev.parley.auth.token;

import static dev.parley.auth.token.Facts.HMAC;
import static dev.parley.auth.token.Facts.publicKey;
import static dev.parley.auth.token.Facts.verifier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenMakerTest {

    private final Clock clock = new Clock();
    private final TokenMaker maker = TokenMaker.hmac(TestKeys.SECRET, clock);

    private static String header(String token) {
        return new String(
                Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.'))), StandardCharsets.UTF_8);
    }

    @Test
    void aTokenForAConnectionIsTaken() throws TokenException {
        Payload info = Payload.json("{\"name\":\"Ann \\\"é\\\"\"}");

        ConnectionToken token = verifier(HMAC)
                .connection(maker.connection("ann \"é😀\"", Clock.START + 60, info, List.of("news", "chat:\"x\"")));

        assertThat(token.user()).hasToString("ann \"é😀\"");
        assertThat(token.exp()).isEqualTo(Clock.START + 60);
        assertThat(token.issuedAtSeconds()).isEqualTo(Clock.START);
        assertThat(token.info()).isEqualTo(info);
        assertThat(token.channels()).containsExactly(new ChannelName("news"), new ChannelName("chat:\"x\""));
    }

    @Test
    void aTokenForASubscriptionIsTaken() throws TokenException {
        SubscriptionToken token = verifier(HMAC).subscription(maker.subscription("ann", "news", Clock.START + 60));

        assertThat(token.user()).hasToString("ann");
        assertThat(token.channel()).hasToString("news");
        assertThat(token.exp()).isEqualTo(Clock.START + 60);
    }

    @Test
    void aTokenMayLastForEver() throws TokenException {
        assertThat(verifier(HMAC)
                        .connection(maker.connection("", 0, null, List.of()))
                        .exp())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "ES256", "ES384", "ES512", "EdDSA"})
    void aPrivateKeySaysHowItSigns(String algorithm) throws TokenException {
        KeyPair pair = TestKeys.pairOf(algorithm);
        String token = TokenMaker.privateKey(TestKeys.privatePem(pair), clock)
                .withKeyId("k-1")
                .connection("ann", 0, null, List.of());

        assertThat(header(token)).isEqualTo("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\",\"kid\":\"k-1\"}");
        assertThat(verifier(publicKey(pair)).connection(token).user()).hasToString("ann");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----"
            })
    void whatIsNoPrivateKeyIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenMaker.privateKey(text, clock))
                .withMessageStartingWith("the private key ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void oldFormsOfPrivateKeysAreNamedWithWhatToDo(String type) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenMaker.privateKey(
                        "-----BEGIN " + type + " PRIVATE KEY-----\nAAAA\n-----END " + type + " PRIVATE KEY-----",
                        clock))
                .withMessageContaining("openssl pkcs8 -topk8");
    }

    @Test
    void weakPrivateKeysAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenMaker.privateKey(TestKeys.privatePem(TestKeys.rsa(1024)), clock));
    }

    @Test
    void noTokenIsMadeThatWouldNotBeTaken() {
        Payload binary = Payload.binary(ByteBuffer.allocate(1));

        assertThatIllegalArgumentException().isThrownBy(() -> TokenMaker.hmac("", clock));
        assertThatIllegalArgumentException().isThrownBy(() -> maker.withKeyId("k".repeat(257)));
        assertThatIllegalArgumentException().isThrownBy(() -> maker.connection("a", -1, null, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> maker.connection("a", 0, binary, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> maker.connection("a", 0, null, List.of("")));
        assertThatIllegalArgumentException().isThrownBy(() -> maker.connection("a".repeat(256), 0, null, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> maker.subscription("a", "", 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> maker.connection("a", 0, null, Collections.nCopies(900, "a-channel-with-a-name")))
                .withMessageContaining("16384");
    }
}
