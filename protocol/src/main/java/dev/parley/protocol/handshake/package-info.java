/// The opening handshake (RFC 6455 section 4), as a pure function of method, version and headers, in both roles.
@NullMarked
package dev.parley.protocol.handshake;

import org.jspecify.annotations.NullMarked;
