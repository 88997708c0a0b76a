/// permessage-deflate (RFC 7692): its parameters, and turning messages into compressed ones and back.
@NullMarked
package dev.parley.protocol.deflate;

import org.jspecify.annotations.NullMarked;
