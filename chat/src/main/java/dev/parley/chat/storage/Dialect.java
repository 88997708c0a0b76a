package dev.parley.chat.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;

/// What differs between the databases; all other SQL is the same text for all.
enum Dialect {
    SQLITE,
    POSTGRESQL,
    MARIADB;

    /// How long another process may write.
    private static final int BUSY_MILLIS = 5_000;

    /// @throws IllegalArgumentException that does not repeat the URL
    static Dialect of(String url) {
        for (Dialect each : values()) {
            if (url.startsWith("jdbc:" + each.title() + ":")) {
                return each;
            }
        }
        throw new IllegalArgumentException(
                "the chat's JDBC URL begins with jdbc:sqlite:, jdbc:postgresql: or jdbc:mariadb:");
    }

    /// As it is called in URLs and in the names of scripts.
    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether there is one writer at a time, however many connections: then it is better to wait in line here.
    boolean oneWriter() {
        return this == SQLITE;
    }

    int connections() {
        return oneWriter() ? 4 : 8;
    }

    /// For the driver.
    Map<String, String> properties() {
        return switch (this) {
            case SQLITE ->
                Map.of(
                        "journal_mode", "WAL",
                        "synchronous", "FULL",
                        "secure_delete", "true",
                        "busy_timeout", String.valueOf(BUSY_MILLIS),
                        "journal_size_limit", "16777216");
            // in details would be what the rows hold
            case POSTGRESQL -> Map.of("logServerErrorDetail", "false", "ApplicationName", "parley-chat");
            case MARIADB -> Map.of("sessionVariables", "sql_mode='STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'");
        };
    }

    /// For the driver: after how long a database that does not say anything any more counts as gone, as when its machine was
    /// unplugged. Longer than anything takes that is asked of it.
    Map<String, String> patience(int seconds) {
        return switch (this) {
            case SQLITE -> Map.of();
            case POSTGRESQL -> Map.of("socketTimeout", String.valueOf(seconds), "tcpKeepAlive", "true");
            case MARIADB -> Map.of("socketTimeout", String.valueOf(1_000L * seconds), "tcpKeepAlive", "true");
        };
    }

    /// Behind a SELECT whose row is to be locked.
    String forUpdate() {
        return oneWriter() ? "" : " FOR UPDATE";
    }

    /// Parameters: user, room, position.
    String moveMark() {
        String insert = "INSERT INTO chat_reads (user_id, room_id, position) VALUES (?, ?, ?) ";
        return switch (this) {
            case SQLITE, POSTGRESQL ->
                insert + "ON CONFLICT (user_id, room_id) DO UPDATE SET position = excluded.position"
                        + " WHERE chat_reads.position < excluded.position";
            case MARIADB -> insert + "ON DUPLICATE KEY UPDATE position = GREATEST(position, VALUES(position))";
        };
    }

    void begin(Connection connection, boolean writing) throws SQLException {
        if (oneWriter()) {
            // the driver's own transactions would begin the next one at each commit
            run(connection, writing ? "BEGIN IMMEDIATE" : "BEGIN");
        } else {
            connection.setAutoCommit(false);
        }
    }

    void commit(Connection connection) throws SQLException {
        if (oneWriter()) {
            run(connection, "COMMIT");
        } else {
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    void rollBack(Connection connection) throws SQLException {
        if (oneWriter()) {
            run(connection, "ROLLBACK");
        } else {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /// Whether a script of tables is taken back when it fails half way.
    boolean tablesInTransaction() {
        return this != MARIADB;
    }

    /// Waits until no other node migrates; until the transaction ends or the connection is closed.
    void lock(Connection connection) throws SQLException {
        switch (this) {
            case SQLITE -> {} // whoever has begun to write is alone
            case POSTGRESQL -> run(connection, "SELECT pg_advisory_xact_lock(7882268421)");
            case MARIADB -> {
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery(
                                "SELECT GET_LOCK(LEFT(CONCAT('parley.chat.', DATABASE()), 64), 60)")) {
                    if (!row.next() || row.getInt(1) != 1) {
                        throw new SQLException("another node has been changing the tables for a minute");
                    }
                }
            }
        }
    }

    /// Waits until no other connection holds a lock of that name; until the connection is closed.
    void lock(Connection connection, String name) throws SQLException {
        switch (this) {
            case SQLITE -> {} // there is one process
            case POSTGRESQL -> {
                run(connection, "SET lock_timeout = '60s'");
                try (PreparedStatement statement =
                        connection.prepareStatement("SELECT pg_advisory_lock(hashtextextended(?, 7882268421))")) {
                    statement.setString(1, name);
                    statement.execute();
                }
            }
            case MARIADB -> {
                try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT GET_LOCK(SHA2(CONCAT('parley.chat.', DATABASE(), '.', ?), 224), 60)")) {
                    statement.setString(1, name);
                    try (ResultSet row = statement.executeQuery()) {
                        if (!row.next() || row.getInt(1) != 1) {
                            throw new SQLException("another node has been at it for a minute");
                        }
                    }
                }
            }
        }
    }

    /// Makes the files forget what was overwritten, as far as that can be asked for.
    ///
    /// @param waitMillis for those who still read what was there before
    /// @return false when somebody still does
    boolean scrub(Connection connection, int waitMillis) throws SQLException {
        if (this != SQLITE) {
            return true;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = " + waitMillis);
            try (ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
                return row.next() && row.getInt(1) == 0;
            } finally {
                statement.execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
            }
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
