package dev.parley.auth.token;

import static dev.parley.auth.token.Facts.HMAC;
import static dev.parley.auth.token.Facts.publicKey;
import static dev.parley.auth.token.Facts.refused;
import static dev.parley.auth.token.Facts.verifier;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpServer;
import dev.parley.auth.token.TokenException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {

    private static final String ANN = "{\"sub\":\"ann\"}";
    private static final String GOOD = Jwt.of(ANN);

    private final TokenVerifier verifier = verifier(HMAC);

    private static String withHeader(String header) {
        return Jwt.hmac("HS256", TestKeys.SECRET, header, ANN);
    }

    @Test
    void theStartingPointIsGood() throws TokenException {
        assertThat(verifier.connection(GOOD).user()).hasToString("ann");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "...", "a", "a.b", "a.b.c", "a.b.c.d.e", "é.é.é", "\u0000.\u0000.\u0000"})
    void whatIsNoTokenIsMalformed(String text) {
        refused(Kind.MALFORMED, verifier, text);
    }

    @Test
    void dotsAreWhereTheyMustBe() {
        refused(Kind.MALFORMED, verifier, GOOD + ".");
        refused(Kind.MALFORMED, verifier, "." + GOOD);
        refused(Kind.MALFORMED, verifier, GOOD.replaceFirst("\\.", ".."));
        refused(Kind.MALFORMED, verifier, GOOD + ".e30");
        refused(Kind.MALFORMED, verifier, GOOD.substring(0, GOOD.lastIndexOf('.')));
    }

    @Test
    void base64urlHasNoPaddingAndNothingElse() {
        int dot = GOOD.indexOf('.');

        refused(Kind.MALFORMED, verifier, GOOD + "=");
        refused(Kind.MALFORMED, verifier, GOOD.substring(0, dot) + "=" + GOOD.substring(dot));
        refused(Kind.MALFORMED, verifier, GOOD + "\n");
        refused(Kind.MALFORMED, verifier, " " + GOOD);
        refused(Kind.MALFORMED, verifier, GOOD.substring(0, dot - 1) + "+" + GOOD.substring(dot));
        refused(Kind.MALFORMED, verifier, GOOD.substring(0, dot - 1) + "/" + GOOD.substring(dot));
    }

    @Test
    void theSameBytesAreWrittenInOneWayOnly() {
        // 32 bytes of a MAC leave two bits of the last character over
        char last = GOOD.charAt(GOOD.length() - 1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char sibling = alphabet.charAt(alphabet.indexOf(last) ^ 1);

        refused(Kind.MALFORMED, verifier, GOOD.substring(0, GOOD.length() - 1) + sibling);
    }

    @Test
    void aTokenHasAtMost16Kib() throws TokenException {
        String frame = Jwt.of("{\"sub\":\"ann\",\"pad\":\"\"}");
        String pad = "x".repeat((Jws.MAX_CHARS - frame.length()) / 4 * 3 - 3);
        String long1 = Jwt.of("{\"sub\":\"ann\",\"pad\":\"" + pad + "\"}");
        String long2 = Jwt.of("{\"sub\":\"ann\",\"pad\":\"" + pad + "xxxxxxxxxx\"}");

        assertThat(long1.length()).isLessThanOrEqualTo(Jws.MAX_CHARS);
        assertThat(verifier.connection(long1).user()).hasToString("ann");
        assertThat(long2.length()).isGreaterThan(Jws.MAX_CHARS);
        assertThat(refused(Kind.MALFORMED, verifier, long2)).hasMessageContaining("16384");
        refused(Kind.MALFORMED, verifier, ".".repeat(1_000_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "1",
                "\"x\"",
                "{",
                "{\"alg\":\"HS256\"",
                "{\"alg\":\"HS256\"}}",
                "{\"alg\":\"HS256\"} {}",
                "{alg:\"HS256\"}",
                "{'alg':'HS256'}",
                "{\"alg\":\"HS256\",}",
                "{\"alg\":\"HS256\"}//",
                "{\"alg\":\"HS256\",\"x\":NaN}",
                "\uFEFF{\"alg\":\"HS256\"}"
            })
    void aHeaderIsOneJsonObject(String header) {
        refused(Kind.MALFORMED, verifier, withHeader(header));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"HS256\",\"alg\":\"HS256\"}",
                "{\"alg\":\"none\",\"alg\":\"HS256\"}",
                "{\"alg\":\"HS256\",\"\\u0061lg\":\"none\"}",
                "{\"alg\":\"HS256\",\"jwk\":{\"k\":1,\"k\":2}}"
            })
    void aHeaderSaysNothingTwice(String header) {
        refused(Kind.MALFORMED, verifier, withHeader(header));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sub\":\"ann\",\"sub\":\"bob\"}",
                "{\"sub\":\"ann\",\"s\\u0075b\":\"bob\"}",
                "{\"exp\":9999999999,\"sub\":\"ann\",\"exp\":9999999999}",
                "{\"sub\":\"ann\",\"info\":{\"a\":{\"b\":1,\"b\":2}}}",
                "{\"sub\":\"ann\",\"subs\":{\"a\":{},\"a\":{}}}"
            })
    void claimsSayNothingTwice(String payload) {
        refused(Kind.MALFORMED, verifier, Jwt.of(payload));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "\"ann\"", "{\"sub\":\"ann\"", "{\"sub\":\"ann\"}x", "{\"sub\":}"})
    void claimsAreOneJsonObject(String payload) {
        refused(Kind.MALFORMED, verifier, Jwt.of(payload));
    }

    @Test
    void claimsAreUtf8() {
        byte[] overlong = {'{', '"', 's', 'u', 'b', '"', ':', '"', (byte) 0xC0, (byte) 0x80, '"', '}'};
        String signed = Jwt.part("{\"alg\":\"HS256\"}") + "." + Jwt.part(overlong);
        byte[] mac = Jwt.mac("HS256", TestKeys.SECRET.getBytes(StandardCharsets.UTF_8), signed);

        refused(Kind.MALFORMED, verifier, signed + "." + Jwt.part(mac));
    }

    @Test
    void claimsDoNotNestWithoutEnd() {
        refused(Kind.MALFORMED, verifier, Jwt.of("{\"info\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"b64\"]", "[]", "null", "\"b64\"", "[\"exp\"]"})
    void aHeaderWithCritIsRefused(String crit) {
        refused(Kind.MALFORMED, verifier, withHeader("{\"alg\":\"HS256\",\"b64\":false,\"crit\":" + crit + "}"));
    }

    @Test
    void aKeyIdHasAtMost256Characters() throws TokenException {
        String most = withHeader("{\"alg\":\"HS256\",\"kid\":\"" + "k".repeat(256) + "\"}");

        assertThat(verifier.connection(most).user()).hasToString("ann");
        refused(Kind.MALFORMED, verifier, withHeader("{\"alg\":\"HS256\",\"kid\":\"" + "k".repeat(257) + "\"}"));
        refused(Kind.MALFORMED, verifier, withHeader("{\"alg\":\"HS256\",\"kid\":7}"));
    }

    @Test
    void keysThatATokenBringsAlongAreNotLookedAt() throws IOException {
        KeyPair attacker = TestKeys.rsa(2048);
        String jwk = new RSAKey.Builder((RSAPublicKey) attacker.getPublic())
                .keyID("k")
                .build()
                .toJSONString();
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
            String header = "{\"alg\":\"RS256\",\"kid\":\"k\",\"jwk\":" + jwk + ",\"jku\":\"" + address
                    + "\",\"x5u\":\"" + address + "\",\"x5c\":[\"AAAA\"]}";
            String token = Jwt.signed("RS256", attacker, header, ANN);

            refused(Kind.SIGNATURE, verifier(publicKey(TestKeys.RSA)), token);
            refused(Kind.ALGORITHM, verifier(HMAC), token);
            assertThat(asked).hasValue(0);
        } finally {
            server.stop(0);
        }
    }
}
