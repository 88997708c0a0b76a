/// The engine that remembers on disk: one SQLite file, one writer, group commit.
@NullMarked
package dev.parley.engine.sqlite;

import org.jspecify.annotations.NullMarked;
