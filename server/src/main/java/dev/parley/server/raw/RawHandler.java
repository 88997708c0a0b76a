package dev.parley.server.raw;

import dev.parley.server.Registry;
import dev.parley.websocket.CloseCode;
import dev.parley.websocket.Group;
import dev.parley.websocket.PreparedMessage;
import dev.parley.websocket.WebSocket;
import dev.parley.websocket.WebSocketHandler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Function;

/// Hands each message to everybody on its sender's channel, the sender included: encoded once, never decoded.
///
/// When the channel's fan-out is behind, the sender is not read from until its message has been taken.
public final class RawHandler implements WebSocketHandler {

    private static final WebSocket.Key<Member> MEMBER = WebSocket.Key.of("raw channel");
    private static final Duration RETRY = Duration.ofMillis(10);

    /// A connection's place on a channel.
    private record Member(String channel, Group group) {}

    private final Registry<Group> channels;
    private final Function<WebSocket, String> channelOf;

    /// @param channels shared by all handlers that know the same channels
    /// @param channelOf the channel of a connection that has opened
    public RawHandler(Registry<Group> channels, Function<WebSocket, String> channelOf) {
        this.channels = channels;
        this.channelOf = channelOf;
    }

    @Override
    public void onOpen(WebSocket ws) {
        String channel = channelOf.apply(ws);
        Group group = channels.hold(channel);
        if (group == null) {
            ws.close(CloseCode.TRY_AGAIN_LATER, "too many channels are in use");
            return;
        }
        ws.set(MEMBER, new Member(channel, group));
        group.add(ws);
    }

    @Override
    public void onText(WebSocket ws, ByteBuffer utf8) {
        Member member = ws.get(MEMBER);
        if (member != null) {
            broadcast(ws, member.group(), PreparedMessage.text(utf8));
        }
    }

    @Override
    public void onBinary(WebSocket ws, ByteBuffer data) {
        Member member = ws.get(MEMBER);
        if (member != null) {
            broadcast(ws, member.group(), PreparedMessage.binary(data));
        }
    }

    private static void broadcast(WebSocket ws, Group group, PreparedMessage message) {
        if (!group.broadcast(message)) {
            ws.pause();
            ws.schedule(RETRY, () -> {
                broadcast(ws, group, message);
                ws.resume();
            });
        }
    }

    @Override
    public void onClose(WebSocket ws, int code, String reason) {
        Member member = ws.get(MEMBER);
        if (member != null) {
            channels.release(member.channel());
        }
    }

    /// How many hear what this connection says.
    public int audience(WebSocket ws) {
        Member member = ws.get(MEMBER);
        return member == null ? 0 : member.group().size();
    }
}
