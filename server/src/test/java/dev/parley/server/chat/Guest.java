package dev.parley.server.chat;

import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.ConnectRequest;
import dev.parley.hub.Dialect;
import dev.parley.hub.Disconnect;
import dev.parley.hub.Draft;
import dev.parley.hub.Encoder;
import dev.parley.hub.Hub;
import dev.parley.hub.HubError;
import dev.parley.hub.Link;
import dev.parley.hub.Loop;
import dev.parley.hub.Message;
import dev.parley.hub.MessageBatch;
import dev.parley.hub.Payload;
import dev.parley.hub.Publication;
import dev.parley.hub.Session;
import dev.parley.hub.SubscribeRequest;
import dev.parley.hub.Subscribed;
import dev.parley.hub.Unsubscribe;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A session of a real hub. What it hears is kept as `OFFSET PAYLOAD by INFO tags TAGS`, `+INFO` and `-INFO`.
final class Guest implements Link, Dialect, Encoder {

    private final OneLoop loop;
    private final List<String> heard = new ArrayList<>();
    private @Nullable Session session;

    Guest(OneLoop loop, Hub hub) {
        this.loop = loop;
        loop.run(() -> session = hub.open(UUID.randomUUID().toString(), this, this));
    }

    Session session() {
        if (session == null) {
            throw new IllegalStateException();
        }
        return session;
    }

    /// What it was answered: the value, or `CODE SENTENCE`.
    private <T> String asks(Consumer<Answer<T>> question) {
        List<String> answers = new ArrayList<>();
        loop.run(() -> question.accept(new Answer<>() {
            @Override
            public void succeeded(T value) {
                answers.add(String.valueOf(value));
            }

            @Override
            public void failed(HubError error) {
                answers.add(error.code() + " " + error.message());
            }
        }));
        if (answers.size() != 1) {
            throw new AssertionError("one answer, not " + answers);
        }
        return answers.getFirst();
    }

    String connects(@Nullable String data) {
        ConnectRequest request = new ConnectRequest(
                session().client(), "", data == null ? null : Payload.json(data), "", "", Map.of(), "test");
        return this.<Session.Connected>asks(answer -> session().connect(request, Map.of(), answer));
    }

    String enters(String room) {
        return this.<Subscribed>asks(
                answer -> session().subscribe(SubscribeRequest.to(new ChannelName("chat:" + room)), answer));
    }

    String says(String json) {
        return this.<Payload>asks(answer -> session().call(ChatRpc.METHOD, Payload.json(json), answer));
    }

    String publishes(String room, String json) {
        return this.<dev.parley.hub.Published>asks(
                answer -> session().publish(new ChannelName("chat:" + room), Draft.of(Payload.json(json)), answer));
    }

    /// What it has heard since it was last asked.
    List<String> hears() {
        List<String> now = List.copyOf(heard);
        heard.clear();
        return now;
    }

    void goes() {
        loop.run(() -> session().closed());
    }

    @Override
    public Message publication(ChannelName channel, Publication publication, @Nullable Publication base) {
        ClientInfo by = publication.publisher();
        return Message.text(publication.offset() + " " + publication.payload() + " by "
                + (by == null ? null : by.connection()) + " tags " + publication.tags());
    }

    @Override
    public Message join(ChannelName channel, ClientInfo info) {
        return Message.text("+" + info.connection());
    }

    @Override
    public Message leave(ChannelName channel, ClientInfo info) {
        return Message.text("-" + info.connection());
    }

    @Override
    public boolean takesDeltas() {
        return false;
    }

    @Override
    public Encoder encoder(boolean delta) {
        return this;
    }

    @Override
    public void onSubscribed(ChannelName channel, Subscribed subscribed) {}

    @Override
    public void onUnsubscribed(ChannelName channel, Unsubscribe why) {}

    @Override
    public void onMessage(Payload payload) {}

    @Override
    public void onRefreshed(long ttlSeconds) {}

    @Override
    public void onDisconnect(Disconnect why) {}

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public boolean send(Message message) {
        heard.add(StandardCharsets.UTF_8.decode(message.bytes()).toString());
        return true;
    }

    @Override
    public boolean send(MessageBatch batch) {
        batch.messages().forEach(this::send);
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
        return "test";
    }
}
