package dev.parley.chat;

import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.ConnectRequest;
import dev.parley.hub.Dialect;
import dev.parley.hub.Disconnect;
import dev.parley.hub.Encoder;
import dev.parley.hub.Grant;
import dev.parley.hub.HubError;
import dev.parley.hub.Link;
import dev.parley.hub.Loop;
import dev.parley.hub.Message;
import dev.parley.hub.MessageBatch;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.Publication;
import dev.parley.hub.Session;
import dev.parley.hub.SubscribeRequest;
import dev.parley.hub.Subscribed;
import dev.parley.hub.Unsubscribe;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A session of a real hub. JSON may be written with single quotes.
final class Device implements Link, Dialect, Encoder {

    static final int WAIT_SECONDS = 20;

    /// Something that was told on a channel.
    record Heard(String channel, JsonNode data) {
        String type() {
            return data.path("type").asString("");
        }
    }

    private final Loop loop;
    private final BiConsumer<ChannelName, String> listener;
    private final Session session;

    /// All that was told, recovered publications included, in order.
    final List<Heard> heard = new CopyOnWriteArrayList<>();

    /// Channels that it is subscribed to, as it was told.
    final java.util.Set<String> channels = ConcurrentHashMap.newKeySet();

    /// Where it is on each, for coming back.
    final Map<ChannelName, Position> positions = new ConcurrentHashMap<>();

    /// Whether what was missed came, by channel: of those that it asked to recover.
    final Map<String, Boolean> recovered = new ConcurrentHashMap<>();

    final @Nullable HubError refused;

    Device(
            ChatNode node,
            Loop loop,
            String token,
            Map<ChannelName, Position> since,
            BiConsumer<ChannelName, String> listener)
            throws InterruptedException {
        this.loop = loop;
        this.listener = listener;
        this.session = on(loop, () -> node.hub.open(UUID.randomUUID().toString(), this, this));
        ConnectRequest request = new ConnectRequest(session.client(), token, null, "", "", Map.of(), "test");
        Map<ChannelName, SubscribeRequest> recover = new HashMap<>();
        since.forEach((channel, position) ->
                recover.put(channel, SubscribeRequest.to(channel).since(position)));
        Object connected = this.<Session.Connected>ask(answer -> session.connect(request, recover, heeding(answer)));
        refused = connected instanceof HubError error ? error : null;
    }

    /// One that was let in before.
    private Device(ChatNode node, Loop loop, String client) throws InterruptedException {
        this.loop = loop;
        this.listener = (_, _) -> {};
        this.session = on(loop, () -> node.hub.open(client, this, this));
        this.refused = null;
    }

    /// A session with that id, which is granted that and wants to recover from the beginning of what the hub remembers.
    static Device letIn(ChatNode node, Loop loop, String client, Grant.Session grant) throws InterruptedException {
        Device device = new Device(node, loop, client);
        Map<ChannelName, SubscribeRequest> recover = new HashMap<>();
        for (ChannelName channel : grant.channels().keySet()) {
            recover.put(channel, SubscribeRequest.to(channel).since(node.beginning(channel)));
        }
        device.<Session.Connected>ask(answer -> device.session.connect(grant, "test", recover, device.heeding(answer)));
        return device;
    }

    private Answer<Session.Connected> heeding(Answer<Session.Connected> answer) {
        return new Answer<>() {
            @Override
            public void succeeded(Session.Connected value) {
                value.channels().forEach(Device.this::onSubscribed);
                answer.succeeded(value);
            }

            @Override
            public void failed(HubError error) {
                answer.failed(error);
            }
        };
    }

    private static <T> T on(Loop loop, java.util.function.Supplier<T> what) throws InterruptedException {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(() -> done.complete(what.get()));
        try {
            return done.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new AssertionError(failed);
        }
    }

    /// @return the value, or the [HubError]
    private <T> Object ask(Consumer<Answer<T>> question) throws InterruptedException {
        CompletableFuture<Object> answered = new CompletableFuture<>();
        loop.execute(() -> question.accept(new Answer<>() {
            @Override
            public void succeeded(T value) {
                answered.complete(value);
            }

            @Override
            public void failed(HubError error) {
                answered.complete(error);
            }
        }));
        try {
            return answered.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new AssertionError(failed);
        }
    }

    /// @return the answer, or the [HubError]
    Object call(String method, String params) throws InterruptedException {
        Payload payload = Payload.json(params.replace('\'', '"'));
        return this.<Payload>ask(answer -> session.call("chat." + method, payload, answer));
    }

    /// Calls `chat.METHOD`, which does what it is asked.
    JsonNode rpc(String method, String params) throws InterruptedException {
        Object answer = call(method, params);
        if (answer instanceof HubError error) {
            throw new AssertionError(method + " " + params + ": " + error.code() + " " + error.message());
        }
        return JsonMapper.shared().readTree(answer.toString());
    }

    /// The same where it is refused.
    HubError refusal(String method, String params) throws InterruptedException {
        Object answer = call(method, params);
        if (answer instanceof HubError error) {
            return error;
        }
        throw new AssertionError(method + " " + params + " was not refused: " + answer);
    }

    int code(String method, String params) throws InterruptedException {
        return refusal(method, params).code();
    }

    void enter(String room) throws InterruptedException {
        rpc("enter", "{'room':'" + room + "'}");
    }

    /// Sends it, and gives the answer.
    JsonNode send(String room, String text) throws InterruptedException {
        return rpc("send", "{'room':'" + room + "','id':'" + UUID.randomUUID() + "','text':'" + text + "'}");
    }

    /// Waits until something like that was told.
    Heard hears(Predicate<Heard> what) {
        return org.awaitility.Awaitility.await()
                .atMost(WAIT_SECONDS, TimeUnit.SECONDS)
                .until(() -> heard.stream().filter(what).findFirst(), java.util.Optional::isPresent)
                .orElseThrow();
    }

    Heard hears(String type) {
        return hears(each -> each.type().equals(type));
    }

    Heard hearsText(String text) {
        return hears(
                each -> each.data().path("message").path("text").asString("").equals(text));
    }

    List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (Heard each : heard) {
            if (each.type().equals("message")) {
                texts.add(each.data().path("message").path("text").asString());
            }
        }
        return texts;
    }

    /// Its link breaks.
    void goes() throws InterruptedException {
        on(loop, () -> {
            session.closed();
            return true;
        });
    }

    // ---- what it is told

    @Override
    public Message publication(ChannelName channel, Publication publication, @Nullable Publication base) {
        return Message.text(channel + "\n" + publication.offset() + "\n" + publication.payload());
    }

    private void take(ChannelName channel, long offset, String payload) {
        JsonNode data = JsonMapper.shared().readTree(payload);
        heard.add(new Heard(channel.value(), data));
        listener.accept(channel, data.path("message").path("text").asString(""));
        if (offset > 0) {
            positions.computeIfPresent(channel, (_, at) -> new Position(at.epoch(), offset));
        }
    }

    @Override
    public boolean send(Message message) {
        String[] parts =
                StandardCharsets.UTF_8.decode(message.bytes()).toString().split("\n", 3);
        take(new ChannelName(parts[0]), Long.parseLong(parts[1]), parts[2]);
        return true;
    }

    @Override
    public boolean send(MessageBatch batch) {
        batch.messages().forEach(this::send);
        return true;
    }

    @Override
    public void onSubscribed(ChannelName channel, Subscribed subscribed) {
        channels.add(channel.value());
        if (subscribed.wasRecovering()) {
            recovered.put(channel.value(), subscribed.recovered());
        }
        Position position = subscribed.position();
        if (position != null) {
            positions.put(channel, position);
        }
        for (Publication publication : subscribed.publications()) {
            take(channel, publication.offset(), publication.payload().toString());
        }
    }

    @Override
    public void onUnsubscribed(ChannelName channel, Unsubscribe why) {
        channels.remove(channel.value());
        positions.remove(channel);
    }

    @Override
    public void onMessage(Payload payload) {}

    @Override
    public void onRefreshed(long ttlSeconds) {}

    @Override
    public void onDisconnect(Disconnect why) {}

    @Override
    public Message join(ChannelName channel, ClientInfo info) {
        throw new AssertionError("nobody is told of this");
    }

    @Override
    public Message leave(ChannelName channel, ClientInfo info) {
        throw new AssertionError("nobody is told of this");
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
    public Loop loop() {
        return loop;
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
