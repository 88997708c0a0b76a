/// What a server counts, for Prometheus.
@NullMarked
package dev.parley.server.metrics;

import org.jspecify.annotations.NullMarked;
