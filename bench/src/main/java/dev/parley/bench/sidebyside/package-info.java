/// Measures servers side by side: each in its own JVM on one core, the load generator on another, taking turns.
///
/// What is compared is the server's CPU time per message, because on a machine that other work shares it moves far less
/// than rates and latencies do. Read `docs/benchmarks.md` for how to run it and what to distrust.
@NullMarked
package dev.parley.bench.sidebyside;

import org.jspecify.annotations.NullMarked;
