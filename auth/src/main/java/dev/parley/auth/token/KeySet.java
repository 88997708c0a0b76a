package dev.parley.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import dev.parley.auth.json.Json;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Public keys by their ids (RFC 7517). Keys that can't verify tokens are left out: without an id, for encryption, symmetric,
/// of an unknown type, broken, or too weak.
record KeySet(List<Key> keys) {

    /// @param algorithm the only one that it is for, or null for any that takes it
    record Key(String id, @Nullable String algorithm, PublicKey key) {
        boolean isFor(Algorithm wanted) {
            return (algorithm == null || algorithm.equals(wanted.name())) && wanted.takes(key);
        }
    }

    /// What is in front of the 32 bytes of a key in RFC 8410's form.
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int ED25519_BYTES = 32;

    KeySet {
        keys = List.copyOf(keys);
    }

    /// @throws IllegalArgumentException when it is no key set
    static KeySet parse(String json) {
        List<Key> keys = new ArrayList<>();
        try {
            Map<String, String> set = Json.members(json);
            String array = set.get("keys");
            if (array == null) {
                throw new IllegalArgumentException("what was fetched has no keys in it");
            }
            for (String one : Json.elements(array)) {
                Key key = key(one);
                if (key != null) {
                    keys.add(key);
                }
            }
        } catch (JacksonException broken) {
            throw new IllegalArgumentException("what was fetched is not a JSON Web Key Set", broken);
        }
        return new KeySet(keys);
    }

    private static @Nullable Key key(String json) {
        try {
            JWK jwk = JWK.parse(json);
            String id = jwk.getKeyID();
            boolean verifies = (jwk.getKeyUse() == null
                            || "sig".equals(jwk.getKeyUse().identifier()))
                    && (jwk.getKeyOperations() == null || jwk.getKeyOperations().contains(KeyOperation.VERIFY));
            PublicKey key = publicKey(jwk);
            if (id == null || !verifies || key == null) {
                return null;
            }
            return new Key(
                    id, jwk.getAlgorithm() == null ? null : jwk.getAlgorithm().getName(), key);
        } catch (ParseException | JOSEException | GeneralSecurityException | IllegalArgumentException unusable) {
            return null;
        }
    }

    private static @Nullable PublicKey publicKey(JWK jwk) throws JOSEException, GeneralSecurityException {
        return switch (jwk) {
            case RSAKey rsa -> strong(rsa.toRSAPublicKey());
            case ECKey ec -> ec.toECPublicKey();
            case OctetKeyPair pair when "Ed25519".equals(pair.getCurve().getName()) -> ed25519(pair.getDecodedX());
            default -> null;
        };
    }

    private static @Nullable RSAPublicKey strong(RSAPublicKey key) {
        int bits = key.getModulus().bitLength();
        return bits >= Pem.MIN_RSA_BITS && bits <= Pem.MAX_RSA_BITS ? key : null;
    }

    private static @Nullable PublicKey ed25519(byte[] x) throws GeneralSecurityException {
        if (x.length != ED25519_BYTES) {
            return null;
        }
        byte[] encoded = new byte[ED25519_PREFIX.length + x.length];
        System.arraycopy(ED25519_PREFIX, 0, encoded, 0, ED25519_PREFIX.length);
        System.arraycopy(x, 0, encoded, ED25519_PREFIX.length, x.length);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    boolean has(String id) {
        return keys.stream().anyMatch(key -> key.id.equals(id));
    }

    /// The key of that id that an algorithm may use, or null. An id may stand for keys of several types.
    @Nullable PublicKey key(String id, Algorithm algorithm) {
        for (Key key : keys) {
            if (key.id.equals(id) && key.isFor(algorithm)) {
                return key.key;
            }
        }
        return null;
    }
}
