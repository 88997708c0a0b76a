package dev.parley.chat.people;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Makes and reads the two signed texts that say who somebody is: the token that one connects with, good for an hour, and the
/// cookie that gets another token, over visits.
///
/// Both are `prefix.payload.signature`: the payload says who, of which kind, until when and of which generation, and the
/// signature is HMAC-SHA256 over prefix and payload. Each purpose signs with a key of its own, made of the secret, so that
/// neither passes as the other, nor as anything else that is signed with the same secret. Opaque to clients.
///
/// A guest has generation 0. An account's grows when it is signed out everywhere; whoever reads a text compares it with the
/// account's present one ([People#returning]).
///
/// Any thread.
public final class ChatSessions {

    /// What a text of ours says.
    ///
    /// @param expiresAtSeconds since 1970
    public record Pass(String user, Person.Kind kind, long generation, long expiresAtSeconds) {}

    /// How long a token is good.
    public static final Duration TOKEN_LIFE = Duration.ofHours(1);
    /// How long a guest's cookie is good after the last visit.
    public static final Duration GUEST_LIFE = Duration.ofDays(365);
    /// How long an account's cookie is good after the last visit.
    public static final Duration ACCOUNT_LIFE = Duration.ofDays(30);

    private static final String TOKEN = "chat1.";
    private static final String COOKIE = "seen1.";
    private static final String MAC = "HmacSHA256";
    private static final int LONGEST = 1_024;

    private final InstantSource clock;
    private final SecretKeySpec tokenKey;
    private final SecretKeySpec cookieKey;

    /// @param secret not empty; whoever knows it can be anybody
    public ChatSessions(String secret, InstantSource clock) {
        this.clock = clock;
        tokenKey = key(secret, "parley chat token 1");
        cookieKey = key(secret, "parley chat cookie 1");
    }

    private static SecretKeySpec key(String secret, String purpose) {
        SecretKeySpec all = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), MAC);
        return new SecretKeySpec(mac(all, purpose), MAC);
    }

    /// Whether a text wants to be one of our tokens, and so is nobody else's affair.
    public static boolean isToken(String text) {
        return text.startsWith(TOKEN);
    }

    /// What one connects with.
    public String token(Person person, long generation) {
        return signed(TOKEN, tokenKey, person, generation, TOKEN_LIFE);
    }

    /// What a browser keeps.
    public String cookie(Person person, long generation) {
        return signed(COOKIE, cookieKey, person, generation, cookieLife(person.kind()));
    }

    /// How long a cookie is kept.
    public static Duration cookieLife(Person.Kind kind) {
        return kind == Person.Kind.GUEST ? GUEST_LIFE : ACCOUNT_LIFE;
    }

    /// @return null for what is not signed by us as a token, or no longer good
    public @Nullable Pass readToken(String text) {
        return read(TOKEN, tokenKey, text);
    }

    /// @return null for what is not signed by us as a cookie, or no longer good
    public @Nullable Pass readCookie(String text) {
        return read(COOKIE, cookieKey, text);
    }

    private String signed(String prefix, SecretKeySpec key, Person person, long generation, Duration life) {
        long until = clock.millis() / 1_000 + life.toSeconds();
        String says = person.kind().name() + ' ' + until + ' ' + generation + ' ' + person.id();
        String payload = prefix + base64(says.getBytes(StandardCharsets.UTF_8));
        return payload + '.' + base64(mac(key, payload));
    }

    private @Nullable Pass read(String prefix, SecretKeySpec key, String text) {
        int end = text.lastIndexOf('.');
        if (!text.startsWith(prefix) || end < prefix.length() || text.length() > LONGEST) {
            return null;
        }
        String payload = text.substring(0, end);
        byte[] expected = base64(mac(key, payload)).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(expected, text.substring(end + 1).getBytes(StandardCharsets.UTF_8))) {
            return null;
        }
        // ours from here on
        String[] says = new String(
                        Base64.getUrlDecoder().decode(payload.substring(prefix.length())), StandardCharsets.UTF_8)
                .split(" ", 4);
        Pass pass = new Pass(says[3], Person.Kind.valueOf(says[0]), Long.parseLong(says[2]), Long.parseLong(says[1]));
        return pass.expiresAtSeconds() > clock.millis() / 1_000 ? pass : null;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] mac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no " + MAC, missing);
        }
    }
}
