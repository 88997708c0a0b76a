/// The engine that keeps everything in memory, and forgets it when the process ends.
@NullMarked
package dev.parley.hub.memory;

import org.jspecify.annotations.NullMarked;
