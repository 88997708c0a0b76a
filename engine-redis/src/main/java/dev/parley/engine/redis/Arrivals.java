package dev.parley.engine.redis;

import dev.parley.hub.Publication;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Puts what arrives in the order of its offsets. Publications come by two ways, from this node's own publishes and from
/// all nodes' messages, so some come twice, some early, and some not at all: what was told is dropped, what is early is held
/// until the gap in front of it is filled. Bounded: what is held is dropped when there is too much of it, since it stands in
/// the history too. One thread.
///
/// Each says the time of the one before it. When that is not the one that was told, Redis has taken something back and gone
/// on from there: then nothing is taken any more until it starts anew.
final class Arrivals {

    /// Publications that are held at most.
    static final int HELD = 1_000;

    /// Bytes of them.
    static final long HELD_BYTES = 1 << 20;

    private record Held(Publication publication, long before) {}

    private final TreeMap<Long, Held> held = new TreeMap<>();
    private long heldBytes;
    private Place top = Place.NOWHERE;
    private boolean diverged;

    /// From now on behind that place.
    void startAt(Place place) {
        top = place;
        diverged = false;
        held.clear();
        heldBytes = 0;
    }

    Place top() {
        return top;
    }

    /// Something arrives.
    ///
    /// @param before the time of the publication before it
    /// @return what may be told now, in order
    List<Publication> take(Publication publication, long before) {
        if (publication.offset() == top.offset() && publication.timeMillis() != top.time()) {
            diverged = true;
        }
        if (diverged || publication.offset() <= top.offset()) {
            return List.of();
        }
        if (publication.offset() > top.offset() + 1) {
            hold(publication, before);
            return List.of();
        }
        if (!follows(publication, before)) {
            return List.of();
        }
        if (held.isEmpty()) {
            return List.of(publication);
        }
        List<Publication> ready = new ArrayList<>();
        ready.add(publication);
        followUp(ready);
        return ready;
    }

    /// The same of one that stands in the history behind what was told last.
    List<Publication> takeNext(Publication publication) {
        return take(publication, top.time());
    }

    private boolean follows(Publication publication, long before) {
        if (before == top.time()) {
            top = new Place(top.epoch(), publication.offset(), publication.timeMillis());
            return true;
        }
        diverged = true;
        return false;
    }

    private void followUp(List<Publication> ready) {
        while (!diverged && !held.isEmpty() && held.firstKey() <= top.offset() + 1) {
            Held next = held.pollFirstEntry().getValue();
            heldBytes -= next.publication().cost();
            if (next.publication().offset() == top.offset() + 1 && follows(next.publication(), next.before())) {
                ready.add(next.publication());
            }
        }
    }

    private void hold(Publication publication, long before) {
        if (held.size() < HELD
                && heldBytes + publication.cost() <= HELD_BYTES
                && held.putIfAbsent(publication.offset(), new Held(publication, before)) == null) {
            heldBytes += publication.cost();
        }
    }

    /// Whether something is held that nothing in front of it has followed up to yet.
    boolean hasGap() {
        return !held.isEmpty();
    }

    /// Whether Redis has gone on from somewhere before what was told.
    boolean haveDiverged() {
        return diverged;
    }
}
