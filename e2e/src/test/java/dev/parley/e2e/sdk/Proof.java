package dev.parley.e2e.sdk;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How a client proves who it is, or that it may subscribe.
///
/// @param token that it has, or null
/// @param more where it asks for another, as often as it needs one, or null; throws [Refused] or [NotNow]
public record Proof(@Nullable String token, @Nullable Supplier<String> more) {

    public static final Proof NONE = new Proof(null, null);

    /// There is no token, and there will be none.
    static final class Refused extends RuntimeException {}

    /// There is no token just now.
    static final class NotNow extends RuntimeException {}

    public static Proof of(String token) {
        return new Proof(token, null);
    }

    static Proof asking(Supplier<String> more) {
        return new Proof(null, more);
    }

    String another() {
        if (more == null) {
            throw new Refused();
        }
        return more.get();
    }
}
