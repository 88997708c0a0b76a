package dev.parley.cli.chat;

import dev.parley.cli.chat.Link.Outcome;
import dev.parley.cli.chat.Outbox.Letter;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Sends what is in the outbox, each exactly once, in order: again after a pause or a new connection where there was no
/// answer or the server asked to wait.
///
/// Everything here happens on the desk, one thread.
final class Post {

    private static final long PAUSE_MILLIS = 1_000;

    interface Listener {

        void taken(Letter letter, Fields answer);

        /// @return whether those behind it are still to be sent
        boolean refused(Letter letter, CallFailed why);
    }

    private final Outbox outbox = new Outbox();
    private final Link link;
    private final ScheduledExecutorService desk;
    private final Listener listener;
    private boolean open;
    private boolean pausing;
    private boolean ended;

    Post(Link link, ScheduledExecutorService desk, Listener listener) {
        this.link = link;
        this.desk = desk;
        this.listener = listener;
    }

    /// Whether there was room for it.
    boolean send(Letter letter) {
        boolean added = outbox.add(letter);
        next();
        return added;
    }

    int waiting() {
        return outbox.size();
    }

    void opened() {
        open = true;
        next();
    }

    void lost() {
        open = false;
    }

    private void next() {
        Letter letter = open && !pausing && !ended ? outbox.next() : null;
        if (letter == null) {
            return;
        }
        Executor back = desk;
        link.call(
                "send",
                json -> {
                    json.writeStringProperty("room", letter.room());
                    json.writeStringProperty("id", letter.id());
                    json.writeStringProperty("text", letter.text());
                    if (!letter.reply().isEmpty()) {
                        json.writeStringProperty("reply", letter.reply());
                    }
                },
                outcome -> back.execute(() -> answered(letter, outcome)));
    }

    private void answered(Letter letter, Outcome outcome) {
        CallFailed failure = outcome.failure();
        if (failure != null && failure.temporary()) {
            outbox.again();
            pausing = true;
            desk.schedule(this::goOn, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        outbox.settled();
        if (failure == null) {
            listener.taken(letter, outcome.answer());
        } else if (!listener.refused(letter, failure)) {
            ended = true;
        }
        next();
    }

    private void goOn() {
        pausing = false;
        next();
    }
}
