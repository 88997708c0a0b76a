package dev.parley.auth.token;

import static dev.parley.auth.token.Facts.HMAC;
import static dev.parley.auth.token.Facts.refused;
import static dev.parley.auth.token.Facts.verifier;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.auth.token.TokenException.Kind;
import dev.parley.auth.token.TokenOptions.Expect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AudienceAndIssuerTest {

    private static String aud(String json) {
        return Jwt.of("{\"aud\":" + json + "}");
    }

    private static String iss(String json) {
        return Jwt.of("{\"iss\":" + json + "}");
    }

    @Test
    void anyAudienceAndIssuerWillDoUnlessOneIsExpected() throws TokenException {
        assertThat(verifier(HMAC).connection(aud("\"x\""))).isNotNull();
        assertThat(verifier(HMAC).connection(iss("\"x\""))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"site\"", "[\"site\"]", "[\"other\",\"site\"]"})
    void theAudienceIsOneOfThoseThatTheTokenHas(String aud) throws TokenException {
        assertThat(verifier(HMAC.withAudience(Expect.exactly("site"))).connection(aud(aud)))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"Site\"", "\"site \"", "\"\"", "[]", "[\"other\"]", "null", "\"site,other\""})
    void anotherAudienceIsRefused(String aud) {
        refused(Kind.AUDIENCE, verifier(HMAC.withAudience(Expect.exactly("site"))), aud(aud));
    }

    @Test
    void whatIsExpectedMustBeThere() {
        refused(Kind.AUDIENCE, verifier(HMAC.withAudience(Expect.exactly("site"))), Jwt.of("{}"));
        refused(Kind.AUDIENCE, verifier(HMAC.withAudience(Expect.matching(".*"))), Jwt.of("{}"));
        refused(Kind.ISSUER, verifier(HMAC.withIssuer(Expect.exactly("site"))), Jwt.of("{}"));
        refused(Kind.ISSUER, verifier(HMAC.withIssuer(Expect.matching(".*"))), Jwt.of("{}"));
    }

    @Test
    void theIssuerIsTheExpectedOne() throws TokenException {
        TokenVerifier verifier = verifier(HMAC.withIssuer(Expect.exactly("https://id.example")));

        assertThat(verifier.connection(iss("\"https://id.example\""))).isNotNull();
        refused(Kind.ISSUER, verifier, iss("\"https://id.example/\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"https://id.example/t1.evil.example\"",
                "\"https://evil.example/https://id.example/t1\"",
                "\"https://id.example/t1\\n\"",
                "\"https://id.example/\"",
                "\"https://id.example/t1/\""
            })
    void anExpressionMatchesFromEndToEnd(String iss) throws TokenException {
        TokenVerifier verifier =
                verifier(HMAC.withIssuer(Expect.matching("https://id\\.example/(?<tenant>[a-z0-9]+)")));

        assertThat(verifier.connection(iss("\"https://id.example/t1\""))).isNotNull();
        refused(Kind.ISSUER, verifier, iss(iss));
    }

    @Test
    void anExpressionIsTriedOnEachAudience() throws TokenException {
        TokenVerifier verifier = verifier(HMAC.withAudience(Expect.matching("site-\\d")));

        assertThat(verifier.connection(aud("[\"x\",\"site-1\"]"))).isNotNull();
        refused(Kind.AUDIENCE, verifier, aud("[\"x\",\"site-x\"]"));
    }

    @Test
    void anExpressionIsNotTriedOnLongText() {
        TokenVerifier verifier = verifier(HMAC.withIssuer(Expect.matching("a+")));

        refused(Kind.ISSUER, verifier, iss("\"" + "a".repeat(Expected.MAX_CHARS + 1) + "\""));
    }

    @Test
    void audiencesHaveALimit() {
        refused(Kind.MALFORMED, verifier(HMAC), aud("[" + "\"a\",".repeat(100) + "\"a\"]"));
    }
}
