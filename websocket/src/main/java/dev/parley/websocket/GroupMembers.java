package dev.parley.websocket;

import dev.parley.net.Loop;
import dev.parley.websocket.Group.Membership;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A group's members on one loop, and the fan-out to them. On that loop only.
///
/// Messages wait in `queue` until the end of the turn. Then as many as fit into one [#BATCH] go out together, as
/// [PreparedMessages]: each member gets them in one write. A fan-out to many members stops after
/// [#TURN] of them and goes on in the next turn, so that no turn takes long; the order stays, since the next batch
/// starts only when this one is through. Meanwhile those who leave leave a hole, so that nobody is skipped.
final class GroupMembers implements Runnable {

    private static final int TURN = 1024;
    private static final int BATCH = 64 * 1024;

    final Loop loop;
    final AtomicLong backlog;

    private final AtomicInteger groupSize;
    private final ArrayDeque<PreparedMessage> queue = new ArrayDeque<>();

    private @Nullable Membership[] members = new @Nullable Membership[4];
    private int size;
    private int holes;
    private boolean scheduled;

    /// Messages broadcast so far.
    private long broadcasts;

    private @Nullable Batch batch;
    private int next;
    private int end;

    GroupMembers(Loop loop, AtomicInteger groupSize, AtomicLong backlog) {
        this.loop = loop;
        this.groupSize = groupSize;
        this.backlog = backlog;
    }

    // ---- members

    void add(LiveWebSocket ws) {
        if (ws.endpoint() == null || find(ws) != null) {
            return;
        }
        if (size == members.length) {
            members = Arrays.copyOf(members, size * 2);
        }
        Membership membership = new Membership(this, ws, size, broadcasts);
        members[size++] = membership;
        ws.joined(membership);
        groupSize.incrementAndGet();
    }

    void remove(LiveWebSocket ws) {
        Membership membership = find(ws);
        if (membership != null) {
            ws.left(membership);
            remove(membership);
        }
    }

    private @Nullable Membership find(LiveWebSocket ws) {
        List<Membership> all = ws.memberships();
        if (all != null) {
            for (Membership membership : all) {
                if (membership.members == this) {
                    return membership;
                }
            }
        }
        return null;
    }

    void remove(Membership membership) {
        groupSize.decrementAndGet();
        if (batch != null) {
            members[membership.index] = null;
            holes++;
            return;
        }
        Membership last = members[--size];
        members[size] = null;
        if (last != null && last != membership) {
            members[membership.index] = last;
            last.index = membership.index;
        }
    }

    private void closeHoles() {
        if (holes == 0) {
            return;
        }
        int kept = 0;
        for (int i = 0; i < size; i++) {
            Membership membership = members[i];
            if (membership != null) {
                membership.index = kept;
                members[kept++] = membership;
            }
        }
        Arrays.fill(members, kept, size, null);
        size = kept;
        holes = 0;
    }

    // ---- fan-out

    void broadcast(PreparedMessage message) {
        queue.add(message);
        broadcasts++;
        if (!scheduled) {
            scheduled = true;
            loop.atEndOfTurn(this);
        }
    }

    @Override
    public void run() {
        boolean through = false;
        try {
            through = fanOut();
        } finally {
            if (!through) {
                loop.nextTurn(this); // also when something was thrown: that costs the others nothing
            }
        }
    }

    /// @return whether nothing is left to send
    private boolean fanOut() {
        int budget = TURN;
        while (budget > 0) {
            Batch present = batch;
            if (present == null) {
                if (queue.isEmpty()) {
                    scheduled = false;
                    return true;
                }
                batch = present = nextBatch();
                next = 0;
                end = size;
            }
            int until = Math.min(end, next + budget);
            budget -= Math.max(1, until - next);
            while (next < until) {
                Membership membership = members[next++];
                if (membership != null) {
                    present.sendTo(membership);
                }
            }
            if (next == end) {
                batch = null;
                closeHoles();
                backlog.getAndAdd(-present.cost);
            }
        }
        return false;
    }

    private Batch nextBatch() {
        long first = broadcasts - queue.size();
        List<PreparedMessage> messages = new ArrayList<>(Math.min(queue.size(), 64));
        long bytes = 0;
        long cost = 0;
        while (!queue.isEmpty()) {
            int length = queue.peek().plainFrame().length();
            if (bytes > 0 && bytes + length > BATCH) {
                break;
            }
            PreparedMessage message = queue.poll();
            messages.add(message);
            bytes += length;
            cost += message.cost();
        }
        return new Batch(PreparedMessages.of(messages), cost, first);
    }

    /// What goes out to all at once.
    ///
    /// @param cost of memory while it waits
    /// @param first how many messages were broadcast before these
    private record Batch(PreparedMessages messages, long cost, long first) {

        void sendTo(Membership membership) {
            Endpoint endpoint = membership.ws.endpoint();
            if (endpoint == null) {
                return;
            }
            long missed = membership.since - first;
            if (missed > 0) {
                messages.messages().stream().skip(missed).forEach(endpoint::prepared);
            } else {
                endpoint.prepared(messages);
            }
        }
    }
}
