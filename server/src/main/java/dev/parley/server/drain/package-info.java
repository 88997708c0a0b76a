/// Taking a node out of service without its clients noticing.
@NullMarked
package dev.parley.server.drain;

import org.jspecify.annotations.NullMarked;
