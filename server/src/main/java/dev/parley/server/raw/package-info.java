/// `/raw/{channel}`: each message goes, as it is, to everybody on the channel.
@NullMarked
package dev.parley.server.raw;

import org.jspecify.annotations.NullMarked;
