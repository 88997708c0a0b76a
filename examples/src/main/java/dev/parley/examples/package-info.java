/// One small program per thing a reader wants to copy. Each file is complete: it needs nothing else from this package.
///
/// All of them listen on 127.0.0.1 and let any page in ([dev.parley.websocket.Origins#ANY]), which suits a first try.
/// A program for the world says `.host("0.0.0.0")` and names the origins of its own pages.
@NullMarked
package dev.parley.examples;

import org.jspecify.annotations.NullMarked;
