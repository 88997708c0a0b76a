package dev.parley.auth.token;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How tokens are checked: what `client.token.*` holds, or `client.subscription_token.*`. Keys come as their text, which has
/// been loaded already. Everything here throws an [IllegalArgumentException] whose sentence names the option.
///
/// Tokens of HS are checked with `hmac`. Others that name a key (`kid`) are checked with the key sets when there are any, and
/// only with these; without a name, or without key sets, with `publicKeys`.
///
/// @param hmac the shared secret, or null to accept no HS
/// @param jwksPublicEndpoints addresses of key sets, tried in their order (`jwks_public_endpoint`); at most 16. Each may
///     have `{{name}}` behind its host, filled with what the named group of `issuer_regex` or `audience_regex` matched. A
///     key of any of them is good for every issuer that is accepted, unless the address has such a place for it
/// @param audience one of `aud`
/// @param issuer what `iss` must be
/// @param userIdClaim where the user's id is
/// @param clockSkew how far the clock of who makes tokens may be from ours: 0 to 10 minutes
public record TokenOptions(
        @Nullable Hmac hmac,
        PublicKeys publicKeys,
        List<String> jwksPublicEndpoints,
        Expect audience,
        Expect issuer,
        String userIdClaim,
        Duration clockSkew) {

    /// A secret that is shared with who makes tokens.
    ///
    /// @param secretKey `hmac_secret_key`
    /// @param previousSecretKey `hmac_previous_secret_key`, still accepted while tokens made with it are around, or null
    /// @param previousSecretKeyValidUntil the last second, since 1970, in which it is; 0 for no end
    public record Hmac(String secretKey, @Nullable String previousSecretKey, long previousSecretKeyValidUntil) {

        public Hmac {
            check("hmac_secret_key", secretKey);
            if (previousSecretKey != null) {
                check("hmac_previous_secret_key", previousSecretKey);
            }
            if (previousSecretKeyValidUntil < 0) {
                throw new IllegalArgumentException(
                        "hmac_previous_secret_key_valid_until is in seconds since 1970, or 0 for no end");
            }
        }

        public Hmac(String secretKey) {
            this(secretKey, null, 0);
        }

        private static void check(String option, String secret) {
            if (secret.isEmpty()) {
                throw new IllegalArgumentException(option + " can't be empty; leave it out to accept no HS tokens");
            }
            if (secret.contains("-----BEGIN ")) {
                throw new IllegalArgumentException(
                        option + " is the text of a key or certificate, which others may know; use a random secret");
            }
        }

        /// Without the secrets.
        @Override
        public String toString() {
            return "Hmac[…]";
        }
    }

    /// Keys of who makes tokens, each the text of a PUBLIC KEY or a CERTIFICATE (RFC 7468), or null.
    ///
    /// @param rsa `rsa_public_key`: 2048 to 8192 bits
    /// @param ecdsa `ecdsa_public_key`: on P-256, P-384 or P-521, which decides between ES256, ES384 and ES512
    /// @param ed25519 `ed25519_public_key`
    public record PublicKeys(
            @Nullable String rsa,
            @Nullable String ecdsa,
            @Nullable String ed25519) {

        public static final PublicKeys NONE = new PublicKeys(null, null, null);

        static final String RSA = "rsa_public_key";
        static final String ECDSA = "ecdsa_public_key";
        static final String ED25519 = "ed25519_public_key";

        public PublicKeys {
            if (rsa != null) {
                Pem.rsa(RSA, rsa);
            }
            if (ecdsa != null) {
                Pem.ec(ECDSA, ecdsa);
            }
            if (ed25519 != null) {
                Pem.ed25519(ED25519, ed25519);
            }
        }
    }

    /// What a claim must be: `exact`, or matched by `regex` from its first to its last character, or, with neither,
    /// anything.
    public record Expect(@Nullable String exact, @Nullable String regex) {

        public static final Expect ANYTHING = new Expect(null, null);

        public static Expect exactly(String value) {
            return new Expect(value, null);
        }

        public static Expect matching(String regex) {
            return new Expect(null, regex);
        }
    }

    private static final int MAX_ENDPOINTS = 16;
    private static final int MAX_CLAIM_CHARS = 256;
    private static final Duration MAX_SKEW = Duration.ofMinutes(10);

    /// Accepts no token at all.
    public static final TokenOptions NONE = new TokenOptions(
            null, PublicKeys.NONE, List.of(), Expect.ANYTHING, Expect.ANYTHING, "sub", Duration.ofSeconds(10));

    public TokenOptions {
        jwksPublicEndpoints = List.copyOf(jwksPublicEndpoints);
        if (jwksPublicEndpoints.size() > MAX_ENDPOINTS) {
            throw new IllegalArgumentException("jwks_public_endpoint can be " + MAX_ENDPOINTS + " addresses at most");
        }
        if (userIdClaim.isEmpty() || userIdClaim.length() > MAX_CLAIM_CHARS) {
            throw new IllegalArgumentException("user_id_claim has 1 to " + MAX_CLAIM_CHARS + " characters");
        }
        if (clockSkew.isNegative() || clockSkew.compareTo(MAX_SKEW) > 0) {
            throw new IllegalArgumentException("the clock skew is 0 to 10 minutes");
        }
        endpoints(jwksPublicEndpoints, expected(issuer, true), expected(audience, false));
    }

    public TokenOptions withHmac(Hmac value) {
        return new TokenOptions(value, publicKeys, jwksPublicEndpoints, audience, issuer, userIdClaim, clockSkew);
    }

    public TokenOptions withPublicKeys(PublicKeys value) {
        return new TokenOptions(hmac, value, jwksPublicEndpoints, audience, issuer, userIdClaim, clockSkew);
    }

    public TokenOptions withJwksPublicEndpoints(List<String> value) {
        return new TokenOptions(hmac, publicKeys, value, audience, issuer, userIdClaim, clockSkew);
    }

    public TokenOptions withAudience(Expect value) {
        return new TokenOptions(hmac, publicKeys, jwksPublicEndpoints, value, issuer, userIdClaim, clockSkew);
    }

    public TokenOptions withIssuer(Expect value) {
        return new TokenOptions(hmac, publicKeys, jwksPublicEndpoints, audience, value, userIdClaim, clockSkew);
    }

    public TokenOptions withUserIdClaim(String value) {
        return new TokenOptions(hmac, publicKeys, jwksPublicEndpoints, audience, issuer, value, clockSkew);
    }

    public TokenOptions withClockSkew(Duration value) {
        return new TokenOptions(hmac, publicKeys, jwksPublicEndpoints, audience, issuer, userIdClaim, value);
    }

    Expected expectedIssuer() {
        return expected(issuer, true);
    }

    Expected expectedAudience() {
        return expected(audience, false);
    }

    List<Endpoint> endpoints() {
        return endpoints(jwksPublicEndpoints, expectedIssuer(), expectedAudience());
    }

    private static Expected expected(Expect expect, boolean issuer) {
        return issuer
                ? new Expected("iss", TokenException.Kind.ISSUER, "issuer", expect.exact, expect.regex)
                : new Expected("aud", TokenException.Kind.AUDIENCE, "audience", expect.exact, expect.regex);
    }

    private static List<Endpoint> endpoints(List<String> addresses, Expected issuer, Expected audience) {
        Set<String> groups = new HashSet<>(issuer.groups());
        for (String group : audience.groups()) {
            if (!groups.add(group)) {
                throw new IllegalArgumentException(
                        "issuer_regex and audience_regex both have a group named " + group + "; give one another name");
            }
        }
        return addresses.stream().map(address -> new Endpoint(address, groups)).toList();
    }
}
