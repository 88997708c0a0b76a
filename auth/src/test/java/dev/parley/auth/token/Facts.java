package dev.parley.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.auth.token.TokenOptions.Hmac;
import dev.parley.auth.token.TokenOptions.PublicKeys;
import java.security.KeyPair;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// What several tests start from.
final class Facts {

    static final TokenOptions HMAC = TokenOptions.NONE.withHmac(new Hmac(TestKeys.SECRET));

    private Facts() {}

    static TokenVerifier verifier(TokenOptions options) {
        return new TokenVerifier(options, new Clock());
    }

    static TokenOptions publicKey(KeyPair pair) {
        String pem = TestKeys.publicPem(pair);
        return TokenOptions.NONE.withPublicKeys(
                switch (pair.getPublic().getAlgorithm()) {
                    case "RSA" -> new PublicKeys(pem, null, null);
                    case "EC" -> new PublicKeys(null, pem, null);
                    default -> new PublicKeys(null, null, pem);
                });
    }

    /// That a token is refused, with a sentence that holds nothing of it.
    static TokenException refused(TokenException.Kind kind, TokenVerifier verifier, String token) {
        return refused(kind, () -> verifier.connection(token), token);
    }

    static TokenException refused(TokenException.Kind kind, ThrowingCallable what, String token) {
        TokenException why = catchThrowableOfType(TokenException.class, what);
        assertThat(why).isNotNull();
        assertThat(why.kind()).as(why.getMessage()).isEqualTo(kind);
        for (String part : token.split("\\.", -1)) {
            if (part.length() > 8) {
                assertThat(why.getMessage()).doesNotContain(part);
            }
        }
        assertThat(why.getMessage()).doesNotContain(TestKeys.SECRET);
        return why;
    }
}
