package dev.parley.engine.sqlite;

import dev.parley.hub.Answer;
import dev.parley.hub.HistoryPage;
import dev.parley.hub.HistoryQuery;
import dev.parley.hub.HubError;
import dev.parley.hub.Position;
import dev.parley.hub.Publication;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The threads that read what is no longer in memory. Any thread.
final class Readers {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteEngine.class);
    private static final int THREADS = 2;

    /// Reads that may wait; past it who asks is told to come again.
    private static final int QUEUE = 20_000;

    private final Path file;
    private final InstantSource clock;
    private final Unsettled unsettled;
    private final ConcurrentLinkedQueue<Reader> idle = new ConcurrentLinkedQueue<>();
    private final ThreadPoolExecutor threads;

    Readers(Path file, InstantSource clock, Unsettled unsettled) {
        this.file = file;
        this.clock = clock;
        this.unsettled = unsettled;
        threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUE),
                Thread.ofPlatform().name("parley-sqlite-reader-", 0).daemon().factory());
    }

    /// The answer comes on the channel's lane.
    ///
    /// @param top where the channel is as its listener knows it: the page doesn't run ahead of what was told
    void read(SqliteChannel channel, HistoryQuery query, Position top, Answer<HistoryPage> answer) {
        try {
            threads.execute(() -> {
                HistoryPage page = page(channel, query, top);
                channel.home().execute(() -> {
                    if (page == null) {
                        answer.failed(HubError.STORAGE);
                    } else {
                        answer.succeeded(page);
                    }
                });
            });
        } catch (RejectedExecutionException tooMany) {
            answer.failed(HubError.TOO_MANY_REQUESTS);
        }
    }

    private @org.jspecify.annotations.Nullable HistoryPage page(
            SqliteChannel channel, HistoryQuery query, Position top) {
        Reader reader = idle.poll();
        try {
            if (reader == null) {
                reader = new Reader(file);
            }
            String name = channel.name().value();
            // before the reader looks at the database: what leaves meanwhile is found there
            List<Publication> lately = unsettled.of(name);
            HistoryPage page = reader.page(name, query, top, channel.retention(), clock.millis(), lately);
            idle.add(reader);
            return page;
        } catch (SQLException failed) {
            LOG.error("Can't read history of {}: {}", channel.name(), Failures.words(failed));
        } catch (IOException damaged) {
            LOG.error("Can't read history of {}: {}", channel.name(), damaged.getMessage());
        } catch (RuntimeException | Error broken) {
            LOG.error("Can't read history of {}", channel.name(), broken); // who waits is told, whatever it was
        }
        close(reader);
        return null;
    }

    private static void close(@org.jspecify.annotations.Nullable Reader reader) {
        if (reader != null) {
            try {
                reader.close();
            } catch (SQLException alreadyBroken) {
                LOG.debug("closing a reader", alreadyBroken);
            }
        }
    }

    void stop() throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
            threads.shutdownNow();
        }
        for (Reader reader = idle.poll(); reader != null; reader = idle.poll()) {
            close(reader);
        }
    }
}
