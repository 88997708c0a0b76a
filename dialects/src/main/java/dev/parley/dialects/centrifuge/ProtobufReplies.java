package dev.parley.dialects.centrifuge;

import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.HistoryPage;
import dev.parley.hub.HubError;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.Publication;
import dev.parley.hub.Session;
import dev.parley.hub.SubscribeRequest;
import dev.parley.hub.Subscribed;
import dev.parley.hub.Unsubscribe;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Replies and pushes in Protobuf, each with its length before it. Field numbers are those of the protocol's schema; fields
/// with their default value are left out.
final class ProtobufReplies implements Replies {

    @Override
    public boolean text() {
        return false;
    }

    @Override
    public void ping(ByteOutput out) {
        out.put((byte) 0);
    }

    @Override
    public void error(ByteOutput out, long id, HubError error) {
        reply(out, id, 2, body -> {
            body.number(1, error.code());
            body.string(2, error.message());
            body.bool(3, error.temporary());
        });
    }

    @Override
    public void done(ByteOutput out, long id, Done what) {
        reply(out, id, what.field, _ -> {});
    }

    @Override
    public void connected(
            ByteOutput out,
            long id,
            Welcome welcome,
            Session.Connected connected,
            Map<ChannelName, SubscribeRequest> asked) {
        reply(out, id, 5, body -> {
            body.string(1, welcome.client());
            body.string(2, welcome.version());
            expiry(body, 3, connected.ttlSeconds());
            body.bytes(5, connected.grant().data());
            connected
                    .channels()
                    .forEach((channel, subscribed) -> body.message(6, entry -> {
                        entry.string(1, channel.value());
                        entry.message(2, result -> result(result, subscribed, Replies.since(asked, channel)));
                    }));
            body.number(7, welcome.pingSeconds());
            body.bool(8, welcome.pingSeconds() > 0);
            body.string(10, welcome.node());
            body.number(11, welcome.timeMillis());
        });
    }

    @Override
    public void subscribed(ByteOutput out, long id, Subscribed subscribed, @Nullable Position since) {
        reply(out, id, 6, body -> result(body, subscribed, since));
    }

    private static void result(ProtobufWriter body, Subscribed subscribed, @Nullable Position since) {
        expiry(body, 1, subscribed.ttlSeconds());
        body.bool(3, subscribed.recoverable());
        Position position = subscribed.position();
        if (position != null) {
            body.string(6, position.epoch());
        }
        Publication base = null;
        for (Publication publication : subscribed.publications()) {
            Publication before = base;
            body.message(7, one -> publication(one, publication, subscribed.delta(), before));
            base = publication;
        }
        body.bool(8, subscribed.recovered());
        body.number(9, Replies.startOf(subscribed, since));
        body.bool(10, subscribed.positioned());
        body.bytes(11, subscribed.data());
        body.bool(12, subscribed.wasRecovering());
        body.bool(13, subscribed.delta());
    }

    @Override
    public void presence(ByteOutput out, long id, Map<String, ClientInfo> present) {
        reply(
                out,
                id,
                9,
                body -> present.forEach((client, info) -> body.message(1, entry -> {
                    entry.string(1, client);
                    entry.message(2, one -> info(one, info));
                })));
    }

    @Override
    public void presenceStats(ByteOutput out, long id, Session.PresenceStats stats) {
        reply(out, id, 10, body -> {
            body.number(1, stats.clients());
            body.number(2, stats.users());
        });
    }

    @Override
    public void history(ByteOutput out, long id, HistoryPage page) {
        reply(out, id, 11, body -> {
            for (Publication publication : page.publications()) {
                body.message(1, one -> publication(one, publication, false, null));
            }
            body.string(2, page.top().epoch());
            body.number(3, page.top().offset());
        });
    }

    @Override
    public void rpc(ByteOutput out, long id, Payload result) {
        reply(out, id, 13, body -> body.bytes(1, result));
    }

    @Override
    public void refreshed(ByteOutput out, long id, Welcome welcome, long ttlSeconds) {
        reply(out, id, 14, body -> {
            body.string(1, welcome.client());
            body.string(2, welcome.version());
            expiry(body, 3, ttlSeconds);
        });
    }

    @Override
    public void subscriptionRefreshed(ByteOutput out, long id, long ttlSeconds) {
        reply(out, id, 15, body -> expiry(body, 1, ttlSeconds));
    }

    // ---- pushes

    @Override
    public void pushPublication(
            ByteOutput out, ChannelName channel, Publication publication, boolean deltas, @Nullable Publication base) {
        push(out, channel.value(), 4, body -> publication(body, publication, deltas, base));
    }

    @Override
    public void pushJoin(ByteOutput out, ChannelName channel, ClientInfo info) {
        push(out, channel.value(), 5, body -> body.message(1, one -> info(one, info)));
    }

    @Override
    public void pushLeave(ByteOutput out, ChannelName channel, ClientInfo info) {
        push(out, channel.value(), 6, body -> body.message(1, one -> info(one, info)));
    }

    @Override
    public void pushSubscribed(ByteOutput out, ChannelName channel, Subscribed subscribed) {
        push(out, channel.value(), 9, body -> {
            body.bool(1, subscribed.recoverable());
            Position position = subscribed.position();
            if (position != null) {
                body.string(4, position.epoch());
                body.number(5, position.offset());
            }
            body.bool(6, subscribed.positioned());
            body.bytes(7, subscribed.data());
        });
    }

    @Override
    public void pushUnsubscribed(ByteOutput out, ChannelName channel, Unsubscribe why) {
        push(out, channel.value(), 7, body -> {
            body.number(2, why.code());
            body.string(3, why.reason());
        });
    }

    @Override
    public void pushMessage(ByteOutput out, Payload payload) {
        push(out, "", 8, body -> body.bytes(1, payload));
    }

    @Override
    public void pushRefreshed(ByteOutput out, long ttlSeconds) {
        push(out, "", 12, body -> expiry(body, 1, ttlSeconds));
    }

    // ---- parts

    private static void reply(ByteOutput out, long id, int field, Consumer<ProtobufWriter> body) {
        ProtobufWriter reply = new ProtobufWriter(new ByteOutput(64));
        reply.number(1, id);
        reply.message(field, body);
        reply.delimitedTo(out);
    }

    private static void push(ByteOutput out, String channel, int field, Consumer<ProtobufWriter> body) {
        ProtobufWriter reply = new ProtobufWriter(new ByteOutput(128));
        reply.message(4, push -> {
            push.string(2, channel);
            push.message(field, body);
        });
        reply.delimitedTo(out);
    }

    private static void expiry(ProtobufWriter body, int field, long ttlSeconds) {
        body.bool(field, ttlSeconds > 0);
        body.number(field + 1, ttlSeconds);
    }

    private static void publication(
            ProtobufWriter body, Publication publication, boolean deltas, @Nullable Publication base) {
        boolean delta = false;
        if (deltas && base != null) {
            byte[] whole = publication.payload().toByteArray();
            byte[] small = FossilDelta.smallerBinary(base.payload().toByteArray(), whole);
            delta = small != whole;
            body.bytes(4, small);
        } else {
            body.bytes(4, publication.payload());
        }
        ClientInfo publisher = publication.publisher();
        if (publisher != null) {
            body.message(5, one -> info(one, publisher));
        }
        body.number(6, publication.offset());
        publication
                .tags()
                .forEach((key, value) -> body.message(7, entry -> {
                    entry.string(1, key);
                    entry.string(2, value);
                }));
        body.bool(8, delta);
    }

    private static void info(ProtobufWriter body, ClientInfo info) {
        body.string(1, info.user().value());
        body.string(2, info.client());
        body.bytes(3, info.connection());
        body.bytes(4, info.channel());
    }
}
