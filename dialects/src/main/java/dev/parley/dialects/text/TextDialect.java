package dev.parley.dialects.text;

import dev.parley.dialects.OrderedPublishing;
import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
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
import dev.parley.hub.Namespace;
import dev.parley.hub.Payload;
import dev.parley.hub.Publication;
import dev.parley.hub.Session;
import dev.parley.hub.SubscribeRequest;
import dev.parley.hub.Subscribed;
import dev.parley.hub.Unsubscribe;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// One text client. On its link's loop only.
///
/// It is not read from while the hub has its last line under way, and when it has used up the second's lines. To the
/// hub it comes with its name: before that there is no session.
public final class TextDialect implements Dialect {

    private static final long SECOND = 1_000;

    private final Hub hub;
    private final Link link;
    private final TextOptions options;
    private final BiPredicate<ChannelName, Namespace> lets;
    private final String client;
    private final Lines lines;

    private @Nullable Session session;
    private @Nullable OrderedPublishing publishing;
    private String name = "";
    private @Nullable ChannelName channel;
    private Loop.@Nullable Timer patience;

    private int linesLeft;
    private boolean counting;
    private boolean usedUp;
    private boolean asking;
    private boolean over;

    /// @param lets whether text clients may use a channel at all; what each may do there is the hub's decision
    /// @param client a new id, unique for ever
    public TextDialect(
            Hub hub, Link link, TextOptions options, BiPredicate<ChannelName, Namespace> lets, String client) {
        this.hub = hub;
        this.link = link;
        this.options = options;
        this.lets = lets;
        this.client = client;
        lines = new Lines(options.lineBytes());
        linesLeft = options.linesPerSecond();
    }

    // ---- from the link

    public void open() {
        say(options.greeting() + " What is your name?");
        waitFor(options.naming(), "no name was said");
    }

    /// Bytes have come; those that are left in `in` when this returns are offered again once the link is read from
    /// again.
    public void read(ByteBuffer in) {
        while (in.hasRemaining() && !over && !isWaiting()) {
            Lines.Line line = lines.next(in);
            ByteBuffer replies = lines.takeReplies();
            if (replies.hasRemaining()) {
                link.send(Message.binary(replies));
            }
            if (line != null) {
                count();
                heard(line);
            }
        }
        if (over) {
            in.position(in.limit());
        }
    }

    private boolean isWaiting() {
        OrderedPublishing busy = publishing;
        return usedUp || asking || (busy != null && busy.isWaiting());
    }

    public void onWritable() {
        Session open = session;
        if (open != null) {
            open.writable();
        }
    }

    /// The link has gone.
    public void onClosed() {
        over = true;
        stopWaiting();
        Session open = session;
        if (open != null) {
            open.closed();
        }
    }

    // ---- limits

    private void count() {
        if (!name.isEmpty()) {
            waitFor(options.idle(), "nothing was said for too long");
        }
        linesLeft--;
        if (!counting) {
            counting = true;
            link.loop().schedule(SECOND, this::nextSecond);
        }
        if (linesLeft == 0) {
            usedUp = true;
            link.pauseReading();
        }
    }

    private void nextSecond() {
        linesLeft = options.linesPerSecond();
        counting = false;
        if (usedUp) {
            usedUp = false;
            if (!over) {
                link.resumeReading();
            }
        }
    }

    private void waitFor(Duration time, String otherwise) {
        stopWaiting();
        patience = link.loop().schedule(time.toMillis(), () -> close(Disconnect.STALE.code(), otherwise));
    }

    private void stopWaiting() {
        Loop.Timer timer = patience;
        if (timer != null) {
            patience = null;
            timer.cancel();
        }
    }

    // ---- lines

    private void heard(Lines.Line line) {
        switch (line) {
            case Lines.Line.Text(String text) -> heard(text);
            case Lines.Line.TooLong() ->
                say("Lines have at most " + options.lineBytes() + " bytes; that one was dropped.");
            case Lines.Line.NotUtf8() -> say("That was not UTF-8; it was dropped.");
            case Lines.Line.Control() -> say("There were control characters in that; it was dropped.");
        }
    }

    private void heard(String text) {
        if (text.equals("/quit")) {
            close(1000, "goodbye");
        } else if (text.equals("/help")) {
            say("/join NAME goes to a channel, /quit leaves. Everything else is said to everybody there.");
        } else if (name.isEmpty()) {
            named(text.strip());
        } else if (text.startsWith("/join ")) {
            join(text.substring("/join ".length()).strip());
        } else if (text.startsWith("/")) {
            say("There is no such command; /help says which there are.");
        } else if (!text.isBlank()) {
            publish(text);
        }
    }

    private void named(String wanted) {
        if (!Printable.isName(wanted)) {
            say("A name is up to 32 letters, digits, or one of _ - . What is your name?");
            return;
        }
        name = wanted;
        waitFor(options.idle(), "nothing was said for too long");
        Session open = hub.open(client, link, this);
        session = open;
        publishing = new OrderedPublishing(open, link, error -> say(error.message() + "; nothing was sent."));
        ask();
        ConnectRequest who =
                new ConnectRequest(client, "", null, "text", "", Map.of(), Map.of(), "tcp", link.remoteAddress());
        open.connect(who, Map.of(), new Answer<>() {
            @Override
            public void succeeded(Session.Connected connected) {
                answered();
                say("Hello " + name + ". /join NAME goes to a channel, /help says what else there is.");
            }

            @Override
            public void failed(HubError error) {
                close(Disconnect.PERMISSION_DENIED.code(), error.message());
            }
        });
    }

    private void join(String wanted) {
        Session open = session;
        String problem = ChannelName.problem(wanted);
        if (problem != null || open == null) {
            say(problem + ".");
            return;
        }
        ChannelName next = new ChannelName(wanted);
        Namespace namespace = hub.namespaces().of(next);
        if (namespace == null || !lets.test(next, namespace)) {
            say(namespace == null ? "There is no such channel." : "Text clients may not use that channel.");
            return;
        }
        ChannelName before = channel;
        if (next.equals(before)) {
            say("You are there.");
            return;
        }
        ask();
        open.subscribe(SubscribeRequest.to(next), new Answer<>() {
            @Override
            public void succeeded(Subscribed subscribed) {
                if (before != null) {
                    open.unsubscribe(before);
                }
                channel = next;
                answered();
                say("You are on " + Printable.of(wanted) + ".");
            }

            @Override
            public void failed(HubError error) {
                answered();
                say(error.message() + ".");
            }
        });
    }

    private void publish(String text) {
        ChannelName target = channel;
        OrderedPublishing open = publishing;
        if (target == null || open == null) {
            say("Go to a channel first: /join NAME");
            return;
        }
        Namespace namespace = hub.namespaces().of(target);
        Payload payload;
        try {
            payload = namespace != null && namespace.dataFormat() == Payload.Kind.JSON
                    ? Payload.json(text)
                    : Payload.text(text);
        } catch (IllegalArgumentException broken) {
            say("Only JSON is taken there; nothing was sent.");
            return;
        }
        open.publish(target, Draft.of(payload).withTags(Map.of(TextEncoder.NAME, name)));
    }

    private void ask() {
        asking = true;
        link.pauseReading();
    }

    private void answered() {
        asking = false;
        if (!over) {
            link.resumeReading();
        }
    }

    private void say(String text) {
        if (!over) {
            link.send(TextEncoder.line("* " + text));
        }
    }

    // ---- from the hub

    @Override
    public Encoder encoder(boolean delta) {
        return TextEncoder.LINES;
    }

    /// The site has put the client on a channel as well.
    @Override
    public void onSubscribed(ChannelName name, Subscribed subscribed) {
        for (Publication publication : subscribed.publications()) {
            link.send(TextEncoder.LINES.publication(name, publication, null));
        }
    }

    @Override
    public void onUnsubscribed(ChannelName left, Unsubscribe why) {
        if (left.equals(channel)) {
            channel = null;
            say("You are no longer on " + Printable.of(left.value()) + ": " + why.reason() + ".");
        }
    }

    @Override
    public void onMessage(Payload payload) {
        say(payload.kind() == Payload.Kind.BINARY ? "(" + payload + ")" : Printable.of(payload.toString()));
    }

    /// Text clients don't refresh, and are not told.
    @Override
    public void onRefreshed(long ttlSeconds) {}

    @Override
    public void onDisconnect(Disconnect why) {
        close(why.code(), why.reason());
    }

    /// Says why, whatever waits, and ends it.
    private void close(int code, String reason) {
        if (over) {
            return;
        }
        over = true;
        stopWaiting();
        Session open = session;
        if (open != null) {
            open.closed();
        }
        link.close(code, reason);
    }
}
