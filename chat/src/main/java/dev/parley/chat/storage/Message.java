package dev.parley.chat.storage;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message as it is now.
///
/// @param id unique among all rooms
/// @param position 1 for a room's first, then without gaps
/// @param time never before that of the message in front of it
/// @param text empty when it was deleted; also beside files, and where they were before they expired
/// @param clientId what the author's client called it
/// @param mentions the people it is meant for, in the order of their ids
public record Message(
        String id,
        String room,
        long position,
        String author,
        String clientId,
        Instant time,
        String text,
        @Nullable String replyTo,
        @Nullable Act edited,
        @Nullable Act deleted,
        List<Reaction> reactions,
        List<String> mentions,
        List<Attachment> files) {

    /// Who did it, and when.
    public record Act(String by, Instant time) {}

    /// How many reacted so.
    ///
    /// @param mine whether whoever asked is one of them
    public record Reaction(String reaction, int count, boolean mine) {}

    public Message {
        reactions = List.copyOf(reactions);
        mentions = List.copyOf(mentions);
        files = List.copyOf(files);
    }

    Message with(List<Reaction> others, List<String> people, List<Attachment> attached) {
        return new Message(
                id, room, position, author, clientId, time, text, replyTo, edited, deleted, others, people, attached);
    }
}
