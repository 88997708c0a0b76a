package dev.parley.cli.chat;

import dev.parley.cli.chat.Link.State;
import dev.parley.cli.chat.Outbox.Letter;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// One's presence in the chat: the connection, the room that one is in, and what one sends.
///
/// Everything happens on one thread, the desk: what others want to do here they hand to [#desk]. The [Listener] is told on
/// it. With each new connection the room is entered anew, which is how one hears what was missed.
final class Session implements AutoCloseable {

    private static final long AGAIN_MILLIS = 1_000;

    interface Listener extends Post.Listener {

        /// @param why safe to print; may be empty
        void state(State state, String why);

        /// @param answer what `chat.enter` said
        void entered(String room, Fields answer);

        /// The room can't be entered; the session has none now.
        void shutOut(String room, CallFailed why);

        void heard(String channel, Fields event);
    }

    private final ScheduledExecutorService desk = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("desk").daemon().unstarted(task));
    private final Listener listener;
    private final Link link;
    private final Post post;
    private String room;
    private boolean open;

    /// @param room the one to enter
    Session(Place place, Link.Tokens tokens, String room, Listener listener) {
        this.room = room;
        this.listener = listener;
        link = new Link(place, tokens, new Link.Listener() {
            @Override
            public void state(State state, String why) {
                desk.execute(() -> changed(state, why));
            }

            @Override
            public void heard(String channel, Fields event) {
                desk.execute(() -> listener.heard(channel, event));
            }
        });
        post = new Post(link, desk, listener);
    }

    void start() {
        link.open();
    }

    ScheduledExecutorService desk() {
        return desk;
    }

    boolean isOpen() {
        return open;
    }

    /// The room one is in, or on the way to; empty for none.
    String room() {
        return room;
    }

    /// Goes to another room; the listener hears of it.
    void enter(String another) {
        room = another;
        enter();
    }

    /// Is in no room from now on.
    void exit() {
        room = "";
    }

    /// Whether there was room for it among what waits.
    boolean send(Letter letter) {
        return post.send(letter);
    }

    int waiting() {
        return post.waiting();
    }

    Fields call(String method, Consumer<JsonGenerator> params) throws CallFailed {
        if (!open) {
            throw new CallFailed(true, "There is no connection now.");
        }
        try {
            return link.call(method, params);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new CallFailed(true, "This is ending.");
        }
    }

    private void changed(State state, String why) {
        open = state == State.OPEN;
        if (!open) {
            post.lost();
        }
        listener.state(state, why);
        if (open) {
            enter();
        }
    }

    private void enter() {
        if (!open) {
            return;
        }
        String wanted = room;
        if (wanted.isEmpty()) {
            post.opened();
            return;
        }
        try {
            Fields answer = call("enter", json -> json.writeStringProperty("room", wanted));
            listener.entered(wanted, answer);
            post.opened();
        } catch (CallFailed failed) {
            if (failed.temporary()) {
                desk.schedule(() -> enterAgain(wanted), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            } else {
                room = "";
                listener.shutOut(wanted, failed);
                post.opened();
            }
        }
    }

    private void enterAgain(String wanted) {
        if (wanted.equals(room)) {
            enter();
        }
    }

    @Override
    public void close() {
        link.close();
        desk.shutdownNow();
    }
}
