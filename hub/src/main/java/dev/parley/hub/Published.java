package dev.parley.hub;

import org.jspecify.annotations.Nullable;

/// What became of a draft.
///
/// @param position its place, or null where it has none (no history)
/// @param repeated whether it had been published before with the same idempotency key, so that nothing was delivered now
/// @param outdated whether it was not published, because the channel has its version or a newer one; `position` is then where
///     the channel is
/// @param sessions how many subscriptions on this node it was handed to for delivery (no receipt)
public record Published(@Nullable Position position, boolean repeated, boolean outdated, int sessions) {}
