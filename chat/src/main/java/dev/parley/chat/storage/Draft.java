package dev.parley.chat.storage;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A message that is to be sent.
///
/// @param clientId made by the client and kept with its draft: the same one again, from the same author in the same room,
///     is the same message
/// @param replyTo null, or the id of a message of this room
/// @param mentions the people it is meant for
/// @param files ids of files that the author has uploaded for this room and not sent yet; with some the text may be empty
public record Draft(
        String room,
        String author,
        String clientId,
        String text,
        @Nullable String replyTo,
        Set<String> mentions,
        List<String> files) {

    public Draft {
        Limits.id("a room's id", room);
        Limits.user(author);
        Limits.id("a client's message id", clientId);
        files = sendable(files);
        Limits.text("a message", text, files.isEmpty() ? 1 : 0, Limits.TEXT);
        mentions = mentioned(mentions);
    }

    /// One without files.
    public Draft(
            String room, String author, String clientId, String text, @Nullable String replyTo, Set<String> mentions) {
        this(room, author, clientId, text, replyTo, mentions, List.of());
    }

    /// One that answers nobody and mentions nobody.
    public Draft(String room, String author, String clientId, String text) {
        this(room, author, clientId, text, null, Set.of());
    }

    private static List<String> sendable(List<String> files) {
        if (files.size() > Limits.FILES || new HashSet<>(files).size() < files.size()) {
            throw new IllegalArgumentException("a message has at most " + Limits.FILES + " files, each once");
        }
        files.forEach(id -> Limits.id("a file's id", id));
        return List.copyOf(files);
    }

    static Set<String> mentioned(Set<String> people) {
        if (people.size() > Limits.MENTIONS) {
            throw new IllegalArgumentException("a message mentions at most " + Limits.MENTIONS + " people");
        }
        people.forEach(Limits::user);
        return Set.copyOf(people);
    }
}
