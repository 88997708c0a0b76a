/// Load in the language of the SDKs: publishes that wait for their acknowledgement, sessions that stay, a herd that comes
/// back and recovers.
@NullMarked
package dev.parley.bench.sdk;

import org.jspecify.annotations.NullMarked;
