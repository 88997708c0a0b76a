package dev.parley.websocket;

import dev.parley.net.Loop;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Connections that hear the same messages. Any thread.
///
/// A broadcast is encoded once and its bytes are shared by all; it takes one hop to each event loop that has members, and
/// what is broadcast within one turn of a loop leaves in one write per member. All members see the broadcasts made by
/// one thread in the order they were made. What is sent to one connection directly in the same turn may overtake a
/// broadcast. A connection leaves by itself when it closes.
public final class Group {

    /// Bytes of memory that messages may take while they wait for their fan-out on one loop.
    private static final long BACKLOG = 32L * 1024 * 1024;

    private final AtomicInteger size = new AtomicInteger();

    // Replaced whole when a loop gets its first member.
    private volatile GroupMembers[] loops = {};

    /// One connection's place in one group; on the connection's loop only.
    static final class Membership {
        final GroupMembers members;
        final LiveWebSocket ws;
        int index;

        /// How many messages had been broadcast on the loop before it was added.
        final long since;

        Membership(GroupMembers members, LiveWebSocket ws, int index, long since) {
            this.members = members;
            this.ws = ws;
            this.index = index;
            this.since = since;
        }

        void leave() {
            members.remove(this);
        }
    }

    /// Adds an open connection; adding it twice does nothing. What this thread broadcasts from now on reaches it, and
    /// nothing that it broadcast before.
    public void add(WebSocket ws) {
        LiveWebSocket live = (LiveWebSocket) ws;
        GroupMembers members = membersOn(live.loop());
        LiveWebSocket.onLoop(live.loop(), () -> members.add(live));
    }

    public void remove(WebSocket ws) {
        LiveWebSocket live = (LiveWebSocket) ws;
        GroupMembers members = membersOn(live.loop());
        LiveWebSocket.onLoop(live.loop(), () -> members.remove(live));
    }

    /// The number of members. On a connection's loop it counts what was added there so far.
    public int size() {
        return size.get();
    }

    /// Sends a text message to every member.
    ///
    /// @return as [#broadcast(PreparedMessage)]
    public boolean broadcast(String text) {
        return broadcast(PreparedMessage.text(text));
    }

    /// Sends a binary message to every member; a copy of what remains in `data` is taken.
    ///
    /// @return as [#broadcast(PreparedMessage)]
    public boolean broadcast(ByteBuffer data) {
        return broadcast(PreparedMessage.binary(data));
    }

    /// Sends a message to every member.
    ///
    /// @return false when it was refused, for all members alike, because 32 MiB of messages already wait for their
    ///     fan-out on some loop: try again later
    public boolean broadcast(PreparedMessage message) {
        GroupMembers[] all = loops;
        for (GroupMembers members : all) {
            if (members.backlog.get() > BACKLOG) {
                return false;
            }
        }
        for (GroupMembers members : all) {
            members.backlog.getAndAdd(message.cost());
            if (members.loop.inLoop()) {
                members.broadcast(message);
            } else if (!LiveWebSocket.post(members.loop, () -> members.broadcast(message))) {
                forget(members);
            }
        }
        return true;
    }

    private GroupMembers membersOn(Loop loop) {
        for (GroupMembers members : loops) {
            if (members.loop == loop) {
                return members;
            }
        }
        synchronized (this) {
            for (GroupMembers members : loops) {
                if (members.loop == loop) {
                    return members;
                }
            }
            GroupMembers added = new GroupMembers(loop, size, new AtomicLong());
            GroupMembers[] more = Arrays.copyOf(loops, loops.length + 1);
            more[loops.length] = added;
            loops = more;
            return added;
        }
    }

    /// Its loop has ended.
    private synchronized void forget(GroupMembers ended) {
        loops = Arrays.stream(loops).filter(members -> members != ended).toArray(GroupMembers[]::new);
    }
}
