package dev.parley.chat.storage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A visitor's talk with the site's operators: a private room with a little more. At most one is open per visitor.
///
/// @param operator who has taken it; null while it waits
/// @param taken when; null while it waits
/// @param closed by whom and when; null while it is open
public record Talk(
        String room,
        String visitor,
        Instant opened,
        @Nullable String operator,
        @Nullable Instant taken,
        Message.@Nullable Act closed) {

    /// A talk that nobody has taken yet, and what was said in it last.
    public record Waiting(Talk talk, Message last) {}

    public boolean open() {
        return closed == null;
    }
}
