package dev.parley.cli.chat;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// What one has written and the server hasn't taken, in order, one under way at a time.
///
/// Each has an id of its own that it keeps however often it is sent, by which the server takes it once: what has no answer
/// is sent again. Belongs to one thread.
final class Outbox {

    /// More is no conversation.
    static final int MOST = 1_000;

    /// What is to be sent.
    ///
    /// @param id ours
    /// @param reply the id of the message that it answers; empty for none
    record Letter(String id, String room, String text, String reply) {}

    private final Deque<Letter> letters = new ArrayDeque<>();
    private boolean underWay;

    /// Whether there was room for it.
    boolean add(Letter letter) {
        return letters.size() < MOST && letters.add(letter);
    }

    int size() {
        return letters.size();
    }

    /// The next one, which is under way from now on; null while one is, or when there is none.
    @Nullable Letter next() {
        Letter next = underWay ? null : letters.peek();
        underWay |= next != null;
        return next;
    }

    /// The one under way is settled: taken or refused.
    void settled() {
        underWay = false;
        letters.poll();
    }

    /// The one under way is to be sent again.
    void again() {
        underWay = false;
    }
}
