package dev.parley.engine.sqlite;

import dev.parley.hub.Answer;
import dev.parley.hub.Draft;
import dev.parley.hub.EngineChannel;
import dev.parley.hub.HubError;
import dev.parley.hub.Position;
import dev.parley.hub.Publication;
import org.jspecify.annotations.Nullable;

/// What a channel asks of the writer, and what becomes of it: filled in by the writer, read on the channel's lane once the
/// group has been committed.
abstract sealed class Request {

    final SqliteChannel channel;

    /// Null as long as nothing went wrong.
    @Nullable HubError error;

    /// Where the channel was behind this request; null when it has no history.
    @Nullable Position top;

    Request(SqliteChannel channel) {
        this.channel = channel;
    }

    static final class Publish extends Request {
        final Draft draft;
        final Answer<EngineChannel.Outcome> answer;

        /// What is to be told; null when nothing is.
        @Nullable Publication publication;

        /// What is to be answered.
        EngineChannel.@Nullable Outcome outcome;

        Publish(SqliteChannel channel, Draft draft, Answer<EngineChannel.Outcome> answer) {
            super(channel);
            this.draft = draft;
            this.answer = answer;
        }
    }

    /// Where is the channel?
    static final class Open extends Request {
        final Answer<Position> answer;

        Open(SqliteChannel channel, Answer<Position> answer) {
            super(channel);
            this.answer = answer;
        }
    }

    static final class RemoveHistory extends Request {
        final Answer<Position> answer;

        RemoveHistory(SqliteChannel channel, Answer<Position> answer) {
            super(channel);
            this.answer = answer;
        }
    }
}
