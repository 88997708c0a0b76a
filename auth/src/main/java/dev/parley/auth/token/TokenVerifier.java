package dev.parley.auth.token;

import dev.parley.auth.token.TokenOptions.PublicKeys;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Says whether a token is good, and what it says. Any thread; blocks while a key set is fetched (up to 5 s for each address
/// that is asked), so never an event loop.
///
/// The order of the checks: its form, issuer and audience (which choose the key set), the signature, its times, its purpose,
/// then what else it claims. Nothing that a token says is acted upon before its signature is proven, but for choosing among
/// the addresses that were configured.
///
/// The key decides which algorithms are good for it, never the token: HS is checked with the secret only, and the others with
/// a public key of their type and curve only.
public final class TokenVerifier implements AutoCloseable {

    private static final int MAX_AUDIENCES = 100;

    private final InstantSource clock;
    private final byte @Nullable [] secret;
    private final byte @Nullable [] previousSecret;
    private final long previousSecretValidUntil;
    private final Map<Algorithm.Family, PublicKey> publicKeys = new EnumMap<>(Algorithm.Family.class);
    private final Expected issuer;
    private final Expected audience;
    private final List<Endpoint> endpoints;
    private final @Nullable KeySets keySets;
    private final TokenReader reader;

    public TokenVerifier(TokenOptions options, InstantSource clock) {
        this(options, clock, options.jwksPublicEndpoints().isEmpty() ? null : new HttpFetch(HttpFetch.TIMEOUT));
    }

    /// @param fetch closed with this one; null when there are no addresses to fetch from
    TokenVerifier(TokenOptions options, InstantSource clock, KeySets.@Nullable Fetch fetch) {
        this.clock = clock;
        TokenOptions.Hmac hmac = options.hmac();
        secret = hmac == null ? null : hmac.secretKey().getBytes(StandardCharsets.UTF_8);
        String previous = hmac == null ? null : hmac.previousSecretKey();
        previousSecret = previous == null ? null : previous.getBytes(StandardCharsets.UTF_8);
        previousSecretValidUntil = hmac == null ? 0 : hmac.previousSecretKeyValidUntil();
        PublicKeys keys = options.publicKeys();
        if (keys.rsa() != null) {
            publicKeys.put(Algorithm.Family.RSA, Pem.rsa(PublicKeys.RSA, keys.rsa()));
        }
        if (keys.ecdsa() != null) {
            publicKeys.put(Algorithm.Family.EC, Pem.ec(PublicKeys.ECDSA, keys.ecdsa()));
        }
        if (keys.ed25519() != null) {
            publicKeys.put(Algorithm.Family.ED25519, Pem.ed25519(PublicKeys.ED25519, keys.ed25519()));
        }
        issuer = options.expectedIssuer();
        audience = options.expectedAudience();
        endpoints = options.endpoints();
        keySets = fetch == null ? null : new KeySets(fetch, clock);
        reader = new TokenReader(options.userIdClaim(), options.clockSkew().toSeconds());
    }

    /// @throws TokenException when it is not a good token for a connection
    public ConnectionToken connection(String jwt) throws TokenException {
        return reader.connection(proven(jwt), now());
    }

    /// @throws TokenException when it is not a good token for a subscription
    public SubscriptionToken subscription(String jwt) throws TokenException {
        return reader.subscription(proven(jwt), now());
    }

    /// Key sets that were fetched, so far.
    public long keySetsFetched() {
        return keySets == null ? 0 : keySets.fetched();
    }

    /// How often one could not be.
    public long keySetsNotFetched() {
        return keySets == null ? 0 : keySets.unfetched();
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private Claims proven(String jwt) throws TokenException {
        Jws jws = Jws.parse(jwt);
        Claims claims = jws.claims();
        String iss = claims.string("iss");
        Map<String, String> places = new HashMap<>(issuer.check(iss == null ? List.of() : List.of(iss)));
        places.putAll(audience.check(claims.oneOrMore("aud", MAX_AUDIENCES)));
        if (!isSigned(jws, places)) {
            throw new TokenException(
                    TokenException.Kind.SIGNATURE, "the token's signature is wrong: it was made with another key");
        }
        return claims;
    }

    private boolean isSigned(Jws jws, Map<String, String> places) throws TokenException {
        if (jws.algorithm().family == Algorithm.Family.HMAC) {
            return isSignedWithSecret(jws);
        }
        PublicKey key = keySets != null && jws.keyId() != null
                ? keyOfSets(keySets, jws.keyId(), jws.algorithm(), places)
                : configuredKey(jws);
        return jws.algorithm().verifies(key, jws.signed(), jws.signature());
    }

    private boolean isSignedWithSecret(Jws jws) throws TokenException {
        if (secret == null) {
            throw notAccepted(jws.algorithm());
        }
        if (isSignedWith(secret, jws)) {
            return true;
        }
        boolean previousCounts = previousSecretValidUntil == 0 || now() <= previousSecretValidUntil;
        return previousSecret != null && previousCounts && isSignedWith(previousSecret, jws);
    }

    private static boolean isSignedWith(byte[] secret, Jws jws) {
        return MessageDigest.isEqual(jws.algorithm().mac(secret, jws.signed()), jws.signature());
    }

    private PublicKey configuredKey(Jws jws) throws TokenException {
        PublicKey key = publicKeys.get(jws.algorithm().family);
        if (key == null && keySets != null) {
            throw new TokenException(
                    TokenException.Kind.UNKNOWN_KEY,
                    "the token's header has no kid, without which its key can't be found in a key set");
        }
        if (key == null || !jws.algorithm().takes(key)) {
            throw notAccepted(jws.algorithm());
        }
        return key;
    }

    /// The key of that id from the first address that has it. Those that lack it are asked anew only when none has it.
    private PublicKey keyOfSets(KeySets sets, String id, Algorithm algorithm, Map<String, String> places)
            throws TokenException {
        Map<URI, KeySet> lacking = new HashMap<>();
        TokenException unavailable = null;
        for (Endpoint endpoint : endpoints) {
            URI address = endpoint.fill(places);
            try {
                KeySet set = sets.at(address);
                if (set.has(id)) {
                    return keyOf(set, id, algorithm);
                }
                lacking.put(address, set);
            } catch (TokenException failed) {
                unavailable = onlyUnavailable(failed);
            }
        }
        for (Map.Entry<URI, KeySet> one : lacking.entrySet()) {
            try {
                KeySet set = sets.after(one.getValue(), one.getKey());
                if (set.has(id)) {
                    return keyOf(set, id, algorithm);
                }
            } catch (TokenException failed) {
                unavailable = onlyUnavailable(failed);
            }
        }
        throw unavailable != null
                ? unavailable
                : new TokenException(
                        TokenException.Kind.UNKNOWN_KEY, "the key that the token's kid names is in no key set");
    }

    private static TokenException onlyUnavailable(TokenException failed) throws TokenException {
        if (failed.kind() != TokenException.Kind.UNAVAILABLE) {
            throw failed;
        }
        return failed;
    }

    private static PublicKey keyOf(KeySet set, String id, Algorithm algorithm) throws TokenException {
        PublicKey key = set.key(id, algorithm);
        if (key == null) {
            throw new TokenException(
                    TokenException.Kind.ALGORITHM, "the key that the token names is not one for " + algorithm);
        }
        return key;
    }

    private static TokenException notAccepted(Algorithm algorithm) {
        String option = switch (algorithm.family) {
            case HMAC -> "hmac_secret_key";
            case RSA -> PublicKeys.RSA;
            case EC -> PublicKeys.ECDSA + " of its curve";
            case ED25519 -> PublicKeys.ED25519;
        };
        return new TokenException(
                TokenException.Kind.ALGORITHM, "tokens with " + algorithm + " are not accepted: there is no " + option);
    }

    /// Stops fetching.
    @Override
    public void close() {
        if (keySets != null) {
            keySets.close();
        }
    }
}
