package dev.parley.dialects.raw;

import dev.parley.dialects.Conversation;
import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Disconnect;
import dev.parley.hub.Encoder;
import dev.parley.hub.Grant;
import dev.parley.hub.Hub;
import dev.parley.hub.HubError;
import dev.parley.hub.Link;
import dev.parley.hub.Message;
import dev.parley.hub.MessageBatch;
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

/// One bare client that is a user: it hears what the site says to that user and to everybody, on the channels to which the
/// site subscribed it. Until it is on them, it is [Opening]. On its link's loop only.
///
/// What it sends are calls of the server's methods, one JSON object in a text message:
/// `{"id":1,"method":"inbox.ack","params":{…}}`. Each is answered by `{"id":1,"result":…}` or
/// `{"id":1,"error":{"code":…,"message":…}}`; one without an `id` only when it failed.
public final class UserDialect implements Conversation {

    private static final int GOING_AWAY = 1001;

    private final Link link;
    private final UserRequest request;
    private final Grant.Session grant;
    private final @Nullable ChannelName own;
    private final RawEncoder encoder;
    private final Session session;
    private final Opening opening;
    private boolean over;

    /// A new client that was let in: [#open] comes next.
    ///
    /// @param client its id, as the hub was asked about it
    /// @param grant what it was granted
    /// @param own the user's channel, on which `since` is a position, or null
    public UserDialect(
            Hub hub, Link link, UserRequest request, String client, Grant.Session grant, @Nullable ChannelName own) {
        this.link = link;
        this.request = request;
        this.grant = grant;
        this.own = own;
        encoder = request.envelope() ? RawEncoder.ENVELOPE : RawEncoder.BARE;
        session = hub.open(client, link, this);
        opening = new Opening(link);
    }

    // ---- from the link

    @Override
    public void open() {
        opening.begin(this::close);
        Position since = request.since();
        Map<ChannelName, SubscribeRequest> recover = own == null || since == null
                ? Map.of()
                : Map.of(own, SubscribeRequest.to(own).since(since));
        session.connect(grant, "user", recover, new Answer<>() {
            @Override
            public void succeeded(Session.Connected connected) {
                opening.done();
                begun(connected.channels());
            }

            @Override
            public void failed(HubError error) {
                refused(error);
            }
        });
    }

    private void begun(ChannelName channel, Subscribed subscribed) {
        begun(Map.of(channel, subscribed));
    }

    private void begun(Map<ChannelName, Subscribed> channels) {
        List<Message> first = new ArrayList<>();
        for (Map.Entry<ChannelName, Subscribed> each : channels.entrySet()) {
            ChannelName channel = each.getKey();
            Subscribed subscribed = each.getValue();
            if (subscribed.wasRecovering() && !subscribed.recovered()) {
                refused(HubError.UNRECOVERABLE_POSITION);
                return;
            }
            Position since = request.since();
            Position start = subscribed.wasRecovering() && since != null ? since : subscribed.position();
            Message position = start == null ? null : encoder.position(channel, start);
            if (position != null) {
                first.add(position);
            }
            for (Publication publication : subscribed.publications()) {
                first.add(encoder.publication(channel, publication, null));
            }
        }
        if (!first.isEmpty()) {
            link.send(new MessageBatch(first));
        }
    }

    @Override
    public void onText(ByteBuffer utf8) {
        if (over) {
            return;
        }
        UserCall call;
        try {
            call = UserCall.read(utf8);
        } catch (IllegalArgumentException wrong) {
            refused(HubError.BAD_REQUEST.saying("bad request: " + wrong.getMessage()));
            return;
        }
        String id = call.id();
        session.call(call.method(), call.params(), new Answer<>() {
            @Override
            public void succeeded(Payload result) {
                if (id != null) {
                    link.send(
                            true,
                            new JsonBytes(result.size() + 40)
                                    .raw("id", id)
                                    .json("result", result)
                                    .end());
                }
            }

            @Override
            public void failed(HubError error) {
                JsonBytes json = new JsonBytes(100);
                if (id != null) {
                    json.raw("id", id);
                }
                JsonBytes what = new JsonBytes(60).member("code", error.code()).member("message", error.message());
                link.send(true, json.member("error", what).end());
            }
        });
    }

    @Override
    public void onBinary(ByteBuffer data) {
        refused(HubError.BAD_REQUEST.saying("bad request: calls are JSON in text messages"));
    }

    @Override
    public void onWritable() {
        session.writable();
    }

    @Override
    public void onClosed() {
        end();
    }

    // ---- from the hub

    @Override
    public Encoder encoder(boolean delta) {
        return encoder;
    }

    @Override
    public void onSubscribed(ChannelName channel, Subscribed subscribed) {
        begun(channel, subscribed);
    }

    /// It hears of that channel no more, and of the others as before.
    @Override
    public void onUnsubscribed(ChannelName channel, Unsubscribe why) {}

    @Override
    public void onMessage(Payload payload) {
        link.send(encoder.message(payload));
    }

    /// Bare clients don't refresh, and are not told.
    @Override
    public void onRefreshed(long ttlSeconds) {}

    @Override
    public void onDisconnect(Disconnect why) {
        close(why.equals(Disconnect.SHUTDOWN) ? GOING_AWAY : why.code(), why.reason());
    }

    /// The transport closes the connection, with 1013.
    @Override
    public void onSlow() {
        end();
    }

    // ---- the end

    private void refused(HubError error) {
        close(RawDialect.closeCode(error), error.message());
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
}
