package dev.parley.embed;

import dev.parley.hub.Link;
import dev.parley.hub.Loop;
import dev.parley.hub.Message;
import dev.parley.hub.MessageBatch;
import dev.parley.net.Connection;
import dev.parley.net.SharedBytes;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A bare connection as the hub's link: what is sent leaves as it is, without frames. On its loop only.
///
/// Since there is no close code, the reason is said in a last line.
final class TcpLink implements Link {

    private final Connection connection;
    private final Loop loop;

    /// The connection does not count them.
    private int pauses;

    /// @param loops of the network, by index
    TcpLink(Connection connection, List<? extends Loop> loops) {
        this.connection = connection;
        loop = loops.get(connection.loop().index());
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public boolean send(Message message) {
        if (message.prepared() instanceof SharedBytes ready) {
            return connection.write(ready);
        }
        SharedBytes bytes = SharedBytes.copyOf(message.bytes());
        message.prepared(bytes);
        return connection.write(bytes);
    }

    @Override
    public boolean send(MessageBatch batch) {
        for (Message message : batch.messages()) {
            if (!send(message)) {
                return false;
            }
        }
        return connection.isOpen();
    }

    @Override
    public boolean isWritable() {
        return connection.isWritable();
    }

    @Override
    public long bufferedBytes() {
        return connection.bufferedBytes();
    }

    @Override
    public void pauseReading() {
        if (pauses++ == 0) {
            connection.pauseReading();
        }
    }

    @Override
    public void resumeReading() {
        if (--pauses == 0) {
            connection.resumeReading();
        }
    }

    @Override
    public void close(int code, String reason) {
        if (!connection.isOpen()) {
            return;
        }
        byte[] line = ("* " + reason + "\r\n").getBytes(StandardCharsets.UTF_8);
        ByteBuffer room = connection.reserveBeyondLimit(line.length);
        room.put(line);
        connection.commit();
        connection.close();
    }

    @Override
    public String remoteAddress() {
        InetAddress address = connection.peer().address();
        return address == null ? "unix" : address.getHostAddress();
    }

    @Override
    public String toString() {
        return "text connection " + connection.id();
    }
}
