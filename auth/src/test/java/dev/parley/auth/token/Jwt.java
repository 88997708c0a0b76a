package dev.parley.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes tokens, good and bad, with another implementation than the one under test: Nimbus for RSA and EC.
final class Jwt {

    private Jwt() {}

    /// With HS256 and the usual secret.
    static String of(String payload) {
        return hmac("HS256", TestKeys.SECRET, "{\"alg\":\"HS256\"}", payload);
    }

    static String hmac(String algorithm, String secret, String header, String payload) {
        return hmac(algorithm, secret.getBytes(StandardCharsets.UTF_8), header, payload);
    }

    static String hmac(String algorithm, byte[] secret, String header, String payload) {
        String signed = part(header) + "." + part(payload);
        return signed + "." + part(mac(algorithm, secret, signed));
    }

    static byte[] mac(String algorithm, byte[] secret, String signed) {
        try {
            String name = "HmacSHA" + algorithm.substring(2);
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(secret, name));
            return mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    static String signed(String algorithm, KeyPair pair, String payload) {
        return signed(algorithm, pair, "{\"alg\":\"" + algorithm + "\"}", payload);
    }

    static String withKeyId(String algorithm, KeyPair pair, String keyId, String payload) {
        return signed(algorithm, pair, "{\"alg\":\"" + algorithm + "\",\"kid\":\"" + keyId + "\"}", payload);
    }

    static String signed(String algorithm, KeyPair pair, String header, String payload) {
        String signed = part(header) + "." + part(payload);
        return signed + "." + part(sign(algorithm, pair, signed.getBytes(StandardCharsets.UTF_8)));
    }

    static byte[] sign(String algorithm, KeyPair pair, byte[] bytes) {
        try {
            if (algorithm.equals("EdDSA")) {
                return java("Ed25519", pair, bytes);
            }
            JWSSigner signer = algorithm.startsWith("ES")
                    ? new ECDSASigner((ECPrivateKey) pair.getPrivate())
                    : new RSASSASigner(pair.getPrivate());
            return signer.sign(new JWSHeader(JWSAlgorithm.parse(algorithm)), bytes)
                    .decode();
        } catch (JOSEException broken) {
            throw new IllegalStateException(broken);
        }
    }

    static byte[] java(String algorithm, KeyPair pair, byte[] bytes) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(pair.getPrivate());
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    static String part(String text) {
        return part(text.getBytes(StandardCharsets.UTF_8));
    }

    static String part(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// The token with another signature.
    static String resigned(String token, byte[] signature) {
        return token.substring(0, token.lastIndexOf('.') + 1) + part(signature);
    }

    static byte[] signature(String token) {
        return Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
    }
}
