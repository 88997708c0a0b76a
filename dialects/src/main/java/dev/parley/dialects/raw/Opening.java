package dev.parley.dialects.raw;

import dev.parley.hub.Link;
import dev.parley.hub.Loop;
import org.jspecify.annotations.Nullable;

/// The time until a bare client is on its channels: it is not read from, and the answer to its opening handshake is kept
/// back, since nothing else tells such a client that it misses nothing from now on. On its link's loop only.
final class Opening {

    /// How long it may last, in milliseconds. An admission may take as long before it.
    static final int MOST_MILLIS = 10_000;

    /// What comes first is kept apart from the answer so long: `java.net.http`'s WebSocket gets out of step when frames
    /// reach it while it still changes over from HTTP (1 of 100 with JDK 25).
    static final int APART_MILLIS = 5;

    private static final int TRY_AGAIN_LATER = 1013;

    /// What ends the client.
    @FunctionalInterface
    interface Closing {
        void close(int code, String reason);
    }

    private final Link link;
    private Loop.@Nullable Timer timer;

    Opening(Link link) {
        this.link = link;
    }

    /// @param closing called when it lasts too long
    void begin(Closing closing) {
        link.pauseReading();
        link.cork();
        timer = link.loop().schedule(MOST_MILLIS, () -> closing.close(TRY_AGAIN_LATER, "not ready in time"));
    }

    /// The answer leaves now, and what is sent from now on a moment later.
    void done() {
        stop();
        link.uncork();
        link.cork();
        timer = link.loop().schedule(APART_MILLIS, link::uncork);
        link.resumeReading();
    }

    /// The link has closed, or is about to.
    void stop() {
        if (timer != null) {
            timer.cancel();
        }
    }
}
