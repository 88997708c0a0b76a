package dev.parley.auth.token;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Keys as text (RFC 7468). What it throws says what to do and holds nothing of the key.
final class Pem {

    /// Signatures of keys that are smaller can be forged (RFC 7518 section 3.3); those of larger ones cost too much.
    static final int MIN_RSA_BITS = 2048;

    static final int MAX_RSA_BITS = 8192;

    /// Of the text of a key or a certificate.
    private static final int MAX_CHARS = 64 * 1024;

    private static final Pattern BLOCK =
            Pattern.compile("\\s*-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END ([A-Z0-9 ]+)-----\\s*");

    private record Block(String label, byte[] bytes) {}

    private Pem() {}

    /// @param option whose text it is, for the message
    /// @throws IllegalArgumentException when it is no RSA key of 2048 to 8192 bits
    static RSAPublicKey rsa(String option, String text) {
        if (!(publicKey(option, text, "RSA") instanceof RSAPublicKey rsa)) {
            throw wrong(option, "is not an RSA key");
        }
        int bits = rsa.getModulus().bitLength();
        if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
            throw wrong(option, "has " + bits + " bits; use a key of " + MIN_RSA_BITS + " to " + MAX_RSA_BITS);
        }
        return rsa;
    }

    /// @throws IllegalArgumentException when it is no key on P-256, P-384 or P-521
    static ECPublicKey ec(String option, String text) {
        if (!(publicKey(option, text, "EC") instanceof ECPublicKey ec) || Curve.of(ec) == null) {
            throw wrong(option, "is not an EC key on the curve P-256, P-384 or P-521");
        }
        return ec;
    }

    /// @throws IllegalArgumentException when it is no Ed25519 key
    static EdECPublicKey ed25519(String option, String text) {
        if (!(publicKey(option, text, "EdDSA") instanceof EdECPublicKey ed)
                || !NamedParameterSpec.ED25519.getName().equals(ed.getParams().getName())) {
            throw wrong(option, "is not an Ed25519 key");
        }
        return ed;
    }

    private static PublicKey publicKey(String option, String text, String type) {
        Block block = block(option, text);
        try {
            return switch (block.label) {
                case "PUBLIC KEY" -> KeyFactory.getInstance(type).generatePublic(new X509EncodedKeySpec(block.bytes));
                case "CERTIFICATE" ->
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(block.bytes))
                            .getPublicKey();
                case "RSA PUBLIC KEY" ->
                    throw wrong(
                            option,
                            "is in the form PKCS#1; convert it with: openssl rsa -RSAPublicKey_in -in KEY -pubout");
                default ->
                    throw wrong(
                            option,
                            block.label.contains("PRIVATE")
                                    ? "is a private key, which must stay with who makes tokens; give the public one"
                                    : "must be a PUBLIC KEY or a CERTIFICATE");
            };
        } catch (GeneralSecurityException broken) {
            throw wrong(option, "can't be read as an " + type + " key");
        }
    }

    /// @throws IllegalArgumentException when it is no RSA, EC or Ed25519 key in PKCS#8
    static PrivateKey privateKey(String option, String text) {
        Block block = block(option, text);
        if (!block.label.equals("PRIVATE KEY")) {
            throw wrong(
                    option,
                    block.label.equals("RSA PRIVATE KEY") || block.label.equals("EC PRIVATE KEY")
                            ? "is not in the form PKCS#8; convert it with: openssl pkcs8 -topk8 -nocrypt -in KEY"
                            : "must be a PRIVATE KEY without a password");
        }
        for (String type : List.of("RSA", "EC", "Ed25519")) {
            try {
                return KeyFactory.getInstance(type).generatePrivate(new PKCS8EncodedKeySpec(block.bytes));
            } catch (InvalidKeySpecException other) {
                continue;
            } catch (GeneralSecurityException missing) {
                throw new IllegalStateException("this Java has no keys of type " + type, missing);
            }
        }
        throw wrong(option, "can't be read as an RSA, EC or Ed25519 key");
    }

    private static Block block(String option, String text) {
        Matcher matcher = BLOCK.matcher(text.length() > MAX_CHARS ? "" : text);
        if (!matcher.matches() || !matcher.group(1).equals(matcher.group(3))) {
            throw wrong(option, "is not one PEM block, from -----BEGIN … to -----END …");
        }
        try {
            return new Block(
                    matcher.group(1),
                    Base64.getDecoder().decode(matcher.group(2).replaceAll("\\s", "")));
        } catch (IllegalArgumentException broken) {
            throw wrong(option, "is not base64 between its first and last line");
        }
    }

    private static IllegalArgumentException wrong(String option, String what) {
        return new IllegalArgumentException(option + " " + what);
    }
}
