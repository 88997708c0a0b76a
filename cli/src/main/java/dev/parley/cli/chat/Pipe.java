package dev.parley.cli.chat;

import dev.parley.cli.chat.Link.State;
import dev.parley.cli.chat.Outbox.Letter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The chat without a terminal: each line that comes in is sent once; with `--follow`, what is said goes out line by line.
///
/// It has done its work when the server has acknowledged every line. It gives up when the server refuses one, or when
/// nothing was acknowledged for as long as one is patient.
final class Pipe implements Session.Listener {

    /// Lines that are read before the ones before them are acknowledged.
    private static final int AHEAD = 100;

    /// How it ended.
    ///
    /// @param problem a sentence, safe to print; null when all went well
    record End(@Nullable String problem) {}

    private final Place place;
    private final Session session;
    private final String wanted;
    private final boolean follow;
    private final Duration patience;
    private final Ids ids;
    private final PrintStream out;
    private final Plain plain = new Plain();
    private final Semaphore ahead = new Semaphore(AHEAD);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private volatile boolean allRead;
    /// Something happened that the end may depend on.
    private final Semaphore news = new Semaphore(0);
    private volatile String lastWhy = "";
    private volatile @Nullable End end;

    Pipe(Place place, Link.Tokens tokens, String room, boolean follow, Duration patience, Ids ids, PrintStream out) {
        this.place = place;
        this.wanted = room;
        this.follow = follow;
        this.patience = patience;
        this.ids = ids;
        this.out = out;
        session = new Session(place, tokens, room, this);
    }

    /// Reads to the end of the lines, and comes back when everything is acknowledged, or can't be.
    End run(BufferedReader lines) throws InterruptedException {
        session.start();
        // A thread of its own, which may wait for a line for ever: what ends this ends it at once.
        Thread.ofPlatform().name("lines").daemon().start(() -> read(lines));
        try {
            return awaitEnd();
        } finally {
            session.close();
        }
    }

    private void read(BufferedReader lines) {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    ahead.acquire();
                    Letter letter = new Letter(ids.next(), wanted, line, "");
                    sent.incrementAndGet();
                    news.release();
                    session.desk().execute(() -> session.send(letter));
                }
            }
            allRead = true;
            news.release();
        } catch (IOException failed) {
            fail("The lines can't be read: " + SafeText.line(String.valueOf(failed.getMessage())) + ".");
        } catch (RejectedExecutionException | InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private End awaitEnd() throws InterruptedException {
        while (true) {
            End over = end;
            if (over != null) {
                return over;
            }
            if (allRead && !follow && acknowledged.get() == sent.get()) {
                return new End(null);
            }
            if (acknowledged.get() == sent.get()) {
                news.acquire();
            } else if (!news.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return new End(impatient());
            }
        }
    }

    private String impatient() {
        long waiting = sent.get() - acknowledged.get();
        String what = waiting == 1 ? "1 line was" : waiting + " lines were";
        String why = lastWhy.isEmpty() ? "" : " (" + lastWhy + ")";
        return what + " not acknowledged by " + place + " for " + patience.toSeconds() + " s" + why + ".";
    }

    private void fail(String problem) {
        end = new End(problem);
        news.release();
    }

    @Override
    public void state(State state, String why) {
        lastWhy = why;
        if (state == State.CLOSED) {
            fail("The server ended the connection: " + why + ".");
        }
    }

    @Override
    public void entered(String room, Fields answer) {
        lastWhy = "";
        plain.know(Person.all(answer.object("people")));
    }

    @Override
    public void shutOut(String room, CallFailed why) {
        fail("The room " + SafeText.line(room) + " can't be entered: " + why.sentence());
    }

    @Override
    public void taken(Letter letter, Fields answer) {
        acknowledged.incrementAndGet();
        ahead.release();
        news.release();
    }

    @Override
    public boolean refused(Letter letter, CallFailed why) {
        fail("\"" + excerpt(letter.text()) + "\" was not sent: " + why.sentence());
        return false;
    }

    private static String excerpt(String text) {
        String line = SafeText.line(text);
        return line.codePointCount(0, line.length()) <= 40
                ? line
                : line.substring(0, line.offsetByCodePoints(0, 40)) + "…";
    }

    @Override
    public void heard(String channel, Fields event) {
        if (!follow || !channel.equals("chat:" + wanted) || !event.text("type").equals("message")) {
            return;
        }
        Person person = Person.of(event.object("person"));
        if (person != null) {
            plain.know(person);
        }
        Message message = Message.of(event.object("message"));
        if (message != null) {
            out.println(plain.line(message));
            if (out.checkError()) {
                fail("What reads this has gone.");
            }
        }
    }
}
