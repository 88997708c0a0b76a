package dev.parley.auth.token;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The ways to sign that are accepted (RFC 7518 section 3.1, RFC 8037 section 3.1). There is no "none" among them.
enum Algorithm {
    HS256(Family.HMAC, "HmacSHA256", null, 0),
    HS384(Family.HMAC, "HmacSHA384", null, 0),
    HS512(Family.HMAC, "HmacSHA512", null, 0),
    RS256(Family.RSA, "SHA256withRSA", null, 0),
    RS384(Family.RSA, "SHA384withRSA", null, 0),
    RS512(Family.RSA, "SHA512withRSA", null, 0),
    PS256(Family.RSA, "RSASSA-PSS", null, 32),
    PS384(Family.RSA, "RSASSA-PSS", null, 48),
    PS512(Family.RSA, "RSASSA-PSS", null, 64),
    ES256(Family.EC, "SHA256withECDSAinP1363Format", Curve.P256, 0),
    ES384(Family.EC, "SHA384withECDSAinP1363Format", Curve.P384, 0),
    ES512(Family.EC, "SHA512withECDSAinP1363Format", Curve.P521, 0),
    EdDSA(Family.ED25519, "Ed25519", null, 0);

    /// The kind of key that an algorithm takes.
    enum Family {
        HMAC,
        RSA,
        EC,
        ED25519
    }

    private static final int ED25519_SIGNATURE_BYTES = 64;

    final Family family;
    private final String javaName;
    private final @Nullable Curve curve;

    /// Of salt, for RSASSA-PSS: as many as the hash has (RFC 7518 section 3.5). 0 for the others.
    private final int saltBytes;

    Algorithm(Family family, String javaName, @Nullable Curve curve, int saltBytes) {
        this.family = family;
        this.javaName = javaName;
        this.curve = curve;
        this.saltBytes = saltBytes;
    }

    /// The one of that name, letter by letter, or null.
    static @Nullable Algorithm named(String name) {
        for (Algorithm algorithm : values()) {
            if (algorithm.name().equals(name)) {
                return algorithm;
            }
        }
        return null;
    }

    /// Whether a public key is of the type, and the curve, that this one verifies with.
    boolean takes(PublicKey key) {
        return switch (family) {
            case HMAC -> false;
            case RSA -> key instanceof RSAPublicKey;
            case EC -> key instanceof ECPublicKey ec && Curve.of(ec) == curve;
            case ED25519 ->
                key instanceof EdECPublicKey ed
                        && NamedParameterSpec.ED25519
                                .getName()
                                .equals(ed.getParams().getName());
        };
    }

    /// Only for a key that it [takes][#takes].
    boolean verifies(PublicKey key, byte[] signed, byte[] signature) {
        if (!takes(key) || !hasRightLength(signature)) {
            return false;
        }
        try {
            if (family == Family.EC && NativeEcdsa.isThere()) {
                return NativeEcdsa.verifies(hash(), key, signed, signature);
            }
            return verifiesWithJava(key, signed, signature);
        } catch (SignatureException bad) {
            return false;
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("this Java can't verify " + name(), broken);
        }
    }

    boolean verifiesWithJava(PublicKey key, byte[] signed, byte[] signature) throws GeneralSecurityException {
        Signature verifier = signature();
        verifier.initVerify(key);
        verifier.update(signed);
        return verifier.verify(signature);
    }

    private String hash() {
        return javaName.substring(0, javaName.indexOf("with"));
    }

    /// RFC 7518 section 3.4: r and s, each as long as the curve's order. RFC 8032 section 5.1.6: 64 bytes. Java itself looks
    /// at the length of the RSA ones.
    private boolean hasRightLength(byte[] signature) {
        return switch (family) {
            case HMAC -> false;
            case RSA -> true;
            case EC -> curve != null && signature.length == 2 * curve.bytes;
            case ED25519 -> signature.length == ED25519_SIGNATURE_BYTES;
        };
    }

    byte[] sign(PrivateKey key, byte[] toSign) throws GeneralSecurityException {
        Signature signer = signature();
        signer.initSign(key);
        signer.update(toSign);
        return signer.sign();
    }

    private Signature signature() throws GeneralSecurityException {
        Signature signature = Signature.getInstance(javaName);
        if (saltBytes > 0) {
            MGF1ParameterSpec mask = switch (saltBytes) {
                case 32 -> MGF1ParameterSpec.SHA256;
                case 48 -> MGF1ParameterSpec.SHA384;
                default -> MGF1ParameterSpec.SHA512;
            };
            signature.setParameter(new PSSParameterSpec(
                    mask.getDigestAlgorithm(), "MGF1", mask, saltBytes, PSSParameterSpec.TRAILER_FIELD_BC));
        }
        return signature;
    }

    byte[] mac(byte[] secret, byte[] toSign) {
        if (family != Family.HMAC) {
            throw new IllegalStateException(name() + " is no MAC");
        }
        try {
            Mac mac = Mac.getInstance(javaName);
            mac.init(new SecretKeySpec(secret, javaName));
            return mac.doFinal(toSign);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("this Java has no " + javaName, broken);
        }
    }
}
