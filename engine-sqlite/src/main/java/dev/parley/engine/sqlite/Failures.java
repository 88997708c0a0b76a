package dev.parley.engine.sqlite;

import java.sql.SQLException;
import org.sqlite.SQLiteException;

/// What SQLite's failures are in plain words.
final class Failures {

    private Failures() {}

    static String words(SQLException failed) {
        if (failed instanceof SQLiteException sqlite) {
            return switch (sqlite.getResultCode()) {
                case SQLITE_FULL -> "the disk is full";
                case SQLITE_BUSY, SQLITE_BUSY_SNAPSHOT, SQLITE_BUSY_RECOVERY, SQLITE_LOCKED ->
                    "another program has locked the database";
                case SQLITE_READONLY, SQLITE_READONLY_DIRECTORY, SQLITE_READONLY_DBMOVED, SQLITE_CANTOPEN ->
                    "it may not be written; check the folder's owner and permissions";
                case SQLITE_CORRUPT, SQLITE_NOTADB ->
                    "the database is damaged: put a backup in its place, or move it away to begin anew";
                default -> String.valueOf(sqlite.getMessage());
            };
        }
        return String.valueOf(failed.getMessage());
    }
}
