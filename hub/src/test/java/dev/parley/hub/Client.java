package dev.parley.hub;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A client in a language of the tests: publications are told as `channel offset payload`, joins as `+user`, leaves as
/// `-user`; what it hears is kept. Its link takes what it is told to take.
final class Client implements Link, Dialect {

    static final Encoder PLAIN = new Words(false);
    static final Encoder DELTAS = new Words(true);

    private record Words(boolean takesDeltas) implements Encoder {
        @Override
        public Message publication(ChannelName channel, Publication publication, @Nullable Publication base) {
            String delta = base == null ? "" : " after " + base.payload();
            return Message.text(channel + " " + publication.offset() + " " + publication.payload() + delta);
        }

        @Override
        public Message join(ChannelName channel, ClientInfo info) {
            return Message.text("+" + info.user());
        }

        @Override
        public Message leave(ChannelName channel, ClientInfo info) {
            return Message.text("-" + info.user());
        }
    }

    private static int ids;

    final Loops.One loop;
    final List<String> heard = new ArrayList<>();
    final List<Integer> writes = new ArrayList<>();
    final Session session;
    boolean writable = true;
    int room = Integer.MAX_VALUE;

    /// Bytes that may wait before it counts as slow; half of it before it is no longer writable. 0 for no limit.
    int capacity;

    int waiting;
    int pauses;

    @Nullable String closed;

    Client(Hub hub, Loops.One loop) {
        this.loop = loop;
        Session[] made = new Session[1];
        loop.enter(() -> made[0] = hub.open("client-" + ++ids, this, this));
        session = made[0];
    }

    Client connect(String user) {
        loop.enter(() -> session.connect(
                new ConnectRequest(session.client(), user, null, "", "", Map.of(), "test"), Map.of(), Got.ignored()));
        return this;
    }

    Got<Subscribed> subscribe(SubscribeRequest request) {
        Got<Subscribed> got = new Got<>();
        loop.enter(() -> session.subscribe(request, got));
        return got;
    }

    Got<Published> publish(String channel, String text) {
        Got<Published> got = new Got<>();
        loop.enter(() -> session.publish(new ChannelName(channel), Draft.of(Payload.text(text)), got));
        return got;
    }

    void unsubscribe(String channel) {
        loop.enter(() -> session.unsubscribe(new ChannelName(channel)));
    }

    void drop() {
        loop.enter(session::closed);
    }

    void readsAgain() {
        loop.enter(() -> {
            writable = true;
            session.writable();
        });
    }

    /// It has read all.
    void drain() {
        waiting = 0;
        readsAgain();
    }

    // ---- Link

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public boolean send(Message message) {
        return send(new MessageBatch(List.of(message)));
    }

    @Override
    public boolean send(MessageBatch batch) {
        if (closed != null) {
            return false;
        }
        if (!loop.inLoop()) {
            throw new AssertionError("sent from another loop");
        }
        if (room < batch.messages().size()) {
            onSlow();
            session.closed();
            return false;
        }
        for (Message message : batch.messages()) {
            waiting += message.size();
        }
        if (capacity > 0 && waiting > capacity) {
            onSlow();
            session.closed();
            return false;
        }
        room -= batch.messages().size();
        writes.add(batch.messages().size());
        for (Message message : batch.messages()) {
            heard.add(StandardCharsets.UTF_8.decode(message.bytes()).toString());
        }
        return true;
    }

    @Override
    public boolean isWritable() {
        return writable && (capacity == 0 || waiting < capacity / 2);
    }

    @Override
    public long bufferedBytes() {
        return 0;
    }

    @Override
    public void pauseReading() {
        pauses++;
    }

    @Override
    public void resumeReading() {
        pauses--;
    }

    @Override
    public void close(int code, String reason) {
        closed = code + " " + reason;
    }

    @Override
    public String remoteAddress() {
        return "test";
    }

    // ---- Dialect

    @Override
    public Encoder encoder(boolean delta) {
        return delta ? DELTAS : PLAIN;
    }

    @Override
    public void onSubscribed(ChannelName channel, Subscribed subscribed) {
        heard.add("subscribed to " + channel);
    }

    @Override
    public void onUnsubscribed(ChannelName channel, Unsubscribe why) {
        heard.add("unsubscribed from " + channel + " " + why.code());
    }

    @Override
    public void onMessage(Payload payload) {
        heard.add("message " + payload);
    }

    @Override
    public void onRefreshed(long ttlSeconds) {
        heard.add("lives " + ttlSeconds);
    }

    @Override
    public void onDisconnect(Disconnect why) {
        close(why.code(), why.reason());
    }

    /// What was answered.
    static final class Got<T> implements Answer<T> {
        @Nullable T value;

        @Nullable HubError error;

        int times;

        static <T> Got<T> ignored() {
            return new Got<>();
        }

        @Override
        public void succeeded(T value) {
            this.value = value;
            times++;
        }

        @Override
        public void failed(HubError error) {
            this.error = error;
            times++;
        }
    }
}
