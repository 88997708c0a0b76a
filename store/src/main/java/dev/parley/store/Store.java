package dev.parley.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One SQLite file and the one thread that uses it.
///
/// Works are handed in from any thread and done in their order. What has gathered meanwhile is done in one transaction, and
/// everybody is told after its commit: what was answered survives a `kill -9`, and with `synced` a power cut. A work that
/// fails takes back what it did, and nobody else's.
public final class Store implements AutoCloseable {

    /// What is done with the file, on its thread. Must not keep what it was given.
    @FunctionalInterface
    public interface Work<T> {
        T in(Statements statements) throws SQLException;
    }

    /// Takes the outcome, once, on the store's thread: hand on, don't block.
    public interface Done<T> {
        void done(T value);

        void failed(IOException why);
    }

    /// Prepared statements, each made once. Only while a work is done.
    public static final class Statements {
        private final Connection connection;
        private final Map<String, PreparedStatement> prepared = new HashMap<>();

        private Statements(Connection connection) {
            this.connection = connection;
        }

        /// The statement of that text with these parameters: numbers, texts, byte arrays, booleans or nulls.
        public PreparedStatement of(String sql, @Nullable Object... parameters) throws SQLException {
            PreparedStatement statement = prepared.get(sql);
            if (statement == null) {
                statement = connection.prepareStatement(sql);
                prepared.put(sql, statement);
            }
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement;
        }

        /// @return the number of rows that it changed
        public int change(String sql, @Nullable Object... parameters) throws SQLException {
            return of(sql, parameters).executeUpdate();
        }

        /// What `row` makes of each row.
        public <T> List<T> rows(Row<T> row, String sql, @Nullable Object... parameters) throws SQLException {
            List<T> all = new ArrayList<>();
            try (ResultSet rows = of(sql, parameters).executeQuery()) {
                while (rows.next()) {
                    all.add(row.of(rows));
                }
            }
            return all;
        }

        /// The number in the first column of the first row, or `otherwise`.
        public long number(long otherwise, String sql, @Nullable Object... parameters) throws SQLException {
            try (ResultSet rows = of(sql, parameters).executeQuery()) {
                return rows.next() ? rows.getLong(1) : otherwise;
            }
        }
    }

    /// What one row is.
    @FunctionalInterface
    public interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    private record Task<T>(Work<T> work, Done<T> done) {}

    /// A work that was done, and waits for the commit.
    private record Outcome<T>(Done<T> done, T value) {
        void tell() {
            done.done(value);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Store.class);

    /// Works that may wait; whoever comes then is refused.
    private static final int QUEUE = 65_536;

    /// Works in one transaction.
    private static final int GROUP = 1_024;

    private static final Task<?> STOP = new Task<>(_ -> true, new Done<>() {
        @Override
        public void done(Boolean value) {}

        @Override
        public void failed(IOException why) {}
    });

    private final Connection connection;
    private final Statements statements;
    private final BlockingQueue<Task<?>> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread thread;
    private final ReentrantReadWriteLock open = new ReentrantReadWriteLock();
    private volatile boolean closed;

    private Store(Connection connection) {
        this.connection = connection;
        statements = new Statements(connection);
        thread = Thread.ofPlatform().name("parley-store").daemon(true).start(this::run);
    }

    /// Opens the file, made when it is not there, and brings its tables up to date.
    ///
    /// @param file null for memory only
    /// @param synced whether each commit reaches the disk
    /// @param migrations SQL, one script per version of the tables, in their order; a new version adds one at the end
    /// @throws IOException with one sentence that says what to do
    public static Store open(@Nullable Path file, boolean synced, List<String> migrations) throws IOException {
        try {
            if (file != null && file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + (file == null ? ":memory:" : file));
            try {
                prepare(connection, file, synced, migrations);
            } catch (SQLException | IOException failed) {
                connection.close();
                throw failed;
            }
            return new Store(connection);
        } catch (SQLException failed) {
            throw new IOException(
                    "can't use " + file + ": " + failed.getMessage()
                            + "; it must be a file of ours in a folder that Parley may write",
                    failed);
        }
    }

    private static void prepare(Connection connection, @Nullable Path file, boolean synced, List<String> migrations)
            throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 2000");
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = " + (synced ? "FULL" : "NORMAL"));
            statement.execute("PRAGMA journal_size_limit = 16777216");
            int version;
            try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
                version = row.next() ? row.getInt(1) : 0;
            }
            if (version > migrations.size()) {
                throw new IOException(file + " was written by a newer Parley: run that one");
            }
            for (int next = version; next < migrations.size(); next++) {
                connection.setAutoCommit(false);
                for (String sql : migrations.get(next).split(";\\s*\\R|;\\s*$", -1)) {
                    if (!sql.isBlank()) {
                        statement.execute(sql);
                    }
                }
                statement.execute("PRAGMA user_version = " + (next + 1));
                connection.commit();
                connection.setAutoCommit(true);
            }
        }
        connection.setAutoCommit(false);
    }

    /// Hands a work in. When too much waits, or the store is closed, it fails at once, on the calling thread.
    public <T> void submit(Work<T> work, Done<T> done) {
        boolean taken;
        // shared by those who hand in, so that nothing comes behind what close() hands in last
        open.readLock().lock();
        try {
            taken = !closed && queue.offer(new Task<>(work, done));
        } finally {
            open.readLock().unlock();
        }
        if (!taken) {
            done.failed(new IOException(closed ? "the server stops" : "too much waits to be written to disk"));
        }
    }

    /// The same, and waits for the outcome. Never on an event loop or the store's own thread.
    ///
    /// @throws IOException when it failed
    public <T> T call(Work<T> work) throws IOException {
        CompletableFuture<T> future = new CompletableFuture<>();
        submit(work, new Done<>() {
            @Override
            public void done(T value) {
                future.complete(value);
            }

            @Override
            public void failed(IOException why) {
                future.completeExceptionally(why);
            }
        });
        try {
            return future.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException why ? why : new IOException(failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    // ---- on the store's thread

    private void run() {
        List<Task<?>> group = new ArrayList<>();
        boolean going = true;
        try {
            while (going) {
                group.add(queue.take());
                queue.drainTo(group, GROUP - 1);
                going = !group.contains(STOP);
                doAll(group);
                group.clear();
            }
            connection.close();
        } catch (InterruptedException | SQLException stopped) {
            LOG.warn("the store has stopped: {}", stopped.getMessage());
        }
    }

    private void doAll(List<Task<?>> group) {
        List<Outcome<?>> outcomes = new ArrayList<>(group.size());
        for (Task<?> task : group) {
            attempt(task, outcomes);
        }
        try {
            connection.commit();
        } catch (SQLException failed) {
            LOG.error("can't write to disk: {}", failed.getMessage());
            rollBack();
            outcomes.forEach(outcome -> fail(outcome.done(), failed));
            return;
        }
        outcomes.forEach(Store::tell);
    }

    private <T> void attempt(Task<T> task, List<Outcome<?>> outcomes) {
        try {
            statements.of("SAVEPOINT work").execute();
            T value;
            try {
                value = task.work().in(statements);
            } catch (SQLException | RuntimeException | StackOverflowError failed) {
                statements.of("ROLLBACK TO work").execute();
                statements.of("RELEASE work").execute();
                throw failed;
            }
            statements.of("RELEASE work").execute();
            outcomes.add(new Outcome<>(task.done(), value));
        } catch (SQLException | RuntimeException | StackOverflowError failed) {
            fail(task.done(), failed);
        }
    }

    private static void tell(Outcome<?> outcome) {
        try {
            outcome.tell();
        } catch (RuntimeException failed) {
            LOG.error("what was written to disk could not be told", failed);
        }
    }

    private static void fail(Done<?> done, Throwable why) {
        try {
            done.failed(new IOException(why.getMessage(), why));
        } catch (RuntimeException failed) {
            LOG.error("what was not written to disk could not be told", failed);
        }
    }

    private void rollBack() {
        try {
            connection.rollback();
        } catch (SQLException failed) {
            LOG.error("can't roll back: {}", failed.getMessage());
        }
    }

    /// Does what was handed in, and ends.
    @Override
    public void close() {
        boolean interrupted = false;
        open.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
        } finally {
            open.writeLock().unlock();
        }
        try {
            queue.put(STOP);
            thread.join();
        } catch (InterruptedException stop) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
