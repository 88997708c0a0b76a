/// What the backend's side costs: calls of the HTTP API, and logins with tokens.
@NullMarked
package dev.parley.bench.api;

import org.jspecify.annotations.NullMarked;
