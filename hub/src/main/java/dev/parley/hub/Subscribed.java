package dev.parley.hub;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a subscription begins with.
///
/// @param position right behind the last of `publications`, or the channel's own; null where it has none
/// @param positioned whether gaps will be told
/// @param recoverable whether it may recover from its position later
/// @param wasRecovering whether it asked to
/// @param recovered whether nothing is missing between the position it asked from and what comes now
/// @param publications the first page of what it missed, oldest first; the rest follows as ordinary ones
/// @param delta whether deltas will be sent
/// @param data what the site has to say with it, or null
/// @param ttlSeconds how long it lives unless refreshed; 0 for ever
public record Subscribed(
        @Nullable Position position,
        boolean positioned,
        boolean recoverable,
        boolean wasRecovering,
        boolean recovered,
        List<Publication> publications,
        boolean delta,
        @Nullable Payload data,
        long ttlSeconds) {}
