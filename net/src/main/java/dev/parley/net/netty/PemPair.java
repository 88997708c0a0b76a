package dev.parley.net.netty;

import dev.parley.net.NetworkException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/// Checks that a private key belongs to a certificate, by signing something with one and verifying it with the other.
final class PemPair {

    private PemPair() {}

    static void check(Path certificate, Path key) throws IOException {
        try {
            PublicKey publicKey = first(certificate).getPublicKey();
            PrivateKey privateKey = privateKey(key, publicKey.getAlgorithm());
            String algorithm = switch (publicKey.getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                default -> publicKey.getAlgorithm();
            };
            byte[] probe = "parley".getBytes(StandardCharsets.US_ASCII);
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(privateKey);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(probe);
            if (!signature.verify(signed)) {
                throw mismatch(certificate, key, null);
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw mismatch(certificate, key, e);
        }
    }

    private static NetworkException mismatch(
            Path certificate, Path key, @org.jspecify.annotations.Nullable Exception e) {
        return new NetworkException(
                "The TLS key " + key + " does not belong to the certificate " + certificate
                        + "; give the two files that were made together.",
                e);
    }

    private static Certificate first(Path pem) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(pem)) {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .iterator()
                    .next();
        }
    }

    private static PrivateKey privateKey(Path pem, String algorithm) throws IOException, GeneralSecurityException {
        StringBuilder base64 = new StringBuilder();
        boolean inside = false;
        for (String line : Files.readAllLines(pem, StandardCharsets.US_ASCII)) {
            if (line.startsWith("-----BEGIN PRIVATE KEY")) {
                inside = true;
            } else if (line.startsWith("-----END")) {
                inside = false;
            } else if (inside) {
                base64.append(line.strip());
            }
        }
        byte[] encoded = Base64.getDecoder().decode(base64.toString());
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }
}
