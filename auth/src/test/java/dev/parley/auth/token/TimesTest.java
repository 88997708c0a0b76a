package dev.parley.auth.token;

import static dev.parley.auth.token.Facts.HMAC;
import static dev.parley.auth.token.Facts.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.auth.token.TokenException.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {

    private static final long NOW = Clock.START;

    private final Clock clock = new Clock();
    private final TokenVerifier verifier = new TokenVerifier(HMAC, clock);

    private static String token(String claims) {
        return Jwt.of("{" + claims + "}");
    }

    @Test
    void aTokenExpiresWithTheSkewBehindIt() throws TokenException {
        String token = token("\"exp\":" + NOW);

        clock.set(NOW + 9);
        assertThat(verifier.connection(token).exp()).isEqualTo(NOW);
        clock.set(NOW + 10);
        refused(Kind.EXPIRED, verifier, token);
    }

    @Test
    void aTokenStartsWithTheSkewBeforeIt() throws TokenException {
        String token = token("\"nbf\":" + (NOW + 100));

        clock.set(NOW + 89);
        refused(Kind.NOT_YET_VALID, verifier, token);
        clock.set(NOW + 90);
        assertThat(verifier.connection(token)).isNotNull();
    }

    @Test
    void theSkewMayBeNone() throws TokenException {
        TokenVerifier strict = new TokenVerifier(HMAC.withClockSkew(Duration.ZERO), clock);

        refused(Kind.EXPIRED, strict, token("\"exp\":" + NOW));
        assertThat(strict.connection(token("\"exp\":" + (NOW + 1)))).isNotNull();
        refused(Kind.NOT_YET_VALID, strict, token("\"nbf\":" + (NOW + 1)));
        assertThat(strict.connection(token("\"nbf\":" + NOW))).isNotNull();
    }

    @Test
    void subscriptionsHaveTheSameTimes() {
        String late = token("\"channel\":\"news\",\"exp\":" + (NOW - 10));
        String early = token("\"channel\":\"news\",\"nbf\":" + (NOW + 11));

        refused(Kind.EXPIRED, () -> verifier.subscription(late), late);
        refused(Kind.NOT_YET_VALID, () -> verifier.subscription(early), early);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // exp, expire_at, the session ends
                "-, -, 0",
                "1800000100, -, 1800000100",
                "1800000100, 0, 0",
                "1800000100, 1800000050, 1800000050",
                "1800000100, 1800000900, 1800000900",
                "-, 1800000050, 1800000050",
                "-, 0, 0"
            })
    void expireAtSaysWhenTheSessionEndsInPlaceOfExp(String exp, String expireAt, long end) throws TokenException {
        String token = token(
                "\"exp\":" + (exp == null ? "null" : exp) + ",\"expire_at\":" + (expireAt == null ? "null" : expireAt));

        assertThat(verifier.connection(token).expiresAtSeconds()).isEqualTo(end);
        assertThat(verifier.connection(token).exp()).isEqualTo(exp == null ? 0 : Long.parseLong(exp));
    }

    @Test
    void anExpireAtOfZeroDoesNotKeepTheTokenItselfGood() {
        refused(Kind.EXPIRED, verifier, token("\"expire_at\":0,\"exp\":" + (NOW - 60)));
    }

    @Test
    void aSessionThatWouldHaveEndedDoesNotStart() {
        refused(Kind.EXPIRED, verifier, token("\"expire_at\":" + (NOW - 10)));
    }

    @Test
    void aTokenThatExpiredIn1970HasExpired() {
        refused(Kind.EXPIRED, verifier, token("\"exp\":0"));
    }

    @ParameterizedTest
    @CsvSource({
        "1800000100.9, 1800000100",
        "1.8000001e9, 1800000100",
        "18000001E2, 1800000100",
        "253402300799, 253402300799"
    })
    void secondsMayBeAnyJsonNumber(String exp, long whole) throws TokenException {
        assertThat(verifier.connection(token("\"exp\":" + exp)).exp()).isEqualTo(whole);
    }

    @Test
    void aForgedTokenIsNotSaidToHaveExpired() {
        String token = Jwt.hmac("HS256", "guessed", "{\"alg\":\"HS256\"}", "{\"exp\":1}");

        refused(Kind.SIGNATURE, verifier, token);
    }
}
