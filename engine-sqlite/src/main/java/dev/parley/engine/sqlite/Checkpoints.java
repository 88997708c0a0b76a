package dev.parley.engine.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves the log into the database file on a thread and connection of its own, so that publishers never wait for the
/// disk's share of it.
///
/// It moves what was in the log when it began. What the writer adds meanwhile stays, so under load the log would never be
/// empty and never begin anew. Therefore, once it is long, the writer moves the little that is left itself, between two
/// groups ([#isRestWanted]): its next commit then starts at the beginning of the log again.
final class Checkpoints implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteEngine.class);

    /// Pages written, about, after which a move begins: 16 MiB.
    private static final int MOVE_AT = 4_000;

    /// Pages in the log from which on it is to begin anew: 64 MiB. After a kill it is read once at the start.
    private static final int LONG = 16_000;

    private final Path file;
    private final Semaphore wanted = new Semaphore(0);
    private final Thread thread = new Thread(this, "parley-sqlite-checkpoint");
    private volatile boolean stopping;

    /// Set here, cleared by the writer.
    private volatile boolean restWanted;

    // ---- of the writer's thread alone

    private long pages;

    // ---- of the thread here alone

    private @Nullable Connection connection;
    private boolean failing;

    Checkpoints(Path file) {
        this.file = file;
    }

    void start() {
        thread.start();
    }

    /// The writer has committed about that many pages.
    void wrote(long more) {
        pages += more;
        if (pages >= MOVE_AT) {
            begin();
        }
    }

    /// The writer has nothing to do: a good moment.
    void idle() {
        if (pages > 0) {
            begin();
        }
    }

    private void begin() {
        pages = 0;
        wanted.release();
    }

    /// Asks the writer to move what is left; true once per wish.
    boolean isRestWanted() {
        if (!restWanted) {
            return false;
        }
        restWanted = false;
        return true;
    }

    void stop() throws InterruptedException {
        stopping = true;
        wanted.release();
        thread.join();
    }

    @Override
    public void run() {
        while (true) {
            wanted.acquireUninterruptibly();
            wanted.drainPermits();
            if (stopping) {
                close();
                return;
            }
            try {
                move();
                failing = false;
            } catch (SQLException failed) {
                if (!failing) {
                    failing = true;
                    LOG.warn(
                            "Can't move the log of {} into it; it grows until that works: {}",
                            file,
                            Failures.words(failed));
                }
                close();
            }
        }
    }

    private void move() throws SQLException {
        Connection open = connection;
        if (open == null) {
            connection = open = Database.connect(file);
        }
        try (Statement statement = open.createStatement();
                ResultSet done = statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
            if (done.next() && done.getInt(2) >= LONG) {
                restWanted = true;
            }
        }
    }

    private void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException alreadyBroken) {
                LOG.debug("closing after a failure", alreadyBroken);
            }
        }
    }
}
