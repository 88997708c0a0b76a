package dev.parley.engine.sqlite;

/// What an acknowledged publication survives.
public enum Durability {
    /// The death of the process, `kill -9` too. After the death of the machine, epochs are renewed.
    PROCESS,
    /// A power cut as well: each group commit is synced.
    POWER
}
