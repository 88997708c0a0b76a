package dev.parley.embed;

import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.ConnectRequest;
import dev.parley.hub.Dialect;
import dev.parley.hub.Disconnect;
import dev.parley.hub.Encoder;
import dev.parley.hub.Hub;
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
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This program as a subscriber. Made by [Parley#subscribe]; any thread.
///
/// To the hub it is a session like any other, whose link is the listener's [Mailbox]. When that is full the session
/// ends, as a slow reader's does, and when it has been emptied to half another one begins and recovers from the last
/// position, as a client would. All state is the loop's.
public final class Listening implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Listening.class);
    private static final long RETRY_MILLIS = 1_000;

    private final Hub hub;
    private final Loop loop;
    private final Residents residents;
    private final ChannelName channel;
    private final Mailbox mailbox;
    private final CompletableFuture<Void> begun = new CompletableFuture<>();

    private @Nullable Stay stay;
    private @Nullable Position reached;
    private boolean opened;
    private boolean closed;

    Listening(
            Hub hub, Loop loop, Residents residents, ChannelName channel, Listener listener, ListenerOptions options) {
        this.hub = hub;
        this.loop = loop;
        this.residents = residents;
        this.channel = channel;
        mailbox = new Mailbox(channel, listener, options, () -> post(this::drained));
    }

    /// Begins to listen. What is published once this has completed is heard.
    CompletableFuture<Void> begin() {
        post(this::open);
        return begun;
    }

    /// Hears no more; what waits is not heard either.
    @Override
    public void close() {
        mailbox.close();
        post(this::end);
    }

    private void post(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException stopped) {
            mailbox.close();
            begun.completeExceptionally(stopped);
        }
    }

    // ---- on the loop

    private void end() {
        closed = true;
        leave();
        begun.completeExceptionally(new HubException(HubError.NOT_AVAILABLE));
    }

    private void leave() {
        Stay present = stay;
        stay = null;
        if (present != null) {
            present.session.closed();
        }
    }

    private void open() {
        if (closed || stay != null) {
            return;
        }
        String client = UUID.randomUUID().toString();
        Stay next = new Stay(client);
        stay = next;
        SubscribeRequest request = new SubscribeRequest(channel, reached, true, true, false, false, null, "", null);
        ConnectRequest who = new ConnectRequest(client, "", null, "java", "", Map.of(), next.remoteAddress());
        residents.enter(client, channel);
        next.session.connect(who, Map.of(channel, request), next);
        residents.left(client);
    }

    private void openLater() {
        loop.schedule(RETRY_MILLIS, this::open);
    }

    /// The mailbox has been emptied to half.
    private void drained() {
        Stay present = stay;
        if (present == null) {
            open();
        } else {
            present.session.writable();
        }
    }

    private void begun(Subscribed subscribed) {
        if (opened && !subscribed.recovered()) {
            mailbox.gap();
        }
        Position position = subscribed.position();
        if (!subscribed.recovered()) {
            reached = position;
        }
        opened = true;
        for (Publication publication : subscribed.publications()) {
            if (!take(publication)) {
                return;
            }
        }
        begun.complete(null);
    }

    private boolean take(Publication publication) {
        if (!mailbox.put(publication)) {
            leave(); // comes back when there is room
            return false;
        }
        Position before = reached;
        if (before != null && publication.offset() > 0) {
            reached = new Position(before.epoch(), publication.offset());
        }
        return true;
    }

    /// One session of the listener; there is another one after the mailbox was full.
    private final class Stay implements Link, Dialect, Answer<Session.Connected> {

        final Session session;

        Stay(String client) {
            session = hub.open(client, this, this);
        }

        private boolean isOver() {
            return stay != this;
        }

        @Override
        public void succeeded(Session.Connected connected) {
            Subscribed subscribed = connected.channels().get(channel);
            if (subscribed != null) {
                begun(subscribed);
            } else {
                failed(HubError.INTERNAL);
            }
        }

        @Override
        public void failed(HubError error) {
            leave();
            if (begun.isDone()) {
                LOG.warn("listening to {} failed ({}); trying again", channel, error.message());
                openLater();
            } else {
                closed = true;
                begun.completeExceptionally(new HubException(error));
            }
        }

        // ---- Link

        @Override
        public Loop loop() {
            return loop;
        }

        @Override
        public boolean send(Message message) {
            return !isOver() && message.prepared() instanceof Publication publication && take(publication);
        }

        @Override
        public boolean send(MessageBatch batch) {
            for (Message message : batch.messages()) {
                if (!send(message)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public boolean isWritable() {
            return mailbox.hasRoom();
        }

        @Override
        public long bufferedBytes() {
            return mailbox.bytes();
        }

        /// Nothing is read from a listener.
        @Override
        public void pauseReading() {}

        @Override
        public void resumeReading() {}

        @Override
        public void close(int code, String reason) {
            end();
        }

        @Override
        public String remoteAddress() {
            return "local";
        }

        // ---- Dialect

        @Override
        public Encoder encoder(boolean delta) {
            return AsItIs.ENCODER;
        }

        @Override
        public void onSubscribed(ChannelName other, Subscribed subscribed) {}

        @Override
        public void onUnsubscribed(ChannelName name, Unsubscribe why) {
            if (isOver() || !name.equals(channel)) {
                return;
            }
            leave();
            if (why.code() == Unsubscribe.INSUFFICIENT_STATE.code()) {
                reached = null;
                post(Listening.this::open);
            } else {
                LOG.warn("listening to {} was ended: {}", channel, why.reason());
                end();
            }
        }

        /// It is on no channel: not for a listener.
        @Override
        public void onMessage(Payload payload) {}

        @Override
        public void onRefreshed(long ttlSeconds) {}

        @Override
        public void onDisconnect(Disconnect why) {
            if (!isOver()) {
                end();
            }
        }
    }

    /// Hands publications on inside this process.
    private enum AsItIs implements Encoder {
        ENCODER;

        private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

        @Override
        public Message publication(ChannelName channel, Publication publication, @Nullable Publication base) {
            Message message = Message.binary(NOTHING);
            message.prepared(publication);
            return message;
        }

        @Override
        public @Nullable Message join(ChannelName channel, ClientInfo info) {
            return null;
        }

        @Override
        public @Nullable Message leave(ChannelName channel, ClientInfo info) {
            return null;
        }

        @Override
        public boolean takesDeltas() {
            return false;
        }
    }
}
