package dev.parley.server.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A key of a backend's, and what it may do. Kept as a digest: what is compared takes the same time whatever was sent.
///
/// @param name what it is called in logs and metrics
/// @param digest SHA-256 of the key
/// @param methods that it may call; empty for all
public record ApiKey(String name, byte[] digest, Set<String> methods) {

    /// @param key what is sent
    public static ApiKey of(String name, String key, List<String> methods) {
        return new ApiKey(name, digest(key), Set.copyOf(methods));
    }

    static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public boolean allows(String method) {
        return methods.isEmpty() || methods.contains(method);
    }

    /// The key that was sent, or null. Each is compared, whether or not one before it was the one.
    public static @Nullable ApiKey find(List<ApiKey> keys, String sent) {
        byte[] digest = digest(sent);
        ApiKey found = null;
        for (ApiKey key : keys) {
            if (MessageDigest.isEqual(key.digest, digest)) {
                found = key;
            }
        }
        return found;
    }

    @Override
    public String toString() {
        return "key " + name;
    }
}
