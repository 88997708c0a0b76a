package dev.parley.chat.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.parley.chat.storage.ChatException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connections, and transactions on them: for the packages of the chat that keep something, each in tables of its own.
///
/// Every method may be called by any thread and blocks until the database has answered.
public final class Database implements AutoCloseable {

    /// What is done in one transaction. When it throws, nothing of it is done; when it loses against another transaction, it
    /// is called again.
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        T in(Sql sql) throws SQLException, ChatException;
    }

    /// How long one waits for one's turn to write, where there is one writer at a time.
    private static final int LINE_SECONDS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    /// Erasing somebody who has written for years is the longest that is waited for.
    private static final int SILENCE_SECONDS = 300;

    /// How often a transaction is begun that lost against another one.
    private static final int ATTEMPTS = 8;

    private final JdbcUrl url;
    private final HikariDataSource connections;

    /// Whoever writes; where any number may, nobody holds it.
    private final ReentrantLock writer = new ReentrantLock(true);

    private Database(JdbcUrl url, HikariDataSource connections) {
        this.url = url;
        this.connections = connections;
    }

    /// Connects, and brings the tables up to date.
    ///
    /// @param migrations one script per version
    static Database open(JdbcUrl url, List<String> migrations) throws ChatException {
        return open(url, migrations, SILENCE_SECONDS);
    }

    /// @param silence seconds after which a database that does not answer counts as gone, unless the URL says so itself
    static Database open(JdbcUrl url, List<String> migrations, int silence) throws ChatException {
        makeFolder(url);
        Properties properties = new Properties();
        url.dialect().properties().forEach(properties::setProperty);
        url.secret().forEach(properties::setProperty);
        // alone at first: what is wrong shows at once, and in no log
        try (Connection connection = DriverManager.getConnection(url.open(), properties)) {
            Migrations.run(connection, url.dialect(), migrations);
        } catch (SQLException failed) {
            Reason reason = cantConnect(failed) ? Reason.UNAVAILABLE : Reason.UNUSABLE;
            throw failed(url, "the chat can't use " + url, reason, failed);
        }
        if (!url.open().contains("socketTimeout")) {
            url.dialect().patience(silence).forEach(properties::setProperty);
        }
        HikariConfig config = new HikariConfig();
        config.setPoolName("parley-chat");
        config.setJdbcUrl(url.open());
        config.setDataSourceProperties(properties);
        config.setMaximumPoolSize(url.dialect().connections());
        config.setConnectionTimeout(10_000);
        if (!url.dialect().oneWriter()) {
            config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        }
        try {
            return new Database(url, new HikariDataSource(config));
        } catch (RuntimeException refused) {
            throw new ChatException(
                    Reason.UNAVAILABLE,
                    "the chat can't use " + url + ": " + url.scrubbed(String.valueOf(refused.getMessage())));
        }
    }

    private static void makeFolder(JdbcUrl url) throws ChatException {
        String file = url.open()
                .substring("jdbc:".length())
                .replaceFirst("^sqlite:", "")
                .replaceFirst("\\?.*", "");
        Path folder = url.dialect() == Dialect.SQLITE && !file.startsWith(":")
                ? Path.of(file).getParent()
                : null;
        if (folder != null) {
            try {
                Files.createDirectories(folder);
            } catch (IOException failed) {
                throw new ChatException(
                        Reason.UNUSABLE,
                        "the chat can't make the folder " + folder + ": let Parley write there",
                        failed);
            }
        }
    }

    /// @throws ChatException UNAVAILABLE, or what `work` throws
    public <T extends @Nullable Object> T read(Work<T> work) throws ChatException {
        return attempt(false, work);
    }

    /// @throws ChatException UNAVAILABLE, or what `work` throws
    public <T extends @Nullable Object> T write(Work<T> work) throws ChatException {
        return inLine(() -> attempt(true, work));
    }

    private <T extends @Nullable Object> T attempt(boolean writing, Work<T> work) throws ChatException {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = connections.getConnection()) {
                return transaction(connection, writing, work);
            } catch (SQLException failed) {
                if (attempt == ATTEMPTS || !lostARace(failed)) {
                    throw failed(url, "the chat's database has failed", Reason.UNAVAILABLE, failed);
                }
            }
        }
    }

    private <T extends @Nullable Object> T transaction(Connection connection, boolean writing, Work<T> work)
            throws SQLException, ChatException {
        Dialect dialect = url.dialect();
        dialect.begin(connection, writing);
        boolean committed = false;
        try {
            T value = work.in(new Sql(connection, dialect));
            dialect.commit(connection);
            committed = true;
            return value;
        } finally {
            if (!committed) {
                takeBack(connection);
            }
        }
    }

    private void takeBack(Connection connection) {
        try {
            url.dialect().rollBack(connection);
        } catch (SQLException failed) {
            // the database takes it back when the connection is gone
            connections.evictConnection(connection);
            LOG.debug("can't roll back: {}", url.scrubbed(String.valueOf(failed.getMessage())));
        }
    }

    /// Deadlocks, and two who made the same row at once: the second time it is seen.
    private static boolean lostARace(SQLException failed) {
        String state = failed.getSQLState();
        return state != null && (state.startsWith("40") || state.equals("23505") || state.equals("23000"));
    }

    /// Makes the files forget, and waits for whoever reads; all who write wait meanwhile.
    ///
    /// @return false when somebody has read for too long
    boolean scrub() throws ChatException {
        return scrub(5_000);
    }

    /// The same when nobody reads just now. Else the next one does it, or the end.
    void scrubIfIdle() {
        try {
            scrub(0);
        } catch (ChatException failed) {
            LOG.warn("deleted text may still be in the chat's file: {}", failed.getMessage());
        }
    }

    private boolean scrub(int waitMillis) throws ChatException {
        return inLine(() -> {
            try (Connection connection = connections.getConnection()) {
                return url.dialect().scrub(connection, waitMillis);
            } catch (SQLException failed) {
                throw failed(url, "the chat's database has failed", Reason.UNAVAILABLE, failed);
            }
        });
    }

    /// What is done alone.
    @FunctionalInterface
    public interface Alone<E extends Exception> {
        void done() throws E, ChatException;
    }

    /// Does something that no other node does at the same time under that name, over a connection of its own. Where there is
    /// one process for the database, it just does it.
    ///
    /// @throws ChatException UNAVAILABLE when another one has been at it for a minute, or what `work` throws
    public <E extends Exception> void alone(String name, Alone<E> work) throws E, ChatException {
        if (url.dialect().oneWriter()) {
            work.done();
            return;
        }
        Properties properties = new Properties();
        url.dialect().properties().forEach(properties::setProperty);
        url.secret().forEach(properties::setProperty);
        url.dialect().patience(SILENCE_SECONDS).forEach(properties::setProperty);
        try (Connection connection = DriverManager.getConnection(url.open(), properties)) {
            url.dialect().lock(connection, name); // until the connection is closed
            work.done();
        } catch (SQLException failed) {
            throw failed(url, "the chat's database has failed", Reason.UNAVAILABLE, failed);
        }
    }

    @FunctionalInterface
    private interface Turn<T extends @Nullable Object> {
        T taken() throws ChatException;
    }

    private <T extends @Nullable Object> T inLine(Turn<T> turn) throws ChatException {
        if (!url.dialect().oneWriter()) {
            return turn.taken();
        }
        try {
            if (!writer.tryLock(LINE_SECONDS, TimeUnit.SECONDS)) {
                throw new ChatException(
                        Reason.UNAVAILABLE, "the chat's database is busy: others have waited for too long to write");
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new ChatException(Reason.UNAVAILABLE, "nobody waits for the chat's database any more", ended);
        }
        try {
            return turn.taken();
        } finally {
            writer.unlock();
        }
    }

    private static boolean cantConnect(SQLException failed) {
        return failed.getSQLState() != null && failed.getSQLState().startsWith("08");
    }

    private static ChatException failed(JdbcUrl url, String what, Reason reason, SQLException failed) {
        String why = url.scrubbed(String.valueOf(failed.getMessage()));
        return new ChatException(reason, what + ": " + why, tellsNoSecret(url, failed) ? failed : null);
    }

    private static boolean tellsNoSecret(JdbcUrl url, Throwable failed) {
        for (Throwable each = failed; each != null; each = each.getCause()) {
            String text = each.toString();
            if (!url.scrubbed(text).equals(text)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        connections.close();
    }

    @Override
    public String toString() {
        return url.open();
    }
}
