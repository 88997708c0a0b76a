package dev.parley.hub;

import java.util.Map;

/// One channel of an [Engine], at home on one loop: every method is called there, and everything it answers and tells is
/// called there, possibly before the method returns.
///
/// An engine promises:
/// - **Order.** [Listener#onPublication] is called in the order of offsets, without gaps, once each, and never before the
///   publication is as safe as the engine makes it. For a publication with a position that is after the commit.
/// - **Answer after delivery.** A publish is answered after its own publication was told to the listener.
/// - **Positions.** Offsets start at 1 and grow by one as long as the epoch lasts. After [#interest] (true) was answered
///   with position P, the listener hears every publication behind P.
/// - **Idempotency.** As [Draft#idempotencyKey] says, on channels without history too, and also for two in flight.
/// - **Versions.** A draft with a version that is not newer ([Draft#isOutdatedBy]) than that of the channel's last
///   publication with one is not published; it is answered with the channel's position, in its place among the others, and
///   takes no idempotency key. A repeated key is answered first, whatever the version. The last version is remembered
///   together with its publication, as long as the channel's position, past [#removeHistory] too; what has no version
///   leaves it alone. Where a draft is not kept, a version fails with [HubError#NO_VERSIONS].
/// - **Failure.** A publish that fails was not and will not be told or kept. A full disk fails it with
///   [HubError#STORAGE], too much in flight with [HubError#TOO_MANY_REQUESTS].
/// - **Retention.** History never shows what is older than the age or beyond the size of the namespace's [Retention],
///   whether or not it has been removed already.
public interface EngineChannel {

    /// Publishes. In a namespace without history, or with [Draft#skipHistory], the publication has offset 0 and no position.
    void publish(Draft draft, Answer<Outcome> answer);

    /// Whether this node has subscribers. True is answered with the position behind which the listener will hear everything
    /// (epoch empty, offset 0 where there is no history); false with the same as before.
    void interest(boolean wanted, Answer<Position> answer);

    /// Reads history.
    void history(HistoryQuery query, Answer<HistoryPage> answer);

    /// Forgets the history; epoch and offsets go on.
    void removeHistory(Answer<Position> answer);

    /// A subscriber of this node is there, for [#presence]. Coming again with the same client replaces what was known of it.
    void enter(ClientInfo info);

    /// A subscriber of this node is no longer there.
    void leave(ClientInfo info);

    /// Tells all nodes' listeners that somebody has come, or gone: at most once, in order with this node's publications.
    void joined(ClientInfo info);

    void left(ClientInfo info);

    /// Who is there on all nodes, by client.
    void presence(Answer<Map<String, ClientInfo>> answer);

    /// Whether nothing but what is stored would be lost by closing it: no history or presence in memory, nothing in flight.
    boolean isIdle();

    /// Forgets it in memory. Only when it is idle, or when everything stops.
    void close();

    /// What became of a draft.
    ///
    /// @param position null where it has none; where the channel is, when the draft is outdated
    /// @param repeated whether nothing was published, because its idempotency key has been used for the same
    /// @param outdated whether nothing was published, because its version is not newer
    record Outcome(@org.jspecify.annotations.Nullable Position position, boolean repeated, boolean outdated) {

        /// Of a draft that was published, now or before.
        public Outcome(@org.jspecify.annotations.Nullable Position position, boolean repeated) {
            this(position, repeated, false);
        }

        /// Of one that was not.
        public static Outcome outdated(Position now) {
            return new Outcome(now, false, true);
        }
    }

    /// Hears what is said on the channel, from whatever node.
    interface Listener {

        void onPublication(Publication publication);

        void onJoin(ClientInfo info);

        void onLeave(ClientInfo info);

        /// Positions up to now mean nothing any more: the stream goes on at `now`, and what lies between can't be had.
        void onBreak(Position now);
    }
}
