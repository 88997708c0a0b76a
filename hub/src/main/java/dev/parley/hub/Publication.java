package dev.parley.hub;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What subscribers of a channel get. Immutable; shared by all of them.
///
/// @param offset its place in the channel's stream, from 1; 0 where the channel keeps no history
/// @param timeMillis when it was accepted, in milliseconds since 1970
/// @param publisher the session it came from, or null when the site published it
/// @param delta whether subscribers that asked for deltas get it as one when it is new
public record Publication(
        long offset,
        long timeMillis,
        Payload payload,
        @Nullable ClientInfo publisher,
        Map<String, String> tags,
        boolean delta) {

    /// Bytes of memory that it takes, about.
    public int cost() {
        return payload.size() + 128 + tags.size() * 64;
    }
}
