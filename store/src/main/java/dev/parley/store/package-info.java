/// A small SQLite file for what must outlive the process: revocations, pushes that wait for their reader, events that wait
/// for the backend.
@NullMarked
package dev.parley.store;

import org.jspecify.annotations.NullMarked;
