package dev.parley.events;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Proves to the backend that a request is ours and is not an old one sent again: an HMAC-SHA256 over the time, a dot and
/// the body. The backend should also turn away what is more than five minutes old.
public final class Signature {

    private static final String VERSION = "v1=";

    private Signature() {}

    /// What stands in `X-Parley-Signature`.
    ///
    /// @param timestampSeconds what stands in `X-Parley-Timestamp`
    public static String of(String secret, long timestampSeconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((timestampSeconds + ".").getBytes(StandardCharsets.US_ASCII));
            return VERSION + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException("every Java has HMAC-SHA256", impossible);
        }
    }

    /// Whether a request is genuine; takes the same time whatever is wrong.
    public static boolean verify(String secret, long timestampSeconds, byte[] body, String signature) {
        return MessageDigest.isEqual(
                of(secret, timestampSeconds, body).getBytes(StandardCharsets.UTF_8),
                signature.getBytes(StandardCharsets.UTF_8));
    }
}
