package dev.parley.auth.token;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// A token taken apart (RFC 7515 section 7.1: the compact form), nothing of it proven yet.
///
/// Of the header only `alg` and `kid` count. Keys that a header brings along, or tells us to fetch (`jwk`, `jku`, `x5c`,
/// `x5u`), are never looked at.
record Jws(Algorithm algorithm, @Nullable String keyId, Claims claims, byte[] signed, byte[] signature) {

    static final int MAX_CHARS = 16 * 1024;
    static final int MAX_KEY_ID_CHARS = 256;

    static Jws parse(String token) throws TokenException {
        if (token.length() > MAX_CHARS) {
            throw TokenException.malformed("the token is longer than " + MAX_CHARS + " characters");
        }
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        if (first < 0 || second < 0 || token.indexOf('.', second + 1) >= 0) {
            throw TokenException.malformed("a token has three parts with dots between them");
        }
        Claims header = Claims.of("header", text(token.substring(0, first)));
        if (header.names("crit")) {
            // RFC 7515 section 4.1.11: whoever does not understand all that is named there must refuse
            throw TokenException.malformed("the token's header has crit, and no extension is understood here");
        }
        String keyId = header.string("kid");
        if (keyId != null && keyId.length() > MAX_KEY_ID_CHARS) {
            throw TokenException.malformed("the token's kid is longer than " + MAX_KEY_ID_CHARS + " characters");
        }
        String name = header.string("alg");
        Algorithm algorithm = name == null ? null : Algorithm.named(name);
        if (algorithm == null) {
            throw new TokenException(
                    TokenException.Kind.ALGORITHM,
                    "a token must be signed with HS, RS, PS or ES and 256, 384 or 512, or with EdDSA");
        }
        return new Jws(
                algorithm,
                keyId,
                Claims.of("payload", text(token.substring(first + 1, second))),
                token.substring(0, second).getBytes(StandardCharsets.US_ASCII),
                bytes(token.substring(second + 1)));
    }

    private static String text(String part) throws TokenException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(part)))
                    .toString();
        } catch (CharacterCodingException broken) {
            throw TokenException.malformed("the token is not UTF-8");
        }
    }

    /// Base64url as RFC 7515 section 2 wants it: no padding, nothing else in it, and one way only to write the same bytes.
    private static byte[] bytes(String part) throws TokenException {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
                return bytes;
            }
        } catch (IllegalArgumentException broken) {
            // said below
        }
        throw TokenException.malformed("the token is not base64url without padding");
    }
}
