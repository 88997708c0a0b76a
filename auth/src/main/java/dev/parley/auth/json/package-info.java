/// JSON of others, read so that what belongs to users stays as it was written.
@NullMarked
package dev.parley.auth.json;

import org.jspecify.annotations.NullMarked;
