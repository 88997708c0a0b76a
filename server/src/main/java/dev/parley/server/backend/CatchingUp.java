package dev.parley.server.backend;

import dev.parley.events.Event;
import dev.parley.events.Publications;
import dev.parley.events.Publications.Mark;
import dev.parley.hub.Answer;
import dev.parley.hub.HistoryPage;
import dev.parley.hub.HistoryQuery;
import dev.parley.hub.Hub;
import dev.parley.hub.HubError;
import dev.parley.hub.Position;
import dev.parley.hub.Publication;
import dev.parley.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// After a crash: reads on each channel what was published behind the last event that is written down, and writes it down. One
/// channel after the other, a page at a time, in the background. What is found twice is one event.
final class CatchingUp {

    private static final Logger LOG = LoggerFactory.getLogger(CatchingUp.class);
    private static final int PAGE = 1_000;
    private static final long PAGE_BYTES = 1 << 20;

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Hub hub;
    private final Publications publications;
    private final Iterator<Mark> channels;
    private volatile boolean stopped;

    CatchingUp(Hub hub, Publications publications) {
        this.hub = hub;
        this.publications = publications;
        channels = publications.unsure().iterator();
    }

    void start() {
        Thread.startVirtualThread(this::next);
    }

    private void next() {
        if (!stopped && channels.hasNext()) {
            Mark mark = channels.next();
            Position since = mark.position();
            read(
                    mark,
                    since == null
                            ? new HistoryQuery(null, PAGE, false, PAGE_BYTES)
                            : HistoryQuery.after(since, PAGE, PAGE_BYTES));
        }
    }

    private void read(Mark mark, HistoryQuery query) {
        hub.history(mark.channel(), query, new Answer<>() {
            @Override
            public void succeeded(HistoryPage page) {
                Thread.startVirtualThread(() -> take(mark, query, page));
            }

            @Override
            public void failed(HubError error) {
                Thread.startVirtualThread(() -> {
                    if (error.temporary()) {
                        LOG.warn("what was published on {} can't be read: {}", mark.channel(), error.message());
                    } else {
                        publications.caughtUp(
                                mark.channel()); // it keeps no history any more, or its namespace has gone
                    }
                    next();
                });
            }
        });
    }

    /// A history of another epoch says nothing of the one before.
    private void take(Mark mark, HistoryQuery query, HistoryPage page) {
        Position since = query.since();
        if (since != null && !page.complete() && since.epoch().equals(page.top().epoch())) {
            read(mark, new HistoryQuery(null, PAGE, false, PAGE_BYTES)); // some is gone: what is left
            return;
        }
        if (page.publications().isEmpty() || (since != null && !page.complete())) {
            publications.caughtUp(mark.channel());
            next();
            return;
        }
        String epoch = page.top().epoch();
        for (Publication publication : page.publications()) {
            if (mark.position() == null && publication.timeMillis() < mark.sinceMillis()) {
                continue; // before the backend wanted to hear of it
            }
            Event.Published event = new Event.Published(
                    mark.channel(),
                    new Position(epoch, publication.offset()),
                    publication.publisher(),
                    publication.payload(),
                    publication.tags(),
                    publication.timeMillis());
            try {
                write(event);
            } catch (IOException why) {
                LOG.warn("an event of {} could not be written down yet: {}", mark.channel(), why.getMessage());
                if (pause()) {
                    take(mark, query, page); // what is known already is one event
                }
                return;
            }
        }
        long last = page.publications().getLast().offset();
        read(mark, HistoryQuery.after(new Position(epoch, last), PAGE, PAGE_BYTES));
    }

    /// @return false when the server stops: then the next start looks again
    private boolean pause() {
        try {
            Thread.sleep(PAUSE);
            return !stopped;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// From any thread.
    void stop() {
        stopped = true;
    }

    /// Waits until it is written: one after the other, so that none is skipped.
    private void write(Event.Published event) throws IOException {
        CompletableFuture<Boolean> written = new CompletableFuture<>();
        publications.addFound(event, new Store.Done<>() {
            @Override
            public void done(Boolean added) {
                written.complete(added);
            }

            @Override
            public void failed(IOException why) {
                written.completeExceptionally(why);
            }
        });
        try {
            written.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException why ? why : new IOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }
}
