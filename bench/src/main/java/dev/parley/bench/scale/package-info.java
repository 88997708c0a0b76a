/// How many nodes and Redis a site needs: a model with measured costs. `bench/scale` prints it, `docs/scale.md` shows it.
@NullMarked
package dev.parley.bench.scale;

import org.jspecify.annotations.NullMarked;
