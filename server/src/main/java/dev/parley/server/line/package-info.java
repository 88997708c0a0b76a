/// Pushes by lines over TCP: for scripts that can write to a socket and nothing else.
@NullMarked
package dev.parley.server.line;

import org.jspecify.annotations.NullMarked;
