/// `--verbose`: what happens, line by line, for whoever develops a client.
@NullMarked
package dev.parley.server.verbose;

import org.jspecify.annotations.NullMarked;
