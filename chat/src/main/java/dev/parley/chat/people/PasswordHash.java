package dev.parley.chat.people;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// What is kept of a password: PBKDF2-HMAC-SHA256 of it, with how often and with which salt, so that more work can be asked of
/// new ones. Written as `pbkdf2-sha256$ITERATIONS$SALT$HASH`, in base64. Making and comparing takes some tenths of a second
/// of CPU, on purpose.
final class PasswordHash {

    /// What is asked of new ones (OWASP, 2023).
    static final int ITERATIONS = 600_000;

    private static final int MOST_ITERATIONS = 100_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Pattern WRITTEN =
            Pattern.compile("pbkdf2-sha256\\$([1-9][0-9]{0,8})\\$([A-Za-z0-9+/]+=*)\\$([A-Za-z0-9+/]+=*)");

    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int iterations, byte[] salt, byte[] hash) {
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
    }

    static PasswordHash of(String password, int iterations, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new PasswordHash(iterations, salt, pbkdf2(password, iterations, salt));
    }

    /// @throws IllegalArgumentException when it is not what [#toString] has written
    static PasswordHash parse(String written) {
        Matcher parts = WRITTEN.matcher(written);
        if (!parts.matches() || Integer.parseInt(parts.group(1)) > MOST_ITERATIONS) {
            throw new IllegalArgumentException("a password was kept in a way that this Parley does not know");
        }
        return new PasswordHash(
                Integer.parseInt(parts.group(1)),
                Base64.getDecoder().decode(parts.group(2)),
                Base64.getDecoder().decode(parts.group(3)));
    }

    /// Whether it is of this password. Takes as long for any.
    boolean matches(String password) {
        return MessageDigest.isEqual(hash, pbkdf2(password, iterations, salt));
    }

    /// Whether it was made with less work than is asked for now.
    boolean isWeakerThan(int wanted) {
        return iterations < wanted;
    }

    private static byte[] pbkdf2(String password, int iterations, byte[] salt) {
        char[] characters = Normalizer.normalize(password, Normalizer.Form.NFC).toCharArray();
        PBEKeySpec spec = new PBEKeySpec(characters, salt, iterations, HASH_BYTES * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no PBKDF2WithHmacSHA256", missing);
        } finally {
            spec.clearPassword();
        }
    }

    /// As it is kept.
    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder();
        return "pbkdf2-sha256$" + iterations + '$' + base64.encodeToString(salt) + '$' + base64.encodeToString(hash);
    }
}
