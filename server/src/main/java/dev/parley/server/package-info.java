/// A Parley server: what it serves, to whom, and its life.
@NullMarked
package dev.parley.server;

import org.jspecify.annotations.NullMarked;
