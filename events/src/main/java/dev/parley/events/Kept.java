package dev.parley.events;

import dev.parley.hub.Payload;
import java.util.Map;

/// A message that waits until its user has acknowledged it.
///
/// @param id grows from message to message of its user
/// @param timeMillis when it came, in milliseconds since 1970
public record Kept(long id, Payload payload, Map<String, String> tags, long timeMillis) {}
