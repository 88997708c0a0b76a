package dev.parley.dialects.raw;

import dev.parley.dialects.Conversation;
import dev.parley.dialects.OrderedPublishing;
import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ConnectRequest;
import dev.parley.hub.Disconnect;
import dev.parley.hub.Draft;
import dev.parley.hub.Encoder;
import dev.parley.hub.Grant;
import dev.parley.hub.HistoryPage;
import dev.parley.hub.HistoryQuery;
import dev.parley.hub.Hub;
import dev.parley.hub.HubError;
import dev.parley.hub.Link;
import dev.parley.hub.Message;
import dev.parley.hub.MessageBatch;
import dev.parley.hub.Namespace;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.Publication;
import dev.parley.hub.Session;
import dev.parley.hub.SubscribeRequest;
import dev.parley.hub.Subscribed;
import dev.parley.hub.Unsubscribe;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One bare client on one channel. On its link's loop only.
///
/// Until it is subscribed, it is [Opening]. **History** is one mechanism: `history=N` is looked up as the position N
/// before the end, and from there on it is as with `since`: subscribe and recover.
public final class RawDialect implements Conversation {

    /// The connection's close code for a hub's error is this and the error's code.
    public static final int ERRORS = 3900;

    public static final int UNSUBSCRIBED = 4020;

    /// That of one of the site's own, which has none ([#closeCode]).
    private static final int REFUSED = ERRORS + HubError.PERMISSION_DENIED.code();

    private static final int GOING_AWAY = 1001;

    /// How often the start of the kept history is looked up again when it has moved on meanwhile; each time it is kept
    /// further away from.
    private static final int LOOKUPS = 6;

    private final Hub hub;
    private final Link link;
    private final RawRequest request;
    private final RawEncoder encoder;
    private final Session session;
    private final OrderedPublishing publishing;
    private final Grant.@Nullable Session grant;
    private final Opening opening;
    private boolean begun;
    private boolean over;

    /// A new client, not read from yet: [#open] comes next.
    ///
    /// @param client a new id, unique for ever
    public RawDialect(Hub hub, Link link, RawRequest request, String client) {
        this(hub, link, request, client, null);
    }

    /// The same for one that was let in before.
    ///
    /// @param grant what it was granted, or null
    public RawDialect(Hub hub, Link link, RawRequest request, String client, Grant.@Nullable Session grant) {
        this.grant = grant;
        this.hub = hub;
        this.link = link;
        this.request = request;
        encoder = request.envelope() ? RawEncoder.ENVELOPE : RawEncoder.BARE;
        session = hub.open(client, link, this);
        opening = new Opening(link);
        publishing = new OrderedPublishing(session, link, this::refused);
    }

    // ---- from the link

    @Override
    public void open() {
        opening.begin(this::close);
        ConnectRequest who =
                new ConnectRequest(session.client(), request.token(), null, "raw", "", Map.of(), link.remoteAddress());
        // the site may have it on the channel at once
        Map<ChannelName, SubscribeRequest> channel = Map.of(request.channel(), subscribeRequest(request.since()));
        Answer<Session.Connected> connected = new Granted<>() {
            @Override
            public void succeeded(Session.Connected connected) {
                Subscribed already = connected.channels().get(request.channel());
                if (already != null) {
                    subscribed(request.since(), already, LOOKUPS);
                } else if (!begun) {
                    begin();
                }
            }
        };
        if (grant == null) {
            session.connect(who, channel, connected);
            return;
        }
        session.connect(grant, "raw", channel, connected);
        if (session.isConnected() && !begun && !over && !grant.channels().containsKey(request.channel())) {
            begin(); // on its own channel at once, whatever others the site has it on
        }
    }

    @Override
    public void onText(ByteBuffer utf8) {
        if (over) {
            return;
        }
        Namespace namespace = hub.namespaces().of(request.channel());
        if (namespace == null || namespace.dataFormat() != Payload.Kind.JSON) {
            publish(Payload.trusted(Payload.Kind.TEXT, copyOf(utf8)));
            return;
        }
        try {
            publish(Payload.json(utf8));
        } catch (IllegalArgumentException broken) {
            refused(HubError.BAD_REQUEST.saying("bad request: " + broken.getMessage()));
        }
    }

    @Override
    public void onBinary(ByteBuffer data) {
        if (!over) {
            publish(Payload.trusted(Payload.Kind.BINARY, copyOf(data)));
        }
    }

    private void publish(Payload payload) {
        publishing.publish(request.channel(), Draft.of(payload));
    }

    private static byte[] copyOf(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(buffer.position(), copy);
        return copy;
    }

    @Override
    public void onWritable() {
        session.writable();
    }

    @Override
    public void onClosed() {
        end();
    }

    // ---- the beginning

    private void begin() {
        begun = true;
        if (request.history() > 0) {
            lookUp(0);
        } else {
            subscribe(request.since(), LOOKUPS);
        }
    }

    /// Looks up where the last publications begin. On a busy channel the first that is kept may be gone by the time of
    /// the subscription: then again, with more distance.
    private void lookUp(int attempt) {
        hub.history(request.channel(), new HistoryQuery(null, 1, false, Long.MAX_VALUE), new Granted<>() {
            @Override
            public void succeeded(HistoryPage page) {
                long top = page.top().offset();
                long first = page.publications().isEmpty()
                        ? top
                        : page.publications().getFirst().offset() - 1 + distance(attempt);
                long before = Math.min(top, Math.max(first, top - wanted()));
                subscribe(new Position(page.top().epoch(), before), attempt);
            }
        });
    }

    private static long distance(int attempt) {
        return attempt == 0 ? 0 : 1L << (3 * attempt);
    }

    private int wanted() {
        int limit = hub.options().recoveryLimit();
        return limit == 0 ? request.history() : Math.min(limit, request.history());
    }

    private void subscribe(@Nullable Position since, int attempt) {
        if (over) {
            return;
        }
        session.subscribe(subscribeRequest(since), new Granted<>() {
            @Override
            public void succeeded(Subscribed subscribed) {
                subscribed(since, subscribed, attempt);
            }
        });
    }

    private SubscribeRequest subscribeRequest(@Nullable Position since) {
        boolean recoverable = since != null || request.envelope();
        return new SubscribeRequest(request.channel(), since, true, recoverable, false, false, null, "", null);
    }

    private void subscribed(@Nullable Position since, Subscribed subscribed, int attempt) {
        if (since == null || subscribed.recovered()) {
            begun(since, subscribed);
        } else if (subscribed.wasRecovering() && attempt < LOOKUPS) {
            session.unsubscribe(request.channel());
            lookUp(attempt + 1);
        } else if (subscribed.wasRecovering()) {
            refused(HubError.UNRECOVERABLE_POSITION);
        } else {
            refused(mayKeep() ? HubError.PERMISSION_DENIED : HubError.NOT_AVAILABLE);
        }
    }

    private boolean mayKeep() {
        Namespace namespace = hub.namespaces().of(request.channel());
        return namespace != null && namespace.positioned();
    }

    private void begun(@Nullable Position since, Subscribed subscribed) {
        opening.done();
        List<Message> first = new ArrayList<>();
        Position start = since == null ? subscribed.position() : since;
        if (start != null) {
            add(first, encoder.position(request.channel(), start));
        }
        for (Publication publication : subscribed.publications()) {
            add(first, encoder.publication(request.channel(), publication, null));
        }
        if (!first.isEmpty()) {
            link.send(new MessageBatch(first));
        }
    }

    private static void add(List<Message> messages, @Nullable Message message) {
        if (message != null) {
            messages.add(message);
        }
    }

    // ---- from the hub

    @Override
    public Encoder encoder(boolean delta) {
        return encoder;
    }

    /// The site has subscribed the client to another channel as well: a bare client hears of it what it hears of its
    /// own.
    @Override
    public void onSubscribed(ChannelName channel, Subscribed subscribed) {
        for (Publication publication : subscribed.publications()) {
            link.send(encoder.publication(channel, publication, null));
        }
    }

    @Override
    public void onUnsubscribed(ChannelName channel, Unsubscribe why) {
        if (!channel.equals(request.channel())) {
            return;
        }
        if (why.code() == Unsubscribe.INSUFFICIENT_STATE.code()) {
            refused(HubError.UNRECOVERABLE_POSITION);
        } else if (why.code() == Unsubscribe.EXPIRED.code()) {
            refused(HubError.EXPIRED);
        } else {
            close(UNSUBSCRIBED, "unsubscribed");
        }
    }

    @Override
    public void onMessage(Payload payload) {
        link.send(encoder.message(payload));
    }

    /// Bare clients don't refresh, and are not told.
    @Override
    public void onRefreshed(long ttlSeconds) {}

    @Override
    public void onDisconnect(Disconnect why) {
        if (why.equals(Disconnect.SHUTDOWN)) {
            close(GOING_AWAY, why.reason()); // WebSocket's own word for it
        } else {
            close(why.code(), why.reason());
        }
    }

    /// The transport closes the connection, with 1013: a bare client knows no codes but those of WebSocket.
    @Override
    public void onSlow() {
        end();
    }

    // ---- the end

    private void refused(HubError error) {
        close(closeCode(error), error.message());
    }

    /// An error's close code: 4000 to 4999. A site's own errors may be too high for one; then that of a refusal.
    static int closeCode(HubError error) {
        return error.code() >= 100 && error.code() < 1100 ? ERRORS + error.code() : REFUSED;
    }

    private void close(int code, String reason) {
        if (!over) {
            end();
            link.close(code, Reasons.shortened(reason));
        }
    }

    private void end() {
        over = true;
        opening.stop();
        session.closed();
    }

    /// An answer whose failure ends the connection.
    private abstract class Granted<T> implements Answer<T> {
        @Override
        public void failed(HubError error) {
            refused(error);
        }
    }
}
