package dev.parley.engine.redis;

import dev.parley.hub.Position;
import dev.parley.hub.Publication;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Puts what arrives in the order of its offsets. Publications come by two ways, from this node's own publishes and from
/// all nodes' messages, so some come twice, some early, and some not at all: what was told is dropped, what is early is held
/// until the gap in front of it is filled. Bounded: what is held is dropped when there is too much of it, since it stands in
/// the history too. One thread.
final class Arrivals {

    /// Publications that are held at most.
    static final int HELD = 1_000;

    /// Bytes of them.
    static final long HELD_BYTES = 1 << 20;

    private final TreeMap<Long, Publication> held = new TreeMap<>();
    private long heldBytes;
    private String epoch = "";
    private long top;

    /// From now on behind that position.
    void startAt(Position position) {
        epoch = position.epoch();
        top = position.offset();
        held.clear();
        heldBytes = 0;
    }

    Position top() {
        return new Position(epoch, top);
    }

    /// Something arrives.
    ///
    /// @return what may be told now, in order
    List<Publication> take(Publication publication) {
        if (publication.offset() <= top) {
            return List.of();
        }
        if (publication.offset() > top + 1) {
            hold(publication);
            return List.of();
        }
        if (held.isEmpty()) {
            top++;
            return List.of(publication);
        }
        List<Publication> ready = new ArrayList<>();
        ready.add(publication);
        top++;
        follow(ready);
        return ready;
    }

    private void follow(List<Publication> ready) {
        while (!held.isEmpty() && held.firstKey() <= top + 1) {
            Publication next = held.pollFirstEntry().getValue();
            heldBytes -= next.cost();
            if (next.offset() == top + 1) {
                top++;
                ready.add(next);
            }
        }
    }

    private void hold(Publication publication) {
        if (held.size() < HELD
                && heldBytes + publication.cost() <= HELD_BYTES
                && held.putIfAbsent(publication.offset(), publication) == null) {
            heldBytes += publication.cost();
        }
    }

    /// Whether something is held that nothing in front of it has followed up to yet.
    boolean hasGap() {
        return !held.isEmpty();
    }
}
