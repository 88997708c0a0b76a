/// JMH benchmarks of single pieces of `protocol`, run by `bench/jmh`. Buffers are direct, as the network's are.
@NullMarked
package dev.parley.bench.micro;

import org.jspecify.annotations.NullMarked;
