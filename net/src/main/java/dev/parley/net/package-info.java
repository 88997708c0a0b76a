/// Event loops, listeners, connections, outgoing queues, timers and TLS, behind small types of our own.
///
/// Nothing here knows WebSocket, and nothing outside this module knows Netty. A [dev.parley.net.Connection] and its
/// [dev.parley.net.ConnectionHandler] live on one [dev.parley.net.Loop] for life: every call in either direction is
/// made on that loop's thread, so neither needs a lock.
@NullMarked
package dev.parley.net;

import org.jspecify.annotations.NullMarked;
