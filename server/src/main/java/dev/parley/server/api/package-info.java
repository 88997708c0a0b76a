/// The HTTP API for the site's backend: `POST /api/{method}`, in the names and shapes of the Centrifugo server API.
///
/// [Api] takes a request: who calls, what for, how large; a [Method] of [Methods] does it; [Replies] writes what became of it.
@NullMarked
package dev.parley.server.api;

import org.jspecify.annotations.NullMarked;
