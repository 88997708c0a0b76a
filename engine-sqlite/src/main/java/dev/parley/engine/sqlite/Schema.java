package dev.parley.engine.sqlite;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// The tables, and how they come to be. Migrations go forward only.
///
/// | table | a row is |
/// | --- | --- |
/// | `meta` | a number: `generation` (in every epoch), `commits` (groups committed so far) |
/// | `channel` | a channel: its `birth` (the rest of its epoch), `top` offset, `first` offset that may be seen, when it was `used` last, and the retention its namespace had when it was opened last (`keep_size`, `keep_age` and `keep_meta` in milliseconds; -1 for no bound); `version` and `version_epoch` of its last publication that had one (0: none) |
/// | `publication` | a publication: `kind` 0 JSON, 1 text, 2 binary; `extra` says who published it, and its tags |
/// | `journal` | what a group has published, until all of it is in `publication`; [Journal] has its form |
/// | `idempotency` | a key: the `digest` of what was published with it, the `position` it got (0: none), until when it lives |
///
/// Why a journal: publications lie in the order of channel and position, so that a page of history is a few pages of the
/// file. Written there at once, a group that goes to 200 channels changes 200 pages; the same group behind each other fills
/// 15. Later those of a channel move side by side, many at a time.
final class Schema {

    /// "Prly", so that the file says whose it is.
    private static final int APPLICATION = 0x50726c79;

    private static final int VERSION = 3;

    /// Since version 2.
    private static final String JOURNAL = "CREATE TABLE journal (id INTEGER PRIMARY KEY, data BLOB NOT NULL)";

    /// Since version 3.
    private static final String[] VERSIONS = {
        "ALTER TABLE channel ADD COLUMN version INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE channel ADD COLUMN version_epoch TEXT NOT NULL DEFAULT ''"
    };

    private static final String[] TABLES = {
        "CREATE TABLE meta (name TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID",
        "INSERT INTO meta VALUES ('generation', 1), ('commits', 0)",
        """
        CREATE TABLE channel (
            id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, birth INTEGER NOT NULL, top INTEGER NOT NULL,
            first INTEGER NOT NULL, used INTEGER NOT NULL,
            keep_size INTEGER NOT NULL, keep_age INTEGER NOT NULL, keep_meta INTEGER NOT NULL,
            version INTEGER NOT NULL DEFAULT 0, version_epoch TEXT NOT NULL DEFAULT '')""",
        """
        CREATE TABLE publication (
            channel INTEGER NOT NULL, position INTEGER NOT NULL, time INTEGER NOT NULL, kind INTEGER NOT NULL,
            data BLOB NOT NULL, extra BLOB, PRIMARY KEY (channel, position)) WITHOUT ROWID""",
        JOURNAL,
        """
        CREATE TABLE idempotency (
            channel INTEGER NOT NULL, key TEXT NOT NULL, digest BLOB NOT NULL, position INTEGER NOT NULL,
            until INTEGER NOT NULL, PRIMARY KEY (channel, key)) WITHOUT ROWID""",
        "CREATE INDEX idempotency_until ON idempotency (until, channel, key)",
        "PRAGMA application_id = " + APPLICATION,
        "PRAGMA user_version = " + VERSION
    };

    private Schema() {}

    /// Makes the tables in an empty database; leaves one that has them alone.
    ///
    /// @throws IOException when it is somebody else's, or of a newer Parley
    static void prepare(Connection connection) throws SQLException, IOException {
        long application = number(connection, "PRAGMA application_id");
        long version = number(connection, "PRAGMA user_version");
        long tables = number(connection, "SELECT count(*) FROM sqlite_master");
        if (tables == 0 && application == 0) {
            run(connection, TABLES);
            return;
        }
        if (application != APPLICATION) {
            throw new IOException("it is a database of another program");
        }
        if (version > VERSION) {
            throw new IOException("it was written by a newer Parley (version " + version
                    + " of its tables, this one knows " + VERSION + "): use that one");
        }
        if (version == 1) {
            run(connection, JOURNAL, "PRAGMA user_version = 2");
        }
        if (version < 3) {
            run(connection, VERSIONS[0], VERSIONS[1], "PRAGMA user_version = 3");
        }
    }

    private static void run(Connection connection, String... statements) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getLong(1) : 0;
        }
    }
}
