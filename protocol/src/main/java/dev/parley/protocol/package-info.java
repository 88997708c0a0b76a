/// RFC 6455 and RFC 7692 without I/O: bytes in, events out. No sockets, threads or clocks; the JDK only.
@NullMarked
package dev.parley.protocol;

import org.jspecify.annotations.NullMarked;
