/// HTTP/1.1 heads and bodies, parsed once, and the hand-over of a connection to another protocol.
@NullMarked
package dev.parley.net.http;

import org.jspecify.annotations.NullMarked;
