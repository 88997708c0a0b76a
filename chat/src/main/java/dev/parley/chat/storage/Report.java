package dev.parley.chat.storage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Somebody has asked the moderators to look at a message. It keeps no copy of the text.
///
/// @param message as it is now
/// @param by who reported it
/// @param reason in the reporter's words; may be empty
/// @param resolved who has dealt with it and when; null while nobody has
public record Report(
        long id, Message message, String by, String reason, Instant time, Message.@Nullable Act resolved) {}
