/// What stands between a server and its site's backend: what is remembered for it, and what it is told.
@NullMarked
package dev.parley.server.backend;

import org.jspecify.annotations.NullMarked;
