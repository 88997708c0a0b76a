package dev.parley.auth.hook;

import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Dialect;
import dev.parley.hub.Disconnect;
import dev.parley.hub.Encoder;
import dev.parley.hub.Hub;
import dev.parley.hub.Link;
import dev.parley.hub.Loop;
import dev.parley.hub.Message;
import dev.parley.hub.MessageBatch;
import dev.parley.hub.Payload;
import dev.parley.hub.Publication;
import dev.parley.hub.Session;
import dev.parley.hub.Subscribed;
import dev.parley.hub.Unsubscribe;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A client that keeps what it hears.
final class TestClient implements Link, Dialect {

    final TestLoop loop;
    final Session session;
    final List<String> heard = new CopyOnWriteArrayList<>();

    TestClient(Hub hub, TestLoop loop, String id) {
        this.loop = loop;
        Session[] made = new Session[1];
        loop.run(() -> made[0] = hub.open(id, this, this));
        session = made[0];
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public boolean send(Message message) {
        return true;
    }

    @Override
    public boolean send(MessageBatch batch) {
        return true;
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public long bufferedBytes() {
        return 0;
    }

    @Override
    public void pauseReading() {}

    @Override
    public void resumeReading() {}

    @Override
    public void close(int code, String reason) {}

    @Override
    public String remoteAddress() {
        return "192.0.2.7";
    }

    @Override
    public Encoder encoder(boolean delta) {
        return new Encoder() {
            @Override
            public boolean takesDeltas() {
                return false;
            }

            @Override
            public Message publication(ChannelName channel, Publication publication, Publication base) {
                return null;
            }

            @Override
            public Message join(ChannelName channel, ClientInfo info) {
                return null;
            }

            @Override
            public Message leave(ChannelName channel, ClientInfo info) {
                return null;
            }
        };
    }

    @Override
    public void onSubscribed(ChannelName channel, Subscribed subscribed) {}

    @Override
    public void onUnsubscribed(ChannelName channel, Unsubscribe why) {
        heard.add("unsubscribed from " + channel + " " + why.code());
    }

    @Override
    public void onMessage(Payload payload) {}

    @Override
    public void onRefreshed(long ttlSeconds) {}

    @Override
    public void onDisconnect(Disconnect why) {
        heard.add(why.code() + " " + why.reason());
    }
}
