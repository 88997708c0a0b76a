package dev.parley.server.push;

import dev.parley.hub.Published;
import org.jspecify.annotations.Nullable;

/// What became of a push.
///
/// @param id under which it is kept until it has been acknowledged; null when it is not
public record Pushed(Published published, @Nullable Long id) {}
