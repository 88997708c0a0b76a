package dev.parley.hub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The subscribers of one channel on one loop, and the fan-out to them. On that loop only, but for [#size].
///
/// What the channel's lane says arrives here in order and waits for the end of the turn, or of the flush window. Then as
/// much as fits into one batch goes out together: each [Section] encodes it once, and each of its members gets it in one
/// write. The loop's [FanOut] says how many members a turn may serve; the rest follows in the next.
final class Audience {

    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

    /// Bytes of payload that leave together.
    private static final int BATCH = 64 * 1024;

    final ChannelName name;
    final Namespace namespace;
    final Shard shard;

    /// Subscriptions that are not over, live or not. Any thread may read it.
    volatile int size;

    /// The offset of the last publication that arrived, or that had been before anything could arrive.
    long arrived;

    /// Behind this offset is all that goes out after the batch under way. A history may be ahead of it, and so may somebody who
    /// has come from there.
    long gone;

    private final ArrayDeque<Happening> queue = new ArrayDeque<>(2);
    private final List<Section> sections = new ArrayList<>(1);

    /// How many happenings have arrived.
    private long happenings;

    private @Nullable Batch batch;
    private int sectionIndex;

    /// Whether the [FanOut] knows that something waits.
    boolean queued;

    /// The last publication that went out, the base of the next one's delta.
    private @Nullable Publication previous;

    Audience(ChannelName name, Namespace namespace, Shard shard) {
        this.name = name;
        this.namespace = namespace;
        this.shard = shard;
    }

    // ---- who is there

    @SuppressWarnings("NonAtomicVolatileUpdate") // written on this loop only
    void began() {
        size++;
    }

    /// A subscription has reached what has arrived: from now on it gets what the others get.
    ///
    /// @param reached up to which offset it has everything; 0 where there are no positions
    void goLive(Subscription subscription, long reached) {
        subscription.state = Subscription.State.LIVE;
        subscription.from = reached;
        subscription.since = happenings;
        if (reached > 0) {
            // what waits in the queue behind its position is for it, too
            subscription.since = happenings - queue.size();
        }
        subscription.plain = false;
        sectionFor(subscription.encoder).add(subscription);
    }

    private Section sectionFor(Encoder encoder) {
        for (Section section : sections) {
            if (section.encoder == encoder) {
                return section;
            }
        }
        Section section = new Section(encoder);
        sections.add(section);
        return section;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written on this loop only
    void ended(Subscription subscription) {
        Section section = subscription.section;
        if (section != null) {
            section.remove(subscription);
        }
        size--;
    }

    // ---- what happens

    /// Up to `top` nothing will arrive any more; everything behind it will, or has.
    void told(Position top) {
        arrived = Math.max(arrived, top.offset());
    }

    void arrive(Happening happening) {
        queue.add(happening);
        happenings++;
        if (happening instanceof Happening.Published(Publication publication)) {
            if (publication.offset() > 0) {
                arrived = publication.offset();
            }
        }
        if (!queued) {
            queued = true;
            shard.fanOut.add(this);
        }
    }

    /// Serves up to `budget` members.
    ///
    /// @return what is left of the budget; 0 when something is left to send
    int serve(int budget) {
        while (budget > 0) {
            Batch present = batch;
            if (present == null) {
                if (queue.isEmpty()) {
                    return budget;
                }
                if (queue.peek() instanceof Happening.Broken(Position now)) {
                    shard.backlog.addAndGet(-queue.poll().cost());
                    broken(now);
                    budget--;
                    continue;
                }
                batch = present = nextBatch();
                sectionIndex = 0;
                sections.forEach(Section::begin);
            }
            if (sectionIndex == sections.size()) {
                finish(present);
                budget--;
                continue;
            }
            Section section = sections.get(sectionIndex);
            int until = Math.min(section.end, section.next + budget);
            budget -= until - section.next;
            if (!encoded(present, section)) {
                section.next = section.end;
            }
            while (section.next < until) {
                Subscription member = section.members[section.next++];
                if (member != null) {
                    present.sendTo(member);
                }
            }
            if (section.next == section.end) {
                sectionIndex++;
            }
        }
        return batch == null && queue.isEmpty() ? 1 : 0;
    }

    /// An encoder that throws costs its own section the batch, and nobody else anything.
    private boolean encoded(Batch present, Section section) {
        try {
            present.encodeFor(section);
            return true;
        } catch (RuntimeException broken) {
            LOG.error("can't say to all what was published on {}", name, broken);
            endPositioned(section);
            return false;
        }
    }

    private void finish(Batch done) {
        batch = null;
        Publication last = done.last;
        if (last != null) {
            previous = last;
        }
        shard.backlog.addAndGet(-done.cost);
        sections.forEach(Section::finish);
        sections.removeIf(section -> section.size == 0);
    }

    private void broken(Position now) {
        arrived = now.offset();
        gone = now.offset();
        previous = null;
        for (Section section : List.copyOf(sections)) {
            endPositioned(section);
            section.forgetPositions();
        }
    }

    /// Tells those who want to know of gaps that there is one.
    private static void endPositioned(Section section) {
        List<Subscription> over = new ArrayList<>();
        for (int i = 0; i < section.size; i++) {
            Subscription member = section.members[i];
            if (member != null && member.positioned) {
                over.add(member);
            }
        }
        over.forEach(member -> member.session.unsubscribed(member, Unsubscribe.INSUFFICIENT_STATE));
    }

    private Batch nextBatch() {
        long first = happenings - queue.size();
        List<Happening> some = new ArrayList<>(Math.min(queue.size(), 64));
        long bytes = 0;
        long cost = 0;
        while (!queue.isEmpty() && !(queue.peek() instanceof Happening.Broken)) {
            int size = queue.peek() instanceof Happening.Published(Publication publication)
                    ? publication.payload().size()
                    : 0;
            if (bytes > 0 && bytes + size > BATCH) {
                break;
            }
            Happening happening = queue.poll();
            some.add(happening);
            bytes += size;
            cost += happening.cost();
            if (happening instanceof Happening.Published(Publication publication) && publication.offset() > 0) {
                gone = publication.offset();
            }
        }
        if (queue.isEmpty()) {
            gone = arrived;
        }
        return new Batch(this, some, first, cost, previous);
    }
}
