package dev.parley.chat.storage;

import dev.parley.chat.storage.ChatException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the tables up to date, forward only: one script per version, in their order. A script that was released is never
/// changed; a new version adds one.
///
/// `chat_version` has a row for each version that was reached. Where tables are part of transactions, all new versions come
/// in one. MariaDB commits each statement by itself, so its scripts can be run again: when the process dies within one, the
/// next start does it from its beginning. A lock keeps a second node out meanwhile.
final class Migrations {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

    /// The newest version there is a script for.
    private static final int NEWEST = 5;

    private Migrations() {}

    static List<String> all(Dialect dialect) {
        return IntStream.rangeClosed(1, NEWEST)
                .mapToObj(version -> version + "-" + dialect.title() + ".sql")
                .map(Migrations::script)
                .toList();
    }

    private static String script(String name) {
        try (InputStream in = Migrations.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program is not complete: it has no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// @param connection is closed behind this, which ends the lock, and takes back what was not committed
    static void run(Connection connection, Dialect dialect, List<String> scripts) throws SQLException, ChatException {
        if (dialect.tablesInTransaction()) {
            dialect.begin(connection, true);
        }
        dialect.lock(connection);
        advance(connection, scripts);
        if (dialect.tablesInTransaction()) {
            dialect.commit(connection);
        }
    }

    private static void advance(Connection connection, List<String> scripts) throws SQLException, ChatException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS chat_version (version INTEGER NOT NULL PRIMARY KEY)");
            int version;
            try (ResultSet row = statement.executeQuery("SELECT COALESCE(MAX(version), 0) FROM chat_version")) {
                version = row.next() ? row.getInt(1) : 0;
            }
            if (version > scripts.size()) {
                throw new ChatException(
                        Reason.UNUSABLE,
                        "the chat's tables are of version " + version + ", and this Parley knows " + scripts.size()
                                + ": run the newer Parley that has written them");
            }
            for (int next = version + 1; next <= scripts.size(); next++) {
                for (String sql : statements(scripts.get(next - 1))) {
                    statement.execute(sql);
                }
                statement.executeUpdate("INSERT INTO chat_version (version) VALUES (" + next + ")");
                if (version > 0) {
                    LOG.info("the chat's tables are now of version {}", next);
                }
            }
        }
    }

    private static List<String> statements(String script) {
        String code = script.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
        return Arrays.stream(code.split(";\\s*(\\n|$)", -1))
                .filter(sql -> !sql.isBlank())
                .toList();
    }
}
