package dev.parley.dialects.raw;

import dev.parley.hub.Position;
import org.jspecify.annotations.Nullable;

/// What a bare user asks for.
///
/// @param envelope whether each publication is wanted in a JSON object
/// @param since behind which position of the user's own channel everything is wanted, or null
public record UserRequest(boolean envelope, @Nullable Position since) {

    /// @param envelope parameter of the query, decoded, null where there is none
    /// @param since the same
    /// @throws IllegalArgumentException with a sentence that says what is wrong
    public static UserRequest of(@Nullable String envelope, @Nullable String since) {
        return new UserRequest(RawRequest.isEnvelope(envelope), since == null ? null : RawRequest.position(since));
    }
}
