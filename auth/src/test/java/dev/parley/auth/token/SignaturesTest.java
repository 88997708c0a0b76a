package dev.parley.auth.token;

import static dev.parley.auth.token.Facts.HMAC;
import static dev.parley.auth.token.Facts.publicKey;
import static dev.parley.auth.token.Facts.refused;
import static dev.parley.auth.token.Facts.verifier;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.auth.token.TokenException.Kind;
import dev.parley.auth.token.TokenOptions.Hmac;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignaturesTest {

    private static final String ANN = "{\"sub\":\"ann\"}";

    // ---- what is accepted

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void aSecretVerifiesAllOfHs(String algorithm) throws TokenException {
        String token = Jwt.hmac(algorithm, TestKeys.SECRET, "{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}", ANN);

        assertThat(verifier(HMAC).connection(token).user()).hasToString("ann");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
    void aPublicKeyVerifiesWhatItsPrivateKeySigned(String algorithm) throws TokenException {
        KeyPair pair = TestKeys.pairOf(algorithm);

        String token = Jwt.signed(algorithm, pair, ANN);

        assertThat(verifier(publicKey(pair)).connection(token).user()).hasToString("ann");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
    void anotherKeyOfTheSameTypeDoesNot(String algorithm) {
        KeyPair other = switch (algorithm) {
            case "ES256" -> TestKeys.ec("secp256r1");
            case "ES384" -> TestKeys.ec("secp384r1");
            case "ES512" -> TestKeys.ec("secp521r1");
            case "EdDSA" -> TestKeys.generate("Ed25519");
            default -> TestKeys.rsa(2048);
        };

        refused(Kind.SIGNATURE, verifier(publicKey(TestKeys.pairOf(algorithm))), Jwt.signed(algorithm, other, ANN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384",
                "ES512", "EdDSA"
            })
    void aSignatureIsOfThisPayloadAndWhole(String algorithm) {
        boolean hmac = algorithm.startsWith("HS");
        KeyPair pair = TestKeys.pairOf(algorithm);
        String header = "{\"alg\":\"" + algorithm + "\"}";
        String token =
                hmac ? Jwt.hmac(algorithm, TestKeys.SECRET, header, ANN) : Jwt.signed(algorithm, pair, header, ANN);
        TokenVerifier verifier = verifier(hmac ? HMAC : publicKey(pair));
        byte[] signature = Jwt.signature(token);
        byte[] flipped = signature.clone();
        flipped[signature.length / 2] ^= 1;

        refused(Kind.SIGNATURE, verifier, token.replace(Jwt.part(ANN), Jwt.part("{\"sub\":\"bob\"}")));
        refused(Kind.SIGNATURE, verifier, Jwt.resigned(token, flipped));
        refused(Kind.SIGNATURE, verifier, Jwt.resigned(token, Arrays.copyOf(signature, signature.length - 1)));
        refused(Kind.SIGNATURE, verifier, Jwt.resigned(token, Arrays.copyOf(signature, signature.length + 1)));
        refused(Kind.SIGNATURE, verifier, Jwt.resigned(token, new byte[signature.length]));
        refused(Kind.SIGNATURE, verifier, Jwt.resigned(token, new byte[0]));
    }

    // ---- the key decides about the algorithm

    @ParameterizedTest
    @CsvSource({
        "HS256, RS256",
        "HS256, ES256",
        "HS256, ES384",
        "HS384, ES384",
        "HS512, ES512",
        "HS256, EdDSA",
        "HS512, PS512"
    })
    void thePublicKeyIsNoSecret(String hmac, String algorithm) {
        KeyPair pair = TestKeys.pairOf(algorithm);
        String header = "{\"alg\":\"" + hmac + "\"}";
        TokenVerifier withoutSecret = verifier(publicKey(pair));
        TokenVerifier withSecret = verifier(publicKey(pair).withHmac(new Hmac(TestKeys.SECRET)));

        for (byte[] known : new byte[][] {
            TestKeys.publicPem(pair).getBytes(StandardCharsets.UTF_8),
            TestKeys.publicPem(pair).strip().getBytes(StandardCharsets.UTF_8),
            pair.getPublic().getEncoded()
        }) {
            String token = Jwt.hmac(hmac, known, header, ANN);
            refused(Kind.ALGORITHM, withoutSecret, token);
            refused(Kind.SIGNATURE, withSecret, token);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none", "nOnE", "None", "NONE", "", "hs256", "HS1", "HS256 ", "RS1", "ES256K", "A128KW", "dir", "Ed448"
            })
    void algorithmsThatAreNoneOfOursAreRefused(String name) {
        String signed = Jwt.part("{\"alg\":\"" + name + "\"}") + "." + Jwt.part(ANN) + ".";
        TokenVerifier verifier = verifier(HMAC);

        refused(Kind.ALGORITHM, verifier, signed);
        refused(
                Kind.ALGORITHM,
                verifier,
                signed + Jwt.part(Jwt.mac("HS256", TestKeys.SECRET.getBytes(StandardCharsets.UTF_8), signed)));
    }

    @Test
    void aTokenMustNameItsAlgorithm() {
        refused(Kind.ALGORITHM, verifier(HMAC), Jwt.hmac("HS256", TestKeys.SECRET, "{}", ANN));
        refused(Kind.ALGORITHM, verifier(HMAC), Jwt.hmac("HS256", TestKeys.SECRET, "{\"alg\":null}", ANN));
        refused(Kind.MALFORMED, verifier(HMAC), Jwt.hmac("HS256", TestKeys.SECRET, "{\"alg\":1}", ANN));
    }

    @ParameterizedTest
    @CsvSource({"ES256, ES384", "ES384, ES256", "ES512, ES256", "ES256, ES512", "RS256, ES256", "EdDSA, RS256"})
    void aKeyOfAnotherTypeOrCurveIsNotTried(String claimed, String keyOf) {
        KeyPair pair = TestKeys.pairOf(keyOf);
        String token = Jwt.signed(keyOf, pair, "{\"alg\":\"" + claimed + "\"}", ANN);

        refused(Kind.ALGORITHM, verifier(publicKey(pair)), token);
    }

    @Test
    void anEs384KeyDoesNotSignForEs256() {
        byte[] signed = (Jwt.part("{\"alg\":\"ES256\"}") + "." + Jwt.part(ANN)).getBytes(StandardCharsets.UTF_8);
        byte[] signature = Jwt.java("SHA256withECDSAinP1363Format", TestKeys.P384, signed);
        String token = new String(signed, StandardCharsets.UTF_8) + "." + Jwt.part(signature);

        refused(Kind.ALGORITHM, verifier(publicKey(TestKeys.P384)), token);
        refused(Kind.SIGNATURE, verifier(publicKey(TestKeys.P256)), token);
    }

    @ParameterizedTest
    @CsvSource({"RS256, PS256", "PS256, RS256", "RS256, RS512", "PS384, PS256"})
    void anRsaSignatureIsOfTheSchemeThatTheTokenNames(String claimed, String used) {
        String token = Jwt.signed(used, TestKeys.RSA, "{\"alg\":\"" + claimed + "\"}", ANN);

        refused(Kind.SIGNATURE, verifier(publicKey(TestKeys.RSA)), token);
    }

    @ParameterizedTest
    @CsvSource({"ES256, SHA256withECDSA", "ES384, SHA384withECDSA", "ES512, SHA512withECDSA"})
    void anEcSignatureInDerIsRefused(String algorithm, String der) {
        KeyPair pair = TestKeys.pairOf(algorithm);
        String signed = Jwt.part("{\"alg\":\"" + algorithm + "\"}") + "." + Jwt.part(ANN);
        byte[] signature = Jwt.java(der, pair, signed.getBytes(StandardCharsets.UTF_8));

        refused(Kind.SIGNATURE, verifier(publicKey(pair)), signed + "." + Jwt.part(signature));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ES256", "ES384", "ES512"})
    void anEcSignatureHasTheLengthOfItsCurve(String algorithm) {
        KeyPair pair = TestKeys.pairOf(algorithm);
        String token = Jwt.signed(algorithm, pair, ANN);
        byte[] signature = Jwt.signature(token);
        int half = signature.length / 2;
        byte[] padded = new byte[signature.length + 2]; // the same two numbers, each with a zero in front
        System.arraycopy(signature, 0, padded, 1, half);
        System.arraycopy(signature, half, padded, half + 2, half);

        refused(Kind.SIGNATURE, verifier(publicKey(pair)), Jwt.resigned(token, padded));
    }

    // ---- the previous secret

    @Test
    void thePreviousSecretIsGoodUntilItsEnd() throws TokenException {
        Clock clock = new Clock();
        TokenVerifier verifier = new TokenVerifier(
                TokenOptions.NONE.withHmac(new Hmac(TestKeys.SECRET, "the old one", Clock.START + 60)), clock);
        String old = Jwt.hmac("HS256", "the old one", "{\"alg\":\"HS256\"}", ANN);

        clock.set(Clock.START + 60);
        assertThat(verifier.connection(old).user()).hasToString("ann");
        assertThat(verifier.connection(Jwt.of(ANN)).user()).hasToString("ann");
        clock.set(Clock.START + 61);
        refused(Kind.SIGNATURE, verifier, old);
        assertThat(verifier.connection(Jwt.of(ANN)).user()).hasToString("ann");
    }

    @Test
    void thePreviousSecretHasNoEndUnlessOneIsGiven() throws TokenException {
        Clock clock = new Clock();
        TokenVerifier verifier =
                new TokenVerifier(TokenOptions.NONE.withHmac(new Hmac(TestKeys.SECRET, "the old one", 0)), clock);
        String old = Jwt.hmac("HS256", "the old one", "{\"alg\":\"HS256\"}", ANN);

        clock.set(Clock.START * 2);
        assertThat(verifier.connection(old).user()).hasToString("ann");
        refused(Kind.SIGNATURE, verifier, Jwt.hmac("HS256", "a third", "{\"alg\":\"HS256\"}", ANN));
    }

    @Test
    void withoutKeysNothingIsAccepted() {
        TokenVerifier verifier = verifier(TokenOptions.NONE);

        refused(Kind.ALGORITHM, verifier, Jwt.of(ANN));
        for (String algorithm : new String[] {"RS256", "PS256", "ES256", "EdDSA"}) {
            refused(Kind.ALGORITHM, verifier, Jwt.signed(algorithm, TestKeys.pairOf(algorithm), ANN));
        }
    }
}
