package dev.parley.chat.storage;

/// What became of a draft.
///
/// @param repeated whether it had been sent before: then nothing was written, and `message` is the first one as it is now
public record Sent(Message message, boolean repeated) {}
