package dev.parley.dialects.centrifuge;

import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.ConnectRequest;
import dev.parley.hub.Dialect;
import dev.parley.hub.Disconnect;
import dev.parley.hub.Draft;
import dev.parley.hub.Encoder;
import dev.parley.hub.HistoryPage;
import dev.parley.hub.HistoryQuery;
import dev.parley.hub.Hub;
import dev.parley.hub.HubError;
import dev.parley.hub.Link;
import dev.parley.hub.Loop;
import dev.parley.hub.Namespace;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.Published;
import dev.parley.hub.Session;
import dev.parley.hub.SubscribeRequest;
import dev.parley.hub.Subscribed;
import dev.parley.hub.Unsubscribe;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One client of the protocol, on its link's loop.
///
/// Whatever a client says that the protocol has no meaning for ends it with [Disconnect#BAD_REQUEST]: SDKs never do that, and
/// who does would only do it again. What is meaningful but not to be had is answered with an error, and nothing else happens.
///
/// Commands are done one behind the other. SDKs subscribe in the same breath in which they connect; what stands behind that
/// waits until it is decided who the client is. So do commands of a client that does not read what it has asked for. The
/// link is not read from then. A client whose connecting failed is not listened to any more.
///
/// Replies to commands of one message that are known at once leave in one message, unless they are large. The heartbeat is the protocol's own: an
/// empty reply every `pingInterval`, answered by an empty command within `pongTimeout`.
public final class CentrifugeSession implements Dialect {

    /// What a client says that says nothing.
    private static final Payload NOTHING = Payload.json("null");

    /// Replies of so many bytes don't wait for more.
    private static final int ENOUGH = 16 * 1024;

    private final Hub hub;
    private final Link link;
    private final Wire wire;
    private final CentrifugeOptions options;
    private final Session session;

    /// What is being written; sent at the end of the message that is being read, or at once outside of one.
    private final ByteOutput out = new ByteOutput(128);

    private boolean reading;
    private boolean over;

    /// Whether it is being decided who the client is; and whether it was refused.
    private boolean connecting;

    private boolean refused;

    /// What waits: the rest of the message that was being read, and what has come since. Null when nothing has to wait.
    private @Nullable ArrayDeque<byte[]> held;

    private Loop.@Nullable Timer timer;
    private boolean awaitsPong;

    /// Until it has connected.
    private Map<String, String> httpHeaders;

    /// Bytes that waited to leave when a pong was last looked for.
    private long waited;

    /// Opens the session; the calling thread is the link's loop.
    ///
    /// @param client the session's id, unique for ever
    public CentrifugeSession(Hub hub, Link link, Wire wire, CentrifugeOptions options, String client) {
        this(hub, link, wire, options, client, Map.of());
    }

    /// @param httpHeaders those of the request it came with which the backend is to see: names in lower case
    public CentrifugeSession(
            Hub hub, Link link, Wire wire, CentrifugeOptions options, String client, Map<String, String> httpHeaders) {
        this.httpHeaders = httpHeaders;
        this.hub = hub;
        this.link = link;
        this.wire = wire;
        this.options = options;
        session = hub.open(client, link, this);
    }

    public Session session() {
        return session;
    }

    // ---- from the link

    /// A message has come.
    ///
    /// @param message lent for this call
    public void onMessage(ByteBuffer message) {
        if (over || refused) {
            return;
        }
        ArrayDeque<byte[]> before = held;
        if (before == null) {
            read(message);
        } else {
            before.add(copy(message));
        }
    }

    private void read(ByteBuffer message) {
        reading = true;
        try {
            ByteBuffer rest = wire.commands.read(message, command -> {
                handle(command);
                if (out.size() >= ENOUGH) {
                    flush();
                }
                return !over && !refused && !mustWait();
            });
            if (!over && !refused && mustWait()) {
                hold(rest);
            }
        } catch (MalformedException malformed) {
            refuse();
        } finally {
            reading = false;
        }
        flush();
    }

    private boolean mustWait() {
        return connecting || !link.isWritable();
    }

    private void hold(ByteBuffer rest) {
        ArrayDeque<byte[]> waiting = new ArrayDeque<>(2);
        if (rest.hasRemaining()) {
            waiting.add(copy(rest));
        }
        held = waiting;
        link.pauseReading();
    }

    private void goOn() {
        ArrayDeque<byte[]> waiting = held;
        if (waiting == null || over || mustWait()) {
            return;
        }
        held = null;
        while (!over && !waiting.isEmpty()) {
            read(ByteBuffer.wrap(waiting.poll()));
            ArrayDeque<byte[]> again = held;
            if (again != null) {
                again.addAll(waiting);
                break;
            }
        }
        if (!over) {
            link.resumeReading(); // once for each pause: where it waits again, it has paused again
        }
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return copy;
    }

    /// The link's queue has drained.
    public void onWritable() {
        session.writable();
        goOn();
    }

    /// The link's queue is full.
    public void slow() {
        session.disconnect(Disconnect.SLOW);
    }

    /// The link has gone.
    public void onClosed() {
        over = true;
        held = null;
        cancelTimer();
        session.closed();
    }

    // ---- commands

    private void handle(Command command) throws MalformedException {
        if (command instanceof Command.Pong) {
            pong();
            return;
        }
        long id = command.id();
        boolean connects = command instanceof Command.Connect;
        if ((id == 0 && !(command instanceof Command.Send)) || connects == session.isConnected()) {
            refuse();
            return;
        }
        switch (command) {
            case Command.Pong _ -> {}
            case Command.Connect connect -> connect(connect);
            case Command.Subscribe subscribe -> subscribe(subscribe);
            case Command.Unsubscribe(long _, String channel) -> {
                ChannelName name = name(id, channel);
                if (name != null) {
                    session.unsubscribe(name);
                    done(id, Replies.Done.UNSUBSCRIBE);
                }
            }
            case Command.Publish publish -> publish(publish);
            case Command.Presence(long _, String channel) -> {
                ChannelName name = name(id, channel);
                if (name != null) {
                    session.presence(name, this.<Map<String, ClientInfo>>reply(id, wire.replies::presence));
                }
            }
            case Command.PresenceStats(long _, String channel) -> {
                ChannelName name = name(id, channel);
                if (name != null) {
                    session.presenceStats(name, this.<Session.PresenceStats>reply(id, wire.replies::presenceStats));
                }
            }
            case Command.History history -> history(history);
            case Command.Ping _ -> done(id, Replies.Done.PING);
            case Command.Send(long _, ByteBuffer data) -> {
                Payload payload = data == null ? NOTHING : payload(data);
                if (payload == null) {
                    refuse();
                } else {
                    session.send(payload);
                }
            }
            case Command.Rpc(long _, String method, ByteBuffer data) -> {
                Payload payload = data == null ? NOTHING : payload(data);
                if (payload == null) {
                    error(id, HubError.BAD_REQUEST);
                } else {
                    session.call(method, payload, this.<Payload>reply(id, wire.replies::rpc));
                }
            }
            case Command.Refresh(long _, String token) ->
                session.refresh(
                        token, this.<Long>reply(id, (out, i, ttl) -> wire.replies.refreshed(out, i, welcome(), ttl)));
            case Command.SubscriptionRefresh(long _, String channel, String token, long type) -> {
                ChannelName name = name(id, channel);
                if (name != null && type != 0) {
                    error(id, HubError.NOT_AVAILABLE);
                } else if (name != null) {
                    session.refresh(name, token, this.<Long>reply(id, wire.replies::subscriptionRefreshed));
                }
            }
            case Command.Unknown _ -> refuse();
        }
    }

    private void connect(Command.Connect connect) throws MalformedException {
        Payload data = connect.data() == null ? null : payload(connect.data());
        if (connect.data() != null && data == null) {
            refuse();
            return;
        }
        Map<ChannelName, SubscribeRequest> recover = new HashMap<>();
        for (Map.Entry<String, Command.Subscribe> entry :
                connect.subscriptions().entrySet()) {
            if (ChannelName.problem(entry.getKey()) != null) {
                refuse();
                return;
            }
            ChannelName channel = new ChannelName(entry.getKey());
            recover.put(channel, request(channel, entry.getValue()));
        }
        ConnectRequest request = new ConnectRequest(
                session.client(),
                connect.token(),
                data,
                connect.name(),
                connect.version(),
                connect.headers(),
                httpHeaders,
                "websocket",
                link.remoteAddress());
        httpHeaders = Map.of();
        connecting = true;
        session.connect(request, recover, new Answer<>() {
            @Override
            public void succeeded(Session.Connected connected) {
                connecting = false;
                write(() -> wire.replies.connected(out, connect.id(), welcome(), connected, recover));
                flush(); // as for a subscription
                startPings();
                goOn();
            }

            @Override
            public void failed(HubError error) {
                connecting = false;
                refused = true;
                error(connect.id(), error);
                if (held != null) {
                    held = null;
                    link.resumeReading(); // to learn that it goes
                }
            }
        });
    }

    private Replies.Welcome welcome() {
        return new Replies.Welcome(
                session.client(),
                options.version(),
                options.node(),
                options.pingInterval().toSeconds(),
                options.tellTime() ? hub.clock().millis() : 0);
    }

    private void subscribe(Command.Subscribe subscribe) throws MalformedException {
        ChannelName channel = name(subscribe.id(), subscribe.channel());
        if (channel == null) {
            return;
        }
        if (subscribe.type() != 0) {
            error(subscribe.id(), HubError.NOT_AVAILABLE);
            return;
        }
        SubscribeRequest request = request(channel, subscribe);
        boolean senseless = (subscribe.data() != null && request.data() == null)
                || (subscribe.filter() != null && (request.filter() == null || request.delta()))
                || (!subscribe.delta().isEmpty() && !request.delta());
        if (senseless) {
            error(subscribe.id(), HubError.BAD_REQUEST);
            return;
        }
        session.subscribe(request, this.<Subscribed>reply(subscribe.id(), (out, id, subscribed) -> {
            wire.replies.subscribed(out, id, subscribed, request.since());
            flush(); // publications may follow at once, and they don't wait for other replies
        }));
    }

    private SubscribeRequest request(ChannelName channel, Command.Subscribe subscribe) throws MalformedException {
        if (subscribe.offset() < 0) {
            throw new MalformedException("an offset is 0 or more");
        }
        return new SubscribeRequest(
                channel,
                subscribe.recover() ? new Position(subscribe.epoch(), subscribe.offset()) : null,
                subscribe.positioned(),
                subscribe.recoverable() || subscribe.recover(),
                subscribe.joinLeave(),
                subscribe.delta().equals("fossil"),
                subscribe.filter() == null ? null : subscribe.filter().filter(),
                subscribe.token(),
                subscribe.data() == null ? null : payload(subscribe.data()));
    }

    private void publish(Command.Publish publish) {
        ChannelName channel = name(publish.id(), publish.channel());
        if (channel == null) {
            return;
        }
        if (publish.type() != 0) {
            error(publish.id(), HubError.NOT_AVAILABLE);
            return;
        }
        Namespace namespace = hub.namespaces().of(channel);
        Payload payload = publish.data() == null
                ? null
                : payload(publish.data(), namespace == null ? null : namespace.dataFormat());
        if (payload == null) {
            error(publish.id(), HubError.BAD_REQUEST);
            return;
        }
        session.publish(channel, Draft.of(payload), new Answer<>() {
            @Override
            public void succeeded(Published published) {
                done(publish.id(), Replies.Done.PUBLISH);
            }

            @Override
            public void failed(HubError error) {
                error(publish.id(), error);
            }
        });
    }

    private void history(Command.History history) {
        ChannelName channel = name(history.id(), history.channel());
        if (channel == null) {
            return;
        }
        if (history.offset() < 0 || history.limit() > Integer.MAX_VALUE || history.limit() < Integer.MIN_VALUE) {
            error(history.id(), HubError.BAD_REQUEST);
            return;
        }
        // as that protocol has it: 0 is the position alone, a negative limit is none
        int limit = history.limit() < 0 ? HistoryQuery.ALL : (int) history.limit();
        Position since = history.since() ? new Position(history.epoch(), history.offset()) : null;
        HistoryQuery query = new HistoryQuery(since, limit, history.reverse(), HISTORY_BYTES);
        session.history(channel, query, new Answer<>() {
            @Override
            public void succeeded(HistoryPage page) {
                if (page.complete()) {
                    write(() -> wire.replies.history(out, history.id(), page));
                } else {
                    error(history.id(), HubError.UNRECOVERABLE_POSITION);
                }
            }

            @Override
            public void failed(HubError error) {
                error(history.id(), error);
            }
        });
    }

    /// Payload of one page of history, so that a reply stays far below what a link may hold.
    private static final long HISTORY_BYTES = 512 * 1024;

    /// The name, or null when it can't be one; then the client has been told.
    private @Nullable ChannelName name(long id, String channel) {
        if (channel.isEmpty()) {
            refuse();
            return null;
        }
        if (ChannelName.problem(channel) != null) {
            error(id, HubError.BAD_REQUEST);
            return null;
        }
        return new ChannelName(channel);
    }

    private @Nullable Payload payload(ByteBuffer data) {
        return payload(data, null);
    }

    /// What the bytes are, or null when they are not what they must be.
    private @Nullable Payload payload(@Nullable ByteBuffer data, Payload.@Nullable Kind format) {
        if (data == null) {
            return null;
        }
        try {
            if (wire == Wire.JSON || format == Payload.Kind.JSON) {
                return Payload.json(data);
            }
            if (format == Payload.Kind.TEXT) {
                return Payload.text(data);
            }
        } catch (IllegalArgumentException malformed) {
            return null;
        }
        if (format == Payload.Kind.BINARY) {
            return Payload.binary(data);
        }
        try {
            return Payload.json(data);
        } catch (IllegalArgumentException notJson) {
            return Payload.binary(data);
        }
    }

    // ---- replies

    private interface Write<T> {
        void to(ByteOutput out, long id, T value);
    }

    private <T> Answer<T> reply(long id, Write<T> write) {
        return new Answer<>() {
            @Override
            public void succeeded(T value) {
                write(() -> write.to(out, id, value));
            }

            @Override
            public void failed(HubError error) {
                error(id, error);
            }
        };
    }

    private void done(long id, Replies.Done what) {
        if (!over) {
            wire.replies.done(out, id, what);
            if (!reading) {
                flush();
            }
        }
    }

    private void error(long id, HubError error) {
        write(() -> wire.replies.error(out, id, error));
    }

    private void write(Runnable write) {
        if (!over) {
            write.run();
            if (!reading) {
                flush();
            }
        }
    }

    private void flush() {
        if (out.size() > 0) {
            ByteBuffer bytes = out.view();
            out.clear();
            link.send(wire.replies.text(), bytes);
        }
    }

    private void refuse() {
        session.disconnect(Disconnect.BAD_REQUEST);
    }

    // ---- the heartbeat

    private void startPings() {
        long interval = options.pingInterval().toMillis();
        if (interval > 0) {
            // by the id, so that sessions that came together aren't pinged together
            long first = interval / 2 + Math.floorMod(session.client().hashCode(), interval / 2 + 1);
            timer = link.loop().schedule(first, this::ping);
        }
    }

    private void ping() {
        if (over) {
            return;
        }
        awaitsPong = true;
        waited = 0;
        link.send(wire.ping);
        timer = link.loop().schedule(options.pongTimeout().toMillis(), this::lookForPong);
    }

    private void lookForPong() {
        if (over) {
            return;
        }
        if (awaitsPong) {
            if (session.isReadingPaused()) {
                // we don't read, so that its pong can't be seen
                timer = link.loop().schedule(options.pongTimeout().toMillis(), this::lookForPong);
                return;
            }
            long waits = link.bufferedBytes();
            if (waits == 0 || waits == waited) {
                session.disconnect(Disconnect.NO_PONG);
                return;
            }
            // the ping may still be on its way behind what waits; as long as that moves, silence proves nothing
            waited = waits;
            timer = link.loop().schedule(options.pongTimeout().toMillis(), this::lookForPong);
            return;
        }
        long rest = options.pingInterval().toMillis() - options.pongTimeout().toMillis();
        timer = link.loop().schedule(rest, this::ping);
    }

    private void pong() {
        if (!awaitsPong) {
            refuse();
            return;
        }
        awaitsPong = false;
    }

    private void cancelTimer() {
        Loop.Timer set = timer;
        if (set != null) {
            timer = null;
            set.cancel();
        }
    }

    // ---- Dialect

    @Override
    public Encoder encoder(boolean delta) {
        return delta ? wire.deltas : wire.whole;
    }

    @Override
    public void onSubscribed(ChannelName channel, Subscribed subscribed) {
        write(() -> wire.replies.pushSubscribed(out, channel, subscribed));
    }

    @Override
    public void onUnsubscribed(ChannelName channel, Unsubscribe why) {
        write(() -> wire.replies.pushUnsubscribed(out, channel, why));
    }

    @Override
    public void onMessage(Payload payload) {
        write(() -> wire.replies.pushMessage(out, payload));
    }

    @Override
    public void onRefreshed(long ttlSeconds) {
        write(() -> wire.replies.pushRefreshed(out, ttlSeconds));
    }

    @Override
    public void onDisconnect(Disconnect why) {
        flush();
        over = true;
        held = null;
        cancelTimer();
        link.close(why.code(), why.reason());
    }
}
