/// `/echo`: each message comes back as it is.
@NullMarked
package dev.parley.server.echo;

import org.jspecify.annotations.NullMarked;
