package dev.parley.hub;

import org.jspecify.annotations.Nullable;

/// One session on one channel. On the session's loop only, but for what says otherwise.
///
/// It begins `STARTING`, while the channel's lane looks up where the stream is. When more was missed than fits into the
/// reply it is `CATCHING_UP`: page after page is read from history as the client reads, and nothing is held in memory. Once
/// it has reached what has arrived on this loop it is `LIVE`: a member of its [Section], which gets what the others get.
final class Subscription {

    enum State {
        STARTING,
        CATCHING_UP,
        LIVE,
        ENDED
    }

    final Session session;
    final Audience audience;
    final SubscribeRequest request;
    final Encoder encoder;
    final boolean delta;
    boolean joinLeave;

    /// Which publications it gets; null for all.
    @Nullable TagFilter filter;

    State state = State.STARTING;
    boolean serverSide;

    /// Whether the client has yet to be told of it, with others, before anything may be said on it.
    boolean held;

    boolean positioned;
    boolean recoverable;
    Grant.Subscription grant = Grant.Subscription.PLAIN;
    Loop.@Nullable Timer expiry;

    /// Whether the observer was told of it.
    boolean begun;

    /// Whether the others were told of its coming.
    boolean announced;

    // ---- while LIVE: its place among the members of its section

    @Nullable Section section;

    int index;

    /// Whether it gets exactly what the section's other members get, so that nothing about it need be looked at.
    boolean plain;

    /// Publications up to here it has already.
    long from;

    /// Happenings before this one were before its time.
    long since;

    /// The newest publication that waits for the client to read on, where the namespace conflates.
    @Nullable Publication newest;

    // ---- while CATCHING_UP

    /// How far it has got; what the last publication was, as the base of a delta.
    @Nullable Position reached;

    @Nullable Publication last;

    // ---- on the channel's lane only

    boolean left;
    boolean entered;

    Subscription(Session session, Audience audience, SubscribeRequest request, Encoder encoder, boolean joinLeave) {
        this.session = session;
        this.audience = audience;
        this.request = request;
        this.encoder = encoder;
        this.delta = encoder.takesDeltas();
        this.joinLeave = joinLeave;
        filter = request.filter();
    }

    /// Whether it is among those who are present.
    boolean isPresent() {
        return or(grant.overrides().presence(), audience.namespace.presence());
    }

    /// Whether its coming and going are told.
    boolean isTold() {
        return or(grant.overrides().joinLeave(), audience.namespace.joinLeave());
    }

    static boolean or(@Nullable Boolean said, boolean otherwise) {
        return said == null ? otherwise : said;
    }

    ChannelName channel() {
        return audience.name;
    }

    ClientInfo info() {
        return session.info(grant.info());
    }

    boolean wants(Publication publication) {
        TagFilter wanted = filter;
        return wanted == null || wanted.matches(publication.tags());
    }

    void cancelExpiry() {
        Loop.Timer timer = expiry;
        if (timer != null) {
            expiry = null;
            timer.cancel();
        }
    }
}
