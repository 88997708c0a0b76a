package dev.parley.embed;

import dev.parley.hub.Link;
import dev.parley.hub.Loop;
import dev.parley.hub.Message;
import dev.parley.hub.MessageBatch;
import dev.parley.websocket.PreparedMessage;
import dev.parley.websocket.PreparedMessages;
import dev.parley.websocket.WebSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A WebSocket as the hub's link. On its loop only.
///
/// The WebSocket frames of a message are kept in the message, so that all who get it share them. What the queue refuses
/// is told to [dev.parley.websocket.WebSocketHandler#onSlow], whose handler passes it on to the dialect.
public final class WebSocketLink implements Link {

    private final WebSocket ws;
    private final Loop loop;

    /// @param loops of the network, by index
    public WebSocketLink(WebSocket ws, List<? extends Loop> loops) {
        this.ws = ws;
        loop = loops.get(ws.loop().index());
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public boolean send(Message message) {
        return ws.send(prepared(message));
    }

    @Override
    public boolean send(boolean text, ByteBuffer bytes) {
        return text ? ws.sendText(bytes) : ws.send(bytes);
    }

    @Override
    public boolean send(MessageBatch batch) {
        if (batch.prepared() instanceof PreparedMessages ready) {
            return ws.send(ready);
        }
        List<Message> messages = batch.messages();
        if (messages.isEmpty()) {
            return ws.state() == WebSocket.State.OPEN;
        }
        List<PreparedMessage> frames = new ArrayList<>(messages.size());
        for (Message message : messages) {
            frames.add(prepared(message));
        }
        PreparedMessages together = PreparedMessages.of(frames);
        batch.prepared(together);
        return ws.send(together);
    }

    private static PreparedMessage prepared(Message message) {
        if (message.prepared() instanceof PreparedMessage ready) {
            return ready;
        }
        PreparedMessage frame =
                message.isText() ? PreparedMessage.text(message.bytes()) : PreparedMessage.binary(message.bytes());
        message.prepared(frame);
        return frame;
    }

    @Override
    public boolean isWritable() {
        return ws.isWritable();
    }

    @Override
    public long bufferedBytes() {
        return ws.bufferedAmount();
    }

    @Override
    public void pauseReading() {
        ws.pause();
    }

    @Override
    public void resumeReading() {
        ws.resume();
    }

    @Override
    public void cork() {
        ws.cork();
    }

    @Override
    public void uncork() {
        ws.uncork();
    }

    @Override
    public void close(int code, String reason) {
        ws.close(code, reason);
    }

    @Override
    public String remoteAddress() {
        InetAddress address = ws.request().peer().address();
        return address == null ? "unix" : address.getHostAddress();
    }

    @Override
    public String toString() {
        return ws.toString();
    }
}
