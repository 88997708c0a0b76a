package dev.parley.hub;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Happenings that go out together, encoded for one section after the other. On the audience's loop only.
final class Batch {

    private final Audience audience;
    private final List<Happening> happenings;

    /// The number of the first of them.
    private final long first;

    final long cost;

    /// What went out before, and the last publication of these.
    private final @Nullable Publication before;

    final @Nullable Publication last;

    private final boolean joins;

    // ---- the section at hand

    private @Nullable Section section;
    private final @Nullable Message[] messages;
    private final @Nullable Message[] fulls;
    private @Nullable MessageBatch everything;
    private @Nullable MessageBatch publications;

    Batch(Audience audience, List<Happening> happenings, long first, long cost, @Nullable Publication before) {
        this.audience = audience;
        this.happenings = happenings;
        this.first = first;
        this.cost = cost;
        this.before = before;
        Publication newest = null;
        boolean comings = false;
        for (Happening happening : happenings) {
            if (happening instanceof Happening.Published(Publication publication)) {
                newest = publication;
            } else {
                comings = true;
            }
        }
        last = newest;
        joins = comings;
        messages = new @Nullable Message[happenings.size()];
        fulls = new @Nullable Message[happenings.size()];
    }

    void encodeFor(Section next) {
        if (section == next) {
            return;
        }
        section = null; // until all is encoded
        everything = null;
        publications = null;
        Encoder encoder = next.encoder;
        Publication base = before;
        for (int i = 0; i < messages.length; i++) {
            fulls[i] = null;
            messages[i] = switch (happenings.get(i)) {
                case Happening.Published(Publication publication) -> {
                    Message message = encoder.publication(
                            audience.name, publication, encoder.takesDeltas() && publication.delta() ? base : null);
                    base = publication;
                    yield message;
                }
                case Happening.Joined(ClientInfo info) -> encoder.join(audience.name, info);
                case Happening.Left(ClientInfo info) -> encoder.leave(audience.name, info);
                case Happening.Broken _ -> null;
            };
        }
        section = next;
    }

    void sendTo(Subscription member) {
        Link link = member.session.link();
        if (!member.plain) {
            sendSome(member);
        } else if (audience.namespace.conflate() && !link.isWritable()) {
            conflate(member, last);
        } else if (messages.length == 1) {
            Message only = messages[0];
            if (only != null && (member.joinLeave || !joins)) {
                link.send(only);
            }
        } else {
            MessageBatch batch = member.joinLeave || !joins ? all() : publicationsOnly();
            if (!batch.messages().isEmpty()) {
                link.send(batch);
            }
        }
    }

    private MessageBatch all() {
        MessageBatch batch = everything;
        return batch == null ? everything = batch(true) : batch;
    }

    private MessageBatch publicationsOnly() {
        MessageBatch batch = publications;
        return batch == null ? publications = batch(false) : batch;
    }

    private MessageBatch batch(boolean withJoins) {
        List<Message> some = new ArrayList<>(messages.length);
        for (int i = 0; i < messages.length; i++) {
            Message message = messages[i];
            if (message != null && (withJoins || happenings.get(i) instanceof Happening.Published)) {
                some.add(message);
            }
        }
        return new MessageBatch(some);
    }

    /// To a member that came lately, filters, or has not yet got what a delta is the difference to.
    private void sendSome(Subscription member) {
        boolean filters = member.filter != null;
        boolean fits = !member.delta; // whether it has the base of the next delta
        for (int i = 0; i < messages.length; i++) {
            switch (happenings.get(i)) {
                case Happening.Published(Publication publication) -> {
                    boolean hasIt = publication.offset() > 0 && publication.offset() <= member.from;
                    if (first + i < member.since || hasIt) {
                        continue;
                    }
                    if (!member.wants(publication)) {
                        fits = !member.delta; // the next delta is to what it did not get
                        continue;
                    }
                    if (audience.namespace.conflate() && !member.session.link().isWritable()) {
                        conflate(member, publication);
                        continue;
                    }
                    Message message = fits ? messages[i] : full(i, publication);
                    if (message != null) {
                        member.session.link().send(message);
                    }
                    fits = true;
                }
                case Happening.Joined(ClientInfo _), Happening.Left(ClientInfo _) -> {
                    Message message = messages[i];
                    if (message != null && member.joinLeave && first + i >= member.since) {
                        member.session.link().send(message);
                    }
                }
                case Happening.Broken _ -> {}
            }
            if (member.state != Subscription.State.LIVE) {
                return; // its link refused, and took the session with it
            }
        }
        long end = first + messages.length;
        boolean caughtUp = end >= member.since && audience.gone >= member.from;
        member.plain = !filters && fits && caughtUp && member.newest == null;
    }

    private @Nullable Message full(int index, Publication publication) {
        Section now = section;
        Message message = fulls[index];
        if (message == null && now != null) {
            fulls[index] = message = now.encoder.publication(audience.name, publication, null);
        }
        return message;
    }

    /// The client does not read: only the newest waits for it.
    private void conflate(Subscription member, @Nullable Publication newest) {
        if (newest != null) {
            boolean waits = member.newest != null;
            member.newest = newest;
            member.plain = false;
            if (!waits) {
                member.session.waits(member);
            }
        }
    }
}
