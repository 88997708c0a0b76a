package dev.parley.engine.sqlite;

import java.nio.file.Path;

/// How the engine stores.
///
/// @param folder for the database and what belongs to it; made when it is missing
/// @param bootId what names this run of the machine, so that its end is noticed; empty where the system tells none
/// @param queueLimit publications that may wait for the writer; past it publishers are told to come again
/// @param queueBytes the same in bytes of payload
/// @param tailBytes memory for the newest publications of all open channels, from which most recoveries are served
public record SqliteOptions(
        Path folder, Durability durability, String bootId, int queueLimit, long queueBytes, long tailBytes) {

    public static SqliteOptions in(Path folder, Durability durability) {
        return new SqliteOptions(folder, durability, BootId.current(), 100_000, 64L * 1024 * 1024, 64L * 1024 * 1024);
    }

    /// For tests of what happens after the machine died.
    public SqliteOptions withBootId(String id) {
        return new SqliteOptions(folder, durability, id, queueLimit, queueBytes, tailBytes);
    }

    public SqliteOptions withQueueLimit(int publications) {
        return new SqliteOptions(folder, durability, bootId, publications, queueBytes, tailBytes);
    }

    public SqliteOptions withTailBytes(long bytes) {
        return new SqliteOptions(folder, durability, bootId, queueLimit, queueBytes, bytes);
    }
}
