/// The servers that Parley is measured against, each a minimal program written the way its own documentation writes it:
/// no compression, default buffers, an echo at `/echo` and a fan-out at `/raw/{channel}` (to everyone on that channel,
/// the sender included; text stays text, binary stays binary).
///
/// Each has a `main` to be run in a JVM of its own, with the arguments of [dev.parley.bench.peers.PeerOptions], and
/// prints `listening PORT PID` on standard output when it can be connected to.
@NullMarked
package dev.parley.bench.peers;

import org.jspecify.annotations.NullMarked;
