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
import org.jspecify.annotations.Nullable;

/// Writes replies and pushes in one of the two formats, one behind the other. Stateless; any thread.
interface Replies {

    /// A command that is answered with nothing but that it is done.
    enum Done {
        PUBLISH("publish", 8),
        UNSUBSCRIBE("unsubscribe", 7),
        PING("ping", 12);

        final String name;

        /// The field of the reply.
        final int field;

        Done(String name, int field) {
            this.name = name;
            this.field = field;
        }
    }

    /// What a client is told of its connection beside what was granted.
    ///
    /// @param pingSeconds how often it is pinged; 0 for never
    /// @param timeMillis the server's time, 0 where it is not told
    record Welcome(String client, String version, String node, long pingSeconds, long timeMillis) {}

    /// Whether what is written is text.
    boolean text();

    void ping(ByteOutput out);

    void error(ByteOutput out, long id, HubError error);

    void done(ByteOutput out, long id, Done what);

    /// @param asked what the client asked of its server-side subscriptions
    void connected(
            ByteOutput out,
            long id,
            Welcome welcome,
            Session.Connected connected,
            Map<ChannelName, SubscribeRequest> asked);

    /// @param since from where the client asked to recover, or null
    void subscribed(ByteOutput out, long id, Subscribed subscribed, @Nullable Position since);

    /// The offset that a subscription begins with. A client that recovers is told the one that it asked from, and gets to
    /// the next by the publications that it is given; where there are none, since its filter wants nothing of what was
    /// missed, it goes on from behind that.
    static long startOf(Subscribed subscribed, @Nullable Position since) {
        Position position = subscribed.position();
        if (position == null) {
            return 0;
        }
        return since != null
                        && subscribed.recovered()
                        && !subscribed.publications().isEmpty()
                ? since.offset()
                : position.offset();
    }

    /// From where the client asked to recover a server-side subscription, or null.
    static @Nullable Position since(Map<ChannelName, SubscribeRequest> asked, ChannelName channel) {
        SubscribeRequest request = asked.get(channel);
        return request == null ? null : request.since();
    }

    void presence(ByteOutput out, long id, Map<String, ClientInfo> present);

    void presenceStats(ByteOutput out, long id, Session.PresenceStats stats);

    void history(ByteOutput out, long id, HistoryPage page);

    void rpc(ByteOutput out, long id, Payload result);

    void refreshed(ByteOutput out, long id, Welcome welcome, long ttlSeconds);

    void subscriptionRefreshed(ByteOutput out, long id, long ttlSeconds);

    // ---- pushes

    /// @param deltas whether the subscriber has asked for deltas
    /// @param base what it has got right before, or null
    void pushPublication(
            ByteOutput out, ChannelName channel, Publication publication, boolean deltas, @Nullable Publication base);

    void pushJoin(ByteOutput out, ChannelName channel, ClientInfo info);

    void pushLeave(ByteOutput out, ChannelName channel, ClientInfo info);

    void pushSubscribed(ByteOutput out, ChannelName channel, Subscribed subscribed);

    void pushUnsubscribed(ByteOutput out, ChannelName channel, Unsubscribe why);

    void pushMessage(ByteOutput out, Payload payload);

    void pushRefreshed(ByteOutput out, long ttlSeconds);
}
