/// What the owner of a server may set, and where each value came from.
///
/// [Options] is the one table: names, types, defaults, flags and documentation. A [Loader] reads the three sources in
/// rising order (a YAML file, `PARLEY_*` variables, flags) into [Settings]; [ServerConfig] gives them the types that
/// the rest of the server uses, and checks what concerns more than one of them.
@NullMarked
package dev.parley.server.config;

import org.jspecify.annotations.NullMarked;
