package dev.parley.dialects;

import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Draft;
import dev.parley.hub.HubError;
import dev.parley.hub.Link;
import dev.parley.hub.Published;
import dev.parley.hub.Session;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Publishes what a bare client sends, one after the other. On its link's loop only.
///
/// The next one starts when the one before was taken, so that none overtakes one that has to be tried again; until then
/// the client is not read from. Where the channel is at home on the client's own loop and its engine answers at once,
/// nothing waits at all.
public final class OrderedPublishing {

    /// A publish that could not be taken for now is tried again after this long, and this often: half a minute.
    public static final long RETRY_MILLIS = 10;

    public static final int RETRIES = 3_000;

    private final Session session;
    private final Link link;
    private final Consumer<HubError> refused;

    private @Nullable Act current;
    private boolean paused;

    /// What came in spite of the pause, since it had been read already.
    private @Nullable ArrayDeque<Act> behind;

    /// @param refused hears of each that will not be published; the next one follows
    public OrderedPublishing(Session session, Link link, Consumer<HubError> refused) {
        this.session = session;
        this.link = link;
        this.refused = refused;
    }

    /// Whether one is under way: the link is not read from.
    public boolean isWaiting() {
        return current != null;
    }

    public void publish(ChannelName channel, Draft draft) {
        Act next = new Act(channel, draft);
        if (current == null) {
            start(next);
            return;
        }
        ArrayDeque<Act> queue = behind;
        if (queue == null) {
            behind = queue = new ArrayDeque<>();
        }
        queue.add(next);
    }

    private void start(Act next) {
        current = next;
        next.run();
        if (current != null && !paused) {
            paused = true;
            link.pauseReading();
        }
    }

    private void ended() {
        current = null;
        ArrayDeque<Act> queue = behind;
        Act next = queue == null ? null : queue.poll();
        if (next != null) {
            start(next);
        } else if (paused) {
            paused = false;
            link.resumeReading();
        }
    }

    private final class Act implements Runnable, Answer<Published> {
        private final ChannelName channel;
        private final Draft draft;
        private int retries;

        Act(ChannelName channel, Draft draft) {
            this.channel = channel;
            this.draft = draft;
        }

        @Override
        public void run() {
            session.publish(channel, draft, this);
        }

        @Override
        public void succeeded(Published published) {
            ended();
        }

        @Override
        public void failed(HubError error) {
            if (error.code() == HubError.TOO_MANY_REQUESTS.code() && retries < RETRIES) {
                retries++;
                link.loop().schedule(RETRY_MILLIS, this);
            } else {
                refused.accept(error);
                ended();
            }
        }
    }
}
