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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Replies and pushes in JSON: one object each, a line break between. Fields that say nothing (0, false, empty) are left out.
final class JsonReplies implements Replies {

    @Override
    public boolean text() {
        return true;
    }

    @Override
    public void ping(ByteOutput out) {
        next(out);
        out.ascii("{}");
    }

    @Override
    public void error(ByteOutput out, long id, HubError error) {
        start(out, id);
        out.ascii("\"error\":{\"code\":");
        Json.number(out, error.code());
        out.ascii(",\"message\":");
        Json.string(out, error.message());
        out.ascii(error.temporary() ? ",\"temporary\":true}}" : "}}");
    }

    @Override
    public void done(ByteOutput out, long id, Done what) {
        start(out, id);
        out.put((byte) '"');
        out.ascii(what.name);
        out.ascii("\":{}}");
    }

    @Override
    public void connected(
            ByteOutput out,
            long id,
            Welcome welcome,
            Session.Connected connected,
            Map<ChannelName, SubscribeRequest> asked) {
        start(out, id);
        out.ascii("\"connect\":{\"client\":");
        Json.string(out, welcome.client());
        field(out, "version", welcome.version());
        expiry(out, connected.ttlSeconds(), true);
        data(out, connected.grant().data(), true);
        if (!connected.channels().isEmpty()) {
            out.ascii(",\"subs\":{");
            boolean more = false;
            for (Map.Entry<ChannelName, Subscribed> entry : connected.channels().entrySet()) {
                comma(out, more);
                more = true;
                Json.string(out, entry.getKey().value());
                out.put((byte) ':');
                result(out, entry.getValue(), Replies.since(asked, entry.getKey()));
            }
            out.put((byte) '}');
        }
        if (welcome.pingSeconds() > 0) {
            out.ascii(",\"ping\":");
            Json.number(out, welcome.pingSeconds());
            out.ascii(",\"pong\":true");
        }
        field(out, "node", welcome.node());
        if (welcome.timeMillis() > 0) {
            out.ascii(",\"time\":");
            Json.number(out, welcome.timeMillis());
        }
        out.ascii("}}");
    }

    @Override
    public void subscribed(ByteOutput out, long id, Subscribed subscribed, @Nullable Position since) {
        start(out, id);
        out.ascii("\"subscribe\":");
        result(out, subscribed, since);
        out.put((byte) '}');
    }

    private static void result(ByteOutput out, Subscribed subscribed, @Nullable Position since) {
        out.put((byte) '{');
        boolean more = expiry(out, subscribed.ttlSeconds(), false);
        more = flag(out, "recoverable", subscribed.recoverable(), more);
        Position position = subscribed.position();
        if (position != null) {
            comma(out, more);
            more = true;
            out.ascii("\"epoch\":");
            Json.string(out, position.epoch());
        }
        if (!subscribed.publications().isEmpty()) {
            comma(out, more);
            more = true;
            publications(out, subscribed.publications(), subscribed.delta());
        }
        more = flag(out, "recovered", subscribed.recovered(), more);
        long offset = Replies.startOf(subscribed, since);
        if (offset > 0) {
            comma(out, more);
            more = true;
            out.ascii("\"offset\":");
            Json.number(out, offset);
        }
        more = flag(out, "positioned", subscribed.positioned(), more);
        more = data(out, subscribed.data(), more);
        more = flag(out, "was_recovering", subscribed.wasRecovering(), more);
        flag(out, "delta", subscribed.delta(), more);
        out.put((byte) '}');
    }

    @Override
    public void presence(ByteOutput out, long id, Map<String, ClientInfo> present) {
        start(out, id);
        out.ascii("\"presence\":{\"presence\":{");
        boolean more = false;
        for (Map.Entry<String, ClientInfo> entry : present.entrySet()) {
            comma(out, more);
            more = true;
            Json.string(out, entry.getKey());
            out.put((byte) ':');
            info(out, entry.getValue());
        }
        out.ascii("}}}");
    }

    @Override
    public void presenceStats(ByteOutput out, long id, Session.PresenceStats stats) {
        start(out, id);
        out.ascii("\"presence_stats\":{\"num_clients\":");
        Json.number(out, stats.clients());
        out.ascii(",\"num_users\":");
        Json.number(out, stats.users());
        out.ascii("}}");
    }

    @Override
    public void history(ByteOutput out, long id, HistoryPage page) {
        start(out, id);
        out.ascii("\"history\":{");
        publications(out, page.publications(), false);
        out.ascii(",\"epoch\":");
        Json.string(out, page.top().epoch());
        out.ascii(",\"offset\":");
        Json.number(out, page.top().offset());
        out.ascii("}}");
    }

    @Override
    public void rpc(ByteOutput out, long id, Payload result) {
        start(out, id);
        out.ascii("\"rpc\":{\"data\":");
        Json.payload(out, result);
        out.ascii("}}");
    }

    @Override
    public void refreshed(ByteOutput out, long id, Welcome welcome, long ttlSeconds) {
        start(out, id);
        out.ascii("\"refresh\":{\"client\":");
        Json.string(out, welcome.client());
        field(out, "version", welcome.version());
        expiry(out, ttlSeconds, true);
        out.ascii("}}");
    }

    @Override
    public void subscriptionRefreshed(ByteOutput out, long id, long ttlSeconds) {
        start(out, id);
        out.ascii("\"sub_refresh\":{");
        expiry(out, ttlSeconds, false);
        out.ascii("}}");
    }

    // ---- pushes

    @Override
    public void pushPublication(
            ByteOutput out, ChannelName channel, Publication publication, boolean deltas, @Nullable Publication base) {
        push(out, channel, "pub");
        publication(out, publication, deltas, base);
        out.ascii("}}");
    }

    @Override
    public void pushJoin(ByteOutput out, ChannelName channel, ClientInfo info) {
        push(out, channel, "join");
        out.ascii("{\"info\":");
        info(out, info);
        out.ascii("}}}");
    }

    @Override
    public void pushLeave(ByteOutput out, ChannelName channel, ClientInfo info) {
        push(out, channel, "leave");
        out.ascii("{\"info\":");
        info(out, info);
        out.ascii("}}}");
    }

    @Override
    public void pushSubscribed(ByteOutput out, ChannelName channel, Subscribed subscribed) {
        push(out, channel, "subscribe");
        out.put((byte) '{');
        boolean more = flag(out, "recoverable", subscribed.recoverable(), false);
        Position position = subscribed.position();
        if (position != null) {
            comma(out, more);
            more = true;
            out.ascii("\"epoch\":");
            Json.string(out, position.epoch());
            out.ascii(",\"offset\":");
            Json.number(out, position.offset());
        }
        more = flag(out, "positioned", subscribed.positioned(), more);
        data(out, subscribed.data(), more);
        out.ascii("}}}");
    }

    @Override
    public void pushUnsubscribed(ByteOutput out, ChannelName channel, Unsubscribe why) {
        push(out, channel, "unsubscribe");
        out.ascii("{\"code\":");
        Json.number(out, why.code());
        out.ascii(",\"reason\":");
        Json.string(out, why.reason());
        out.ascii("}}}");
    }

    @Override
    public void pushMessage(ByteOutput out, Payload payload) {
        next(out);
        out.ascii("{\"push\":{\"message\":{\"data\":");
        Json.payload(out, payload);
        out.ascii("}}}");
    }

    @Override
    public void pushRefreshed(ByteOutput out, long ttlSeconds) {
        next(out);
        out.ascii("{\"push\":{\"refresh\":{");
        expiry(out, ttlSeconds, false);
        out.ascii("}}}");
    }

    // ---- parts

    private static void next(ByteOutput out) {
        if (out.size() > 0) {
            out.put((byte) '\n');
        }
    }

    private static void start(ByteOutput out, long id) {
        next(out);
        out.ascii("{\"id\":");
        Json.number(out, id);
        out.put((byte) ',');
    }

    private static void push(ByteOutput out, ChannelName channel, String what) {
        next(out);
        out.ascii("{\"push\":{\"channel\":");
        Json.string(out, channel.value());
        out.ascii(",\"");
        out.ascii(what);
        out.ascii("\":");
    }

    private static void comma(ByteOutput out, boolean more) {
        if (more) {
            out.put((byte) ',');
        }
    }

    private static void field(ByteOutput out, String name, String value) {
        if (!value.isEmpty()) {
            out.ascii(",\"");
            out.ascii(name);
            out.ascii("\":");
            Json.string(out, value);
        }
    }

    private static boolean flag(ByteOutput out, String name, boolean value, boolean more) {
        if (!value) {
            return more;
        }
        comma(out, more);
        out.put((byte) '"');
        out.ascii(name);
        out.ascii("\":true");
        return true;
    }

    private static boolean expiry(ByteOutput out, long ttlSeconds, boolean more) {
        if (ttlSeconds == 0) {
            return more;
        }
        comma(out, more);
        out.ascii("\"expires\":true,\"ttl\":");
        Json.number(out, ttlSeconds);
        return true;
    }

    private static boolean data(ByteOutput out, @Nullable Payload data, boolean more) {
        if (data == null) {
            return more;
        }
        comma(out, more);
        out.ascii("\"data\":");
        Json.payload(out, data);
        return true;
    }

    private static void publications(ByteOutput out, List<Publication> publications, boolean deltas) {
        out.ascii("\"publications\":[");
        Publication base = null;
        for (int i = 0; i < publications.size(); i++) {
            comma(out, i > 0);
            publication(out, publications.get(i), deltas, base);
            base = publications.get(i);
        }
        out.put((byte) ']');
    }

    /// Whoever asked for deltas gets the data as a string, whether it is a delta or the whole.
    private static void publication(
            ByteOutput out, Publication publication, boolean deltas, @Nullable Publication base) {
        out.ascii("{\"data\":");
        boolean delta = false;
        if (deltas) {
            byte[] whole = Json.bytes(publication.payload());
            byte[] bytes = base == null ? whole : FossilDelta.smaller(Json.bytes(base.payload()), whole);
            delta = bytes != whole;
            out.put((byte) '"');
            Json.escaped(out, bytes);
            out.put((byte) '"');
        } else {
            Json.payload(out, publication.payload());
        }
        ClientInfo publisher = publication.publisher();
        if (publisher != null) {
            out.ascii(",\"info\":");
            info(out, publisher);
        }
        if (publication.offset() > 0) {
            out.ascii(",\"offset\":");
            Json.number(out, publication.offset());
        }
        if (!publication.tags().isEmpty()) {
            out.ascii(",\"tags\":{");
            boolean more = false;
            for (Map.Entry<String, String> tag : publication.tags().entrySet()) {
                comma(out, more);
                more = true;
                Json.string(out, tag.getKey());
                out.put((byte) ':');
                Json.string(out, tag.getValue());
            }
            out.put((byte) '}');
        }
        flag(out, "delta", delta, true);
        out.put((byte) '}');
    }

    private static void info(ByteOutput out, ClientInfo info) {
        out.ascii("{\"user\":");
        Json.string(out, info.user().value());
        out.ascii(",\"client\":");
        Json.string(out, info.client());
        Payload connection = info.connection();
        if (connection != null) {
            out.ascii(",\"conn_info\":");
            Json.payload(out, connection);
        }
        Payload channel = info.channel();
        if (channel != null) {
            out.ascii(",\"chan_info\":");
            Json.payload(out, channel);
        }
        out.put((byte) '}');
    }
}
