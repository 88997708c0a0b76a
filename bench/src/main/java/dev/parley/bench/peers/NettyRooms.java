package dev.parley.bench.peers;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who is in which room, kept by event loop: a broadcast is one task for every other loop.
final class NettyRooms {

    private final List<Part> parts = new ArrayList<>();

    NettyRooms(EventLoopGroup loops) {
        loops.forEach(loop -> parts.add(new Part(loop, new HashMap<>())));
    }

    /// On the channel's loop. The channel leaves when it closes.
    void join(String room, Channel channel) {
        for (Part part : parts) {
            if (part.loop.inEventLoop()) {
                Set<Channel> members = part.members(room);
                members.add(channel);
                channel.closeFuture().addListener(closed -> members.remove(channel));
            }
        }
    }

    /// Sends `frame` to everyone in `room`. On any loop; the caller keeps its reference to the frame.
    void broadcast(String room, WebSocketFrame frame) {
        for (Part part : parts) {
            if (part.loop.inEventLoop()) {
                part.send(room, frame);
            } else {
                WebSocketFrame theirs = frame.retainedDuplicate();
                part.loop.execute(() -> {
                    part.send(room, theirs);
                    theirs.release();
                });
            }
        }
    }

    /// One loop's share of all rooms, touched by that loop alone.
    private record Part(EventExecutor loop, Map<String, Set<Channel>> rooms) {

        Set<Channel> members(String room) {
            return rooms.computeIfAbsent(room, name -> new LinkedHashSet<>());
        }

        void send(String room, WebSocketFrame frame) {
            for (Channel member : members(room)) {
                member.writeAndFlush(frame.retainedDuplicate());
            }
        }
    }
}
